import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeAgent } from '../testing/acp-agents/index.ts';
import type { Supervisor } from '../supervisor/index.ts';
import { openTestSupervisor, startSupervised } from '../testing/supervised-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import { createAcpAdapter } from './acp.ts';
import type { RuntimeAdapter } from './adapter.ts';
import { begin } from './contract-suite.ts';
import { createEmbeddedAdapter } from './embedded.ts';

let folders: TrialFolders;
let supervisor: Supervisor;
beforeAll(async () => {
  folders = await openTrialFolders();
  supervisor = await openTestSupervisor();
});
afterAll(async () => {
  await supervisor.close();
  await folders.remove();
});

const skipNote = 'this machine has no sandboxed file system';

async function run(
  adapter: RuntimeAdapter,
  spec: AgentSpawn,
  agentConfig: unknown,
): Promise<Awaited<ReturnType<typeof begin>>> {
  return begin(
    { adapter, folders: () => folders.make(), start: (...args) => startSupervised(supervisor, ...args) },
    spec,
    agentConfig,
  );
}

test('the embedded agent runs, uses git and publishes where only what it named is visible', async () => {
  const steps: NonNullable<AgentSpawn['task']>['steps'] = [
    { do: 'run', argv: ['git', 'init', '--quiet', '.'] },
    { do: 'run', argv: ['git', 'config', 'user.name', 'Agent'] },
    { do: 'run', argv: ['git', 'config', 'user.email', 'agent@example.org'] },
    { do: 'write', path: 'hello.txt', content: 'hello\n' },
    { do: 'git-commit', message: 'begin' },
    { do: 'git-diff', artifact: 'change.patch' },
  ];
  const { trial, end } = await run(
    createEmbeddedAdapter(),
    { verb: 'agent.spawn', agent: 'embedded', task: { steps } },
    {},
  );
  try {
    expect(await trial.session.outcome).toEqual({ ok: true, stopReason: 'end_turn' });
    expect(await readFile(join(trial.context.homeDir, 'artifacts', 'change.patch'), 'utf8')).toContain('+hello');
  } finally {
    await end();
  }
});

test('PRC-11: in the sandbox the agent sees nothing of this installation but its own sources', async () => {
  const here = import.meta.filename;
  const task = { steps: [{ do: 'run' as const, argv: ['cat', here] }] };
  const { trial, end } = await run(createEmbeddedAdapter(), { verb: 'agent.spawn', agent: 'embedded', task }, {});
  try {
    expect(existsSync(here)).toBe(true);
    expect((await trial.session.outcome).message).toContain('exit code 1');
    expect(JSON.stringify(trial.events)).toContain('No such file');
  } finally {
    await end();
  }
});

test('an Agent Client Protocol agent runs with the folders this instance shows it', async ({ skip }) => {
  skip(supervisor.report.filesystem !== 'sandboxed', skipNote);
  const { argv, readOnlyPaths } = fakeAgent('normal');
  const { trial, end } = await run(
    createAcpAdapter({ readOnlyPaths }),
    { verb: 'agent.spawn', agent: 'fake', prompt: 'hi' },
    { argv },
  );
  try {
    expect((await trial.session.outcome).ok).toBe(true);
  } finally {
    await end();
  }
});
