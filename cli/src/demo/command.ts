import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { openContext } from '../commands/context.ts';
import type { CliConfig } from '../config.ts';
import { openDataDir } from '../data-dir.ts';
import { exitCodes } from '../exit.ts';
import { createStepReporter } from './reporter.ts';

interface DemoOptions {
  readonly exit?: boolean;
  readonly reset?: boolean;
}

async function stayUp(
  config: CliConfig,
  steps: ReturnType<typeof createStepReporter>,
  say: (text: string) => void,
): Promise<void> {
  const { startDemo } = await import('./tour.ts');
  const { spawnSteps } = await import('./run-steps.ts');
  const { grantConsole } = await import('./federation.ts');
  const { hubLink, startSomethingToWatch, visitLink } = await import('./visit.ts');
  const { stack, federation } = await startDemo(config, steps, say);
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await Promise.race([spawnSteps(federation, steps), stopped]);
  const run = await startSomethingToWatch(federation);
  const { north, south } = federation;
  // So that the hub's console can start and end agents on both.
  await Promise.all([north, south].map((spoke) => grantConsole(stack, spoke)));
  say(
    [
      '',
      'Open in a browser; each link signs you in once, within 15 minutes:',
      `  an agent at work on north    ${await visitLink(north, `/runs/${run}`)}`,
      `  the same, seen from south    ${await visitLink(south, `/runs/${run}`)}`,
      `  the hub’s console            ${await hubLink(stack)}`,
      `    what it signs with         ${stack.consoleKeyPath}`,
      '',
      `APIs to try: ${[stack.hubEndpoint.url, north.process.url, south.process.url].map((url) => `${url}/docs`).join(' ')}`,
      '',
      'Keys are in endpoints.json. Try, in another terminal:',
      "  npx wheelhouse spawn embedded --spoke south --target north --step 'run: uname -a' --follow",
      '  npx wheelhouse ps --spoke south',
      'Ctrl-C ends everything.',
    ].join('\n'),
  );
  await stopped;
  await stack.stop();
}

export function addDemo(program: Command, config: CliConfig): void {
  program
    .command('demo')
    .description('a hub and two spokes on this machine; an agent that one starts on the other')
    .option('--exit', 'take the tour, stop everything, exit 0 only if every step held')
    .option('--reset', 'throw away what earlier demos left')
    .action(async (options: DemoOptions, command: Command) => {
      const { output } = openContext(command, config);
      if (options.reset === true) await rm(config.dataDir, { recursive: true, force: true });
      await openDataDir(config.dataDir);
      const steps = createStepReporter(output.format === 'json', (line) => process.stdout.write(`${line}\n`));
      if (options.exit !== true) return stayUp(config, steps, output.note);
      const { runTour } = await import('./tour.ts');
      const held = await runTour(config, steps, output.note);
      process.exitCode = held ? exitCodes.done : exitCodes.failed;
    });
}
