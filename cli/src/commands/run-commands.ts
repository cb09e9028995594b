import { isTerminalCommand, isTerminalRun, newId, type CommandState, type RunLimits } from '@wheelhouse/protocol';
import type { AgentView, CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { exitCodes } from '../exit.ts';
import { openContext } from './context.ts';
import { followRun } from './follow.ts';
import { readTask } from './steps.ts';
import { resolveTarget } from './target.ts';

interface SpawnOptions {
  readonly spoke?: string;
  readonly target?: string;
  readonly workspace?: string;
  readonly prompt?: string;
  readonly task?: string;
  readonly step: readonly string[];
  readonly arg: readonly string[];
  readonly git?: string;
  readonly ref?: string;
  readonly idem?: string;
  readonly wall?: string;
  readonly budget?: string;
  readonly turns?: string;
  readonly children?: string;
  readonly depth?: string;
  readonly attempts?: string;
  readonly resume?: string;
  readonly follow?: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

async function spawnBody(agent: string, options: SpawnOptions, api: ApiClient): Promise<Record<string, unknown>> {
  const task = await readTask(options.task, options.step);
  const limits: RunLimits = {
    ...(options.wall === undefined ? {} : { wallMs: Number(options.wall) * 1000 }),
    ...(options.budget === undefined ? {} : { costMicros: Math.round(Number(options.budget) * 1_000_000) }),
    ...(options.turns === undefined ? {} : { turns: Number(options.turns) }),
    ...(options.children === undefined ? {} : { children: Number(options.children) }),
    ...(options.depth === undefined ? {} : { depth: Number(options.depth) }),
  };
  const present = {
    agent,
    id: newId(Date.now()),
    prompt: options.prompt,
    task,
    args: options.arg.length === 0 ? undefined : options.arg,
    source:
      options.git === undefined
        ? undefined
        : { kind: 'git', repository: options.git, ...(options.ref === undefined ? {} : { ref: options.ref }) },
    idem: options.idem,
    limits: Object.keys(limits).length === 0 ? undefined : limits,
    retry: options.attempts === undefined ? undefined : { attempts: Number(options.attempts) },
    resume: options.resume,
    ...(await resolveTarget(api, options.target, options.workspace)),
  };
  return Object.fromEntries(Object.entries(present).filter(([, value]) => value !== undefined));
}

function exitOfRun(run: RunRecord): number {
  return !isTerminalRun(run.state) || run.state === 'succeeded' ? exitCodes.done : exitCodes.failed;
}

function addSpawn(program: Command, config: CliConfig): void {
  program
    .command('spawn <agent>')
    .description('start an agent here or, with --target, on another instance')
    .option('--spoke <name>', 'the spoke that issues the command')
    .option('--target <instance>', 'name or id of the instance that shall run it')
    .option('--workspace <id>', 'workspace on the target; needed when it granted several')
    .option('--prompt <text>', 'plain-language prompt, or standard input of a process agent')
    .option('--task <file>', 'JSON file of steps for the embedded agent')
    .option('--step <step>', 'one step, such as "run: npm test"; may be repeated', collect, [])
    .option('--arg <word>', 'extra argument for a process agent; may be repeated', collect, [])
    .option('--git <repository>', 'repository to clone into the work folder')
    .option('--ref <ref>', 'branch, tag or commit to check out')
    .option('--idem <key>', 'idempotency key of the run')
    .option('--wall <seconds>', 'wall-clock limit')
    .option('--budget <dollars>', 'what its models may cost')
    .option('--turns <count>', 'answers of models')
    .option('--children <count>', 'runs that it, and those below it, may start in all')
    .option('--depth <levels>', 'levels of runs below it; usually 1')
    .option('--attempts <count>', 'tries again after a failure that may pass')
    .option('--resume <run>', 'goes on with the session of an ended run')
    .option('-f, --follow', 'show its events until it has ended; the exit code is then the run’s')
    .action(async (agent: string, options: SpawnOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(options.spoke);
      const taken = await api.post<CommandTaken>('/runs', await spawnBody(agent, options, api));
      const runId = taken.runId ?? '';
      if (options.follow !== true)
        return context.output.item({ run: runId, command: taken.commandId, state: taken.run?.state });
      context.output.note(`run ${runId}`);
      process.exitCode = exitOfRun(await followRun(api, runId, context.output));
    });
}

function addKill(program: Command, config: CliConfig): void {
  program
    .command('kill <run>')
    .description('end a run and everything it started')
    .option('--spoke <name>')
    .option('--now', 'skip the polite steps')
    .option('--no-wait', 'return as soon as the kill is accepted')
    .option('--timeout <seconds>', 'how long to wait for the end', '30')
    .action(
      async (
        runId: string,
        options: { spoke?: string; now?: boolean; wait: boolean; timeout: string },
        command: Command,
      ) => {
        const context = openContext(command, config);
        const api = await context.spoke(options.spoke);
        const taken = await api.post<CommandTaken>(`/runs/${runId}/kill`, options.now === true ? { now: true } : {});
        if (!options.wait) return context.output.item({ run: runId, command: taken.commandId });
        const deadline = Date.now() + Number(options.timeout) * 1000;
        let run = await api.get<RunRecord>(`/runs/${runId}`);
        while (!isTerminalRun(run.state) && Date.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          run = await api.get<RunRecord>(`/runs/${runId}`);
        }
        context.output.item({
          run: runId,
          state: run.state,
          survivors: run.kill?.survivors,
          verifiedBy: run.kill?.verifiedBy,
        });
        if (!isTerminalRun(run.state)) process.exitCode = exitCodes.unavailable;
      },
    );
}

/** A run, and below it, two spaces further in, what it started, oldest first. */
function treeOf(runs: readonly RunRecord[], id: string): Record<string, unknown>[] {
  const own = runs.filter((run) => run.id === id);
  const below = runs.filter(({ parentId }) => parentId === id).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    ...own.map((run) => ({ ...run, agent: `${'  '.repeat(run.depth)}${run.agent}` })),
    ...below.flatMap((run) => treeOf(runs, run.id)),
  ];
}

function addReading(program: Command, config: CliConfig): void {
  program
    .command('ps')
    .description('list runs, those here and those issued to other instances')
    .option('--spoke <name>')
    .option('--state <state>')
    .option('--tree <run>', 'the tree of this root, each run under the one that started it')
    .action(async (options: { spoke?: string; state?: string; tree?: string }, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(options.spoke);
      const { state, tree: root } = options;
      const runs = await api.get<RunRecord[]>('/runs', { state, root, limit: root === undefined ? 100 : 200 });
      context.output.list(root === undefined ? runs.map((run) => ({ ...run })) : treeOf(runs, root), [
        'id',
        'agent',
        'state',
        'code',
        'instance',
        'containment',
      ]);
    });
  program
    .command('status <run>')
    .description('the state of a run; --ask sends a signed status command to where it runs')
    .option('--spoke <name>')
    .option('--ask')
    .action(async (runId: string, options: { spoke?: string; ask?: boolean }, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(options.spoke);
      if (options.ask !== true) return context.output.item({ ...(await api.get<RunRecord>(`/runs/${runId}`)) });
      const taken = await api.post<CommandTaken>(`/runs/${runId}/status`, {});
      context.output.item({ ...(await untilCommandEnds(api, taken.commandId)) });
    });
  program
    .command('logs <run>')
    .description('what a run said and did')
    .option('--spoke <name>')
    .option('-f, --follow')
    .action(async (runId: string, options: { spoke?: string; follow?: boolean }, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(options.spoke);
      await followRun(api, runId, context.output, { once: options.follow !== true });
    });
  program
    .command('agents')
    .description('list the agents of a workspace')
    .option('--spoke <name>')
    .action(async (options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const agents = await (await context.spoke(options.spoke)).get<AgentView[]>('/agents');
      context.output.list(
        agents.map((agent) => ({ ...agent })),
        ['name', 'runtime', 'enabled', 'config'],
      );
    });
}

interface CommandAnswer {
  readonly state: CommandState;
  readonly code: string | null;
  readonly result: Record<string, unknown> | null;
}

const commandPollMs = 100;
const commandTimeoutMs = 30_000;

async function untilCommandEnds(api: ApiClient, commandId: string): Promise<Record<string, unknown>> {
  const deadline = Date.now() + commandTimeoutMs;
  for (;;) {
    const command = await api.get<CommandAnswer>(`/commands/${commandId}`);
    if (isTerminalCommand(command.state) || Date.now() > deadline) {
      return command.result ?? { state: command.state, code: command.code };
    }
    await new Promise((resolve) => setTimeout(resolve, commandPollMs));
  }
}

function addAnswers(program: Command, config: CliConfig): void {
  program
    .command('send <run> <text>')
    .description('give a running agent more input')
    .option('--spoke <name>')
    .action(async (runId: string, text: string, options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const taken = await (await context.spoke(options.spoke)).post<CommandTaken>(`/runs/${runId}/input`, { text });
      context.output.item({ run: runId, command: taken.commandId });
    });
  program
    .command('approve <run>')
    .description('answer what an agent asked')
    .requiredOption('--request <id>', 'the question, as `logs` shows it in brackets')
    .requiredOption('--option <option>', 'the answer, one of the options asked')
    .option('--spoke <name>')
    .action(async (runId: string, options: { request: string; option: string; spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const { request, option } = options;
      const api = await context.spoke(options.spoke);
      const taken = await api.post<CommandTaken>(`/runs/${runId}/approve`, { request, option });
      context.output.item({ run: runId, command: taken.commandId });
    });
}

export function addRunCommands(program: Command, config: CliConfig): void {
  addSpawn(program, config);
  addReading(program, config);
  addKill(program, config);
  addAnswers(program, config);
}
