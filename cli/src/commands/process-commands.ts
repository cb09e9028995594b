import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrCreateIdentity } from '@wheelhouse/protocol/keyfile';
import { createFailpoints, createLogger, maskedConfig, readConfig, type Logger } from '@wheelhouse/server';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { CliConfig } from '../config.ts';
import { serveUntilStopped } from '../processes/serve.ts';
import { openContext } from './context.ts';

interface ServeOptions {
  readonly printConfig?: boolean;
}

// Servers are imported when they are started: `wheelhouse ps` needs neither a database client nor a queue.

/** `--print-config` shows what the process would run with, secrets masked. @returns true where that was all */
function printsConfig(options: ServeOptions, schema: z.ZodObject, config: CliConfig, command: Command): boolean {
  if (options.printConfig !== true) return false;
  openContext(command, config).output.item(maskedConfig(schema, readConfig(schema, config.environment)));
  return true;
}

const say = (text: string): void => void process.stderr.write(text);

function loggerFor(name: string, level: string): Logger {
  return createLogger({ name, level: level as 'info' });
}

function addHub(program: Command, config: CliConfig): void {
  program
    .command('hub')
    .description('run a hub')
    .option('--print-config')
    .action(async (options: ServeOptions, command: Command) => {
      const { hubVariables, readHubConfig, startHub } = await import('@wheelhouse/hub');
      if (printsConfig(options, hubVariables, config, command)) return;
      const settings = readHubConfig(config.environment);
      const logger = loggerFor('hub', settings.logLevel);
      const hub = await startHub(settings, { logger, failpoints: createFailpoints(config.environment) });
      if (hub.setUpUrl !== null) say(`nobody runs this hub yet; make its first operator at ${hub.setUpUrl}\n`);
      process.exitCode = await serveUntilStopped(hub, { hubId: hub.hubId, fingerprint: hub.fingerprint }, say);
    });
}

function addSpoke(program: Command, config: CliConfig): void {
  program
    .command('spoke')
    .description('run a spoke: the instance’s API, its link and (unless WH_ORCHESTRATOR=none) its agents')
    .option('--print-config')
    .action(async (options: ServeOptions, command: Command) => {
      const { readSpokeConfig, spokeVariables, startSpoke } = await import('@wheelhouse/spoke');
      if (printsConfig(options, spokeVariables, config, command)) return;
      const settings = readSpokeConfig(config.environment);
      const logger = loggerFor(settings.name, settings.logLevel);
      const spoke = await startSpoke(settings, { logger, failpoints: createFailpoints(config.environment) });
      const facts = { instanceId: spoke.instanceId, fingerprint: spoke.fingerprint };
      if (spoke.setupUrl !== null)
        say(`nobody has an account yet; make the first administrator at ${spoke.setupUrl}\n`);
      process.exitCode = await serveUntilStopped(spoke, facts, say);
    });
}

function addOrchestrator(program: Command, config: CliConfig): void {
  program
    .command('orchestrator')
    .description('run the agents of a spoke in a process, or on a machine, of their own')
    .option('--print-config')
    .action(async (options: ServeOptions, command: Command) => {
      const { OrchestratorConfig, runOrchestratorProcess } = await import('@wheelhouse/orchestrator');
      const { openAgentMeans } = await import('@wheelhouse/spoke');
      if (printsConfig(options, OrchestratorConfig, config, command)) return;
      const settings = readConfig(OrchestratorConfig, config.environment);
      const logger = loggerFor('orchestrator', settings.WH_LOG_LEVEL);
      const orchestrator = await runOrchestratorProcess(settings, {
        logger,
        failpoint: createFailpoints(config.environment),
        means: (db, dataDir) => openAgentMeans(settings, db, dataDir),
      });
      const served = { url: `orchestrator:${orchestrator.id}`, close: () => orchestrator.close() };
      process.exitCode = await serveUntilStopped(served, { id: orchestrator.id }, say);
    });
}

function addJoin(program: Command, config: CliConfig): void {
  program
    .command('join <token>')
    .description('enrol this instance with the hub of a join token; shows the code that the hub’s operator compares')
    .action(async (token: string, _options: unknown, command: Command) => {
      const { joinHub, readSpokeConfig } = await import('@wheelhouse/spoke');
      const { instanceDir, name, region } = readSpokeConfig(config.environment);
      const now = Date.now();
      const identity = await loadOrCreateIdentity(join(instanceDir, 'identity.json'), { name, now });
      const joined = await joinHub({ token, identity, instanceDir, now, ...(region === undefined ? {} : { region }) });
      openContext(command, config).output.item({
        instance: identity.instanceId,
        state: joined.state,
        compare: joined.shortCode,
      });
    });
}

function addDoctor(program: Command, config: CliConfig): void {
  program
    .command('doctor')
    .description('what this machine can do: how agents are contained here, proved by killing a test process')
    .action(async (_options: unknown, command: Command) => {
      const { openSupervisor } = await import('@wheelhouse/orchestrator');
      const { output } = openContext(command, config);
      const supervisor = await openSupervisor({
        containment: 'auto',
        allowOpenFilesystem: true,
        logger: loggerFor('doctor', 'warn'),
        killMarker: `doctor-${process.pid}`,
      });
      const { report } = supervisor;
      await supervisor.close();
      const versions = JSON.parse(await readFile(join(config.projectDir, 'package.json'), 'utf8')) as {
        version: string;
      };
      output.item({
        version: versions.version,
        node: process.version,
        containment: report.containment,
        filesystem: report.filesystem,
        network: report.network,
        tool: report.tool,
      });
      if (output.format === 'json') return;
      for (const proof of report.proofs) output.note(`${proof.ok ? '✓' : '✗'} ${proof.name}: ${proof.detail}`);
      for (const advice of report.advice) output.note(`→ ${advice}`);
    });
}

export function addProcessCommands(program: Command, config: CliConfig): void {
  addHub(program, config);
  addSpoke(program, config);
  addOrchestrator(program, config);
  addJoin(program, config);
  addDoctor(program, config);
}
