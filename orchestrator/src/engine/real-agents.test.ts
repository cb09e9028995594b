import { join } from 'node:path';
import type { RunUsage } from '@wheelhouse/protocol';
import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultSearchPath, findInstalled } from '../runtimes/installed-program.ts';
import { createAcpAdapter, createClaudeAdapter, createCodexAdapter } from '../runtimes/index.ts';
import { openModelStub, type ModelStub } from '../testing/clis/model-stub.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { killModes, sleeps, streams, type KillSubject, type Situation } from '../testing/kill-matrix/cells.ts';
import { holdsKill } from '../testing/kill-matrix/kill-matrix.ts';
import { newNap } from '../testing/supervised-trial.ts';
import type { Orchestrator } from './orchestrator.ts';

/** A folder with `node_modules/.bin`; without it, what is on the PATH. */
const folder = process.env['WHEELHOUSE_TEST_AGENTS'];
const searchPath = [...(folder === undefined ? [] : [join(folder, 'node_modules', '.bin')]), defaultSearchPath()].join(
  ':',
);

interface RealAgent {
  readonly runtime: string;
  readonly program: string;
  readonly config: (path: string) => object;
  /** The tool by which it writes a file, as its model would call it. */
  readonly tool: { readonly name: string; readonly input: Readonly<Record<string, unknown>> };
}

const byItself = (program: string) => ({ program, permissions: 'allow' });
const makeFile = 'echo made > made.txt';
const agents = {
  claude: {
    runtime: 'claude',
    program: 'claude',
    config: byItself,
    tool: { name: 'Write', input: { file_path: 'made.txt', content: 'made\n' } },
  },
  codex: {
    runtime: 'codex',
    program: 'codex',
    config: byItself,
    tool: { name: 'exec_command', input: { cmd: makeFile } },
  },
  opencode: {
    runtime: 'acp',
    program: 'opencode',
    config: (path) => ({ argv: [path, 'acp'], permissions: 'allow', env: { OPENCODE_CONFIG_CONTENT: openCodeConfig } }),
    tool: { name: 'bash', input: { command: makeFile, description: 'makes a file' } },
  },
} as const satisfies Record<string, RealAgent>;
type AgentName = keyof typeof agents;
const names = Object.keys(agents) as AgentName[];

const openCodeConfig = JSON.stringify({
  model: 'anthropic/claude-sonnet-4-5',
  small_model: 'anthropic/claude-sonnet-4-5',
  share: 'disabled',
  autoupdate: false,
  // Asks its model in secret, and leaves that out of what it says that it cost.
  agent: { title: { disable: true } },
});

/** Below the cost of two answers of either model, and not below that of one. */
const halfMicros = 500;

let world: EngineWorld;
let models: ModelStub;
let engine: Orchestrator;
const nap = newNap();
beforeAll(async () => {
  models = await openModelStub();
  world = await openEngineWorld();
  const { baseUrl, token, defaultModels } = models.access;
  const { anthropic: model = '', openai = '' } = defaultModels;
  engine = await world.start({
    providers: () =>
      Promise.resolve({
        anthropic: { baseUrl: `${baseUrl}/anthropic`, apiKey: token, defaultModel: model },
        openai: { baseUrl: `${baseUrl}/openai/v1`, apiKey: token, defaultModel: openai },
      }),
  });
  for (const name of names) {
    const { runtime, program, config } = agents[name];
    const path = findInstalled(program, searchPath)?.path;
    if (path !== undefined) await createAgent(world.db, world.workspace, { name, runtime, config: config(path) });
  }
});
afterAll(async () => {
  await world.close();
  await models.close();
});

/** Of an agent that is installed: without it its tests are skipped. */
function configOf(name: AgentName): object {
  const { program, config } = agents[name];
  return config(findInstalled(program, searchPath)?.path ?? program);
}

/** What the agent itself says that it cost; null where it does not say. */
async function ownCost(runId: string): Promise<number | null> {
  const said = (await world.events(runId)).filter(({ type, data }) => type === 'usage' && data['source'] === 'agent');
  const costs = said.map(({ data }) => data['costMicros']).filter((cost) => typeof cost === 'number');
  return costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
}

function real(name: AgentName, sentence: string, run: () => Promise<void>): void {
  test(`the real ${name} ${sentence}`, { timeout: 120_000 }, async (context) => {
    if (findInstalled(agents[name].program, searchPath) === null)
      context.skip(`there is no ${name} on the PATH, and WHEELHOUSE_TEST_AGENTS names no folder with it`);
    models.play([{ word: 'WRITE', tool: agents[name].tool, done: 'It is written.' }]);
    await run();
  });
}

for (const name of names) {
  real(name, 'does a task with a real tool call in the sandbox, and the gateway counts what it cost', async () => {
    const { runId } = await world.spawn(name, { prompt: 'WRITE it' });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'succeeded', code: null });
    const events = await world.events(runId);
    expect(events.filter(({ type }) => type === 'tool.end').map(({ data }) => data['status'])).toEqual(['completed']);
    const usage = ended.usage as unknown as RunUsage;
    expect(usage).toMatchObject({ source: 'gateway', answers: 2, inputTokens: 200, outputTokens: 40 });
    const own = await ownCost(runId);
    // Codex does not say.
    if (name !== 'codex') expect(own).toBe(usage.costMicros);
    expect(models.strangers()).toBe(0);
  });

  real(name, 'is stopped by half of that in the middle of its task, and no further answer is asked for', async () => {
    const asked = (): number => models.paths.filter((path) => /messages$|messages\?|responses/.test(path)).length;
    const before = asked();
    const { runId } = await world.spawn(name, { prompt: 'WRITE it', limits: { costMicros: halfMicros } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'LIMIT_COST' });
    expect(asked() - before).toBe(1);
  });

  for (const mode of killModes) {
    for (const state of ['streaming', 'in a tool'] as const) {
      real(name, `is killed while it is ${state}, ${mode}: nobody is left`, async () => {
        const asked = models.paths.length;
        models.play([state === 'streaming' ? talking : { word: 'WORK', tool: sleeping[name], done: 'never' }]);
        const spawn = { prompt: state === 'streaming' ? 'TALK' : 'WORK' };
        // Codex tells of words only when all are said.
        const isTalking: Situation['reached'] = (run) =>
          name !== 'codex'
            ? streams('message.delta')(run)
            : models.paths.slice(asked).some((path) => path.includes('responses'));
        const reached = state === 'streaming' ? isTalking : sleeps(nap);
        await holdsKill({ world, engine, nap }, subjects[name], {
          state,
          mode,
          situation: { config: configOf(name), spawn, reached },
        });
      });
    }
  }
}

const talking = { word: 'TALK', done: 'and on '.repeat(5000), paceMs: 50 };

const sleeping = {
  claude: { name: 'Bash', input: { command: `sleep ${nap}`, description: 'sleep' } },
  codex: { name: 'exec_command', input: { cmd: `sleep ${nap}` } },
  opencode: { name: 'bash', input: { command: `sleep ${nap}`, description: 'sleep' } },
} as const;

const subjects: Readonly<Record<AgentName, KillSubject>> = {
  claude: { name: 'real-claude', adapter: createClaudeAdapter(), hasModel: true, situations: {} },
  codex: { name: 'real-codex', adapter: createCodexAdapter(), hasModel: true, situations: {} },
  opencode: { name: 'real-opencode', adapter: createAcpAdapter(), hasModel: true, situations: {} },
};
