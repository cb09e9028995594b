import { afterAll, beforeAll, describe, test } from 'vitest';
import { fakeAgent } from '../testing/acp-agents/index.ts';
import { fakeCli } from '../testing/clis/index.ts';
import { openModelStub } from '../testing/clis/model-stub.ts';
import type { Supervisor } from '../supervisor/index.ts';
import { openTestSupervisor, startSupervised } from '../testing/supervised-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import { createAcpAdapter } from './acp.ts';
import type { ModelAccess } from './adapter.ts';
import { createClaudeAdapter } from './claude.ts';
import { createCodexAdapter } from './codex.ts';
import { runtimeContract, type ContractSubject } from './contract-suite.ts';
import { createEmbeddedAdapter } from './embedded.ts';
import { createProcessAdapter } from './process.ts';

const models = await openModelStub();
let folders: TrialFolders;
let supervisor: Supervisor;
beforeAll(async () => {
  const call = (command: string) => ({ name: 'shell', input: { command } });
  models.play([
    { word: 'good morning', done: 'you said: good morning' },
    { word: 'go on', tool: call('while :; do sleep 0.1; done'), done: 'never' },
  ]);
  folders = await openTrialFolders();
  supervisor = await openTestSupervisor();
});
afterAll(async () => {
  await supervisor.close();
  await models.close();
  await folders.remove();
});

const common = {
  folders: () => folders.make(),
  start: (...args: Parameters<ContractSubject['start']>) => startSupervised(supervisor, ...args),
  startTimeoutMs: 10_000,
} satisfies Partial<ContractSubject>;

const spawn = { verb: 'agent.spawn', agent: 'subject' } as const;

/** Nobody answers there: the fakes' models are scripted. */
const model: ModelAccess = {
  baseUrl: 'http://127.0.0.1:9',
  token: 'token-of-this-attempt',
  apis: ['anthropic', 'openai'],
  defaultModels: { anthropic: 'claude-opus-4-8', openai: 'gpt-5.4' },
};

const subjects: Readonly<Record<string, ContractSubject>> = {
  process: {
    ...common,
    adapter: createProcessAdapter(),
    // Reads its whole input as a shell script: how a catalogue would offer a script runner.
    agentConfig: { argv: ['sh'] },
    quick: { spec: { ...spawn, prompt: 'echo "hello $((40 + 2))"' }, shows: 'hello 42' },
    endless: { spec: { ...spawn, prompt: 'echo working; while :; do sleep 0.1; done' } },
    failing: { spec: { ...spawn, prompt: 'exit 3' } },
  },
  acp: {
    ...common,
    adapter: createAcpAdapter({ readOnlyPaths: fakeAgent('normal').readOnlyPaths }),
    agentConfig: { argv: fakeAgent('normal').argv },
    quick: { spec: { ...spawn, prompt: 'good morning' }, shows: 'you said: good morning' },
    endless: { spec: { ...spawn, prompt: 'go on' }, agentConfig: { argv: fakeAgent('long-turn').argv } },
    failing: { spec: { ...spawn, prompt: 'please' }, agentConfig: { argv: fakeAgent('refuses').argv } },
  },
  claude: {
    ...common,
    model,
    adapter: createClaudeAdapter(),
    agentConfig: fakeCli('claude', 'normal'),
    quick: { spec: { ...spawn, prompt: 'good morning' }, shows: 'you said: good morning' },
    endless: { spec: { ...spawn, prompt: 'go on' }, agentConfig: fakeCli('claude', 'long-turn') },
    failing: { spec: { ...spawn, prompt: 'please' }, agentConfig: fakeCli('claude', 'not-logged-in') },
  },
  codex: {
    ...common,
    model,
    adapter: createCodexAdapter(),
    agentConfig: fakeCli('codex', 'normal'),
    quick: { spec: { ...spawn, prompt: 'good morning' }, shows: 'you said: good morning' },
    endless: { spec: { ...spawn, prompt: 'go on' }, agentConfig: fakeCli('codex', 'long-turn') },
    failing: { spec: { ...spawn, prompt: 'please' }, agentConfig: fakeCli('codex', 'fails') },
  },
  embedded: {
    ...common,
    adapter: createEmbeddedAdapter(),
    agentConfig: {},
    quick: {
      spec: { ...spawn, task: { steps: [{ do: 'run', argv: ['echo', 'done by steps'] }] } },
      shows: 'done by steps\\n',
    },
    endless: { spec: { ...spawn, task: { steps: [{ do: 'sleep', ms: 3_600_000 }] } } },
    failing: { spec: { ...spawn, task: { steps: [{ do: 'run', argv: ['false'] }] } } },
  },
  'embedded with a model': {
    ...common,
    model: models.access,
    adapter: createEmbeddedAdapter(),
    agentConfig: {},
    // The stub is on the loopback interface, where the engine puts the gateway's bridge.
    start: (...args) => startSupervised(supervisor, ...args, 'full'),
    quick: { spec: { ...spawn, prompt: 'good morning' }, shows: 'you said: good morning' },
    endless: { spec: { ...spawn, prompt: 'go on' } },
    failing: { spec: { ...spawn, prompt: 'something that no script has' } },
  },
};

for (const [name, subject] of Object.entries(subjects)) {
  describe(`the contract of a runtime adapter, kept by ${name}`, () => {
    for (const { name: sentence, run } of runtimeContract(subject)) test(sentence, run);
  });
}
