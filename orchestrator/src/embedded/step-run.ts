import { StringDecoder } from 'node:string_decoder';
import type { TaskStep } from '@wheelhouse/protocol';
import { runChild } from './child.ts';
import { StepFailure } from './failure.ts';
import { placeInside } from './paths.ts';
import type { StepContext } from './step-context.ts';
import { piecesOf } from './text-pieces.ts';

type RunStep = Extract<TaskStep, { do: 'run' }>;
type GrepStep = Extract<TaskStep, { do: 'grep' }>;

/** How much of one step's output is shown. */
const maxShownBytes = 256 * 1024;

/** Runs the command and shows its output as it comes. */
export async function runCommand(step: RunStep, context: StepContext): Promise<string> {
  const show = showing(context);
  const exit = await runChild({
    argv: step.argv,
    cwd: context.workDir,
    env: context.childEnv,
    signal: context.signal,
    onOutput: show,
  });
  const wanted = step.expectExit ?? 0;
  const ended = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code ?? 'none'}`;
  if (exit.code !== wanted)
    throw new StepFailure(`${step.argv[0] ?? ''} ended with ${ended}, expected exit code ${wanted}`);
  return ended;
}

/**
 * Looks for a pattern (POSIX extended) in a file or a folder. By `grep`, not by a regular expression of our own: a
 * pattern that backtracks for ever would wedge this process, and a child can be killed.
 */
export async function runGrep(step: GrepStep, context: StepContext): Promise<string> {
  const place = await placeInside(context.workDir, step.path);
  const argv = ['grep', '-rnEI', '-m', '20', '-e', step.pattern, '--', place];
  const exit = await runChild({
    argv,
    cwd: context.workDir,
    env: { ...context.childEnv, LC_ALL: 'C.UTF-8' },
    signal: context.signal,
    onOutput: showing(context),
  });
  if (exit.code !== 0 && exit.code !== 1)
    throw new StepFailure(`grep could not search ${step.path} (exit code ${exit.code ?? 'none'})`);
  const found = exit.code === 0;
  if (found !== ((step.expect ?? 'match') === 'match')) {
    throw new StepFailure(
      found
        ? `${step.path} contains ${step.pattern}, which it must not`
        : `${step.path} does not contain ${step.pattern}`,
    );
  }
  return found ? 'found' : 'not found, as expected';
}

function showing(context: StepContext): (stream: 'stdout' | 'stderr', chunk: Buffer) => Promise<void> {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  let shown = 0;
  let full = false;
  return async (stream, chunk) => {
    if (full) return;
    const text = decoders[stream].write(chunk);
    shown += chunk.length;
    for (const piece of piecesOf(text)) await context.output(stream, piece);
    if (shown < maxShownBytes) return;
    full = true;
    await context.output(stream, `\n[output beyond ${maxShownBytes} bytes is not shown]\n`);
  };
}
