import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInstance, password, tokenIn, until, type Instance, type Visitor } from './instance.ts';

/* Two workspaces of one instance: what the agents of one see of the other, and what one's load costs it. */

interface Run {
  readonly state: string;
  readonly filesystem?: string | null;
}

const canary = 'canary-of-workspace-b';
/** Writes down what it holds, and stays. */
const keeper = `echo "$CANARY" > secret; echo "$CANARY"; echo kept; exec sleep 300`;
/** Looks wherever an agent could look for somebody else: processes, temporary files, folders above, a known path, a link. */
const snoop = `
  for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; tr '\\0' ' ' < $p/environ; ls -l $p/cwd $p/root; cat $p/cwd/secret; done 2>&1
  ls -laR /tmp .. ../.. ../../.. 2>&1
  ls -la "$1" 2>&1; cat "$1/secret" 2>&1
  ln -s "$1/secret" link; cat link 2>&1
  grep -r canary-of / --include=secret 2>/dev/null
  echo looked`;

let instance: Instance;
let owner: Visitor;
const workspaces = { a: '', b: '' };

async function inWorkspace<T>(workspaceId: string, method: string, path: string, body?: unknown): Promise<T> {
  owner.workspaceId = workspaceId;
  return owner.get<T>(method, path, body);
}

async function spawn(workspaceId: string, wish: object): Promise<string> {
  return (await inWorkspace<{ runId: string }>(workspaceId, 'POST', '/runs', wish)).runId;
}

async function outputOf(workspaceId: string, runId: string): Promise<string> {
  owner.workspaceId = workspaceId;
  return (await owner.call('GET', `/runs/${runId}/logs`)).text;
}

beforeAll(async () => {
  instance = await openInstance();
  owner = instance.visit();
  const token = tokenIn(instance.spoke.setupUrl ?? '');
  await owner.get('POST', '/auth/setup', { token, email: 'o@acme.test', name: 'O', password, organization: 'Acme' });
  const [home] = await owner.get<{ id: string; organizationId: string }[]>('GET', '/workspaces');
  workspaces.a = home?.id ?? '';
  const wish = { name: 'B', slug: 'b', organizationId: home?.organizationId };
  workspaces.b = (await owner.get<{ workspace: { id: string } }>('POST', '/workspaces', wish)).workspace.id;
  const agent = (name: string, script: string, env: object = {}): object => ({
    name,
    runtime: 'process',
    config: { argv: ['/bin/sh', '-c', script, name], allowArgs: true, env },
  });
  await inWorkspace(workspaces.b, 'POST', '/agents', agent('keeper', keeper, { CANARY: canary }));
  await inWorkspace(workspaces.a, 'POST', '/agents', agent('snoop', snoop));
  await inWorkspace(workspaces.a, 'POST', '/agents', agent('sleeper', 'exec sleep 300'));
}, 120_000);
afterAll(() => instance.close());

test('TEN-17: an agent that looks everywhere finds nothing of another workspace', async (context) => {
  const kept = await spawn(workspaces.b, { agent: 'keeper' });
  await until('the other’s agent holds its secret', async () => (await outputOf(workspaces.b, kept)).includes('kept'));
  const { filesystem } = await inWorkspace<Run>(workspaces.b, 'GET', `/runs/${kept}`);
  if (filesystem !== 'sandboxed') return context.skip('bubblewrap is missing: agents here see the whole file system');
  const folder = join(instance.dir, 'work', kept, '1', 'work');
  // It is there, and says what must not be seen.
  expect(await readFile(join(folder, 'secret'), 'utf8')).toContain(canary);
  const looking = await spawn(workspaces.a, { agent: 'snoop', args: [folder] });
  await until('the agent has looked', async () => {
    const { state } = await inWorkspace<Run>(workspaces.a, 'GET', `/runs/${looking}`);
    return ['succeeded', 'failed'].includes(state);
  });
  const seen = await outputOf(workspaces.a, looking);
  expect(seen).toContain('looked');
  expect(seen).not.toContain(canary);
  expect(seen).not.toContain('keeper');
  await inWorkspace(workspaces.b, 'POST', `/runs/${kept}/kill`, { now: true });
});

test('TEN-19: who has as much as its limit allows is refused with QUOTA, and the other workspace goes on', async () => {
  await inWorkspace(workspaces.a, 'PUT', `/workspaces/${workspaces.a}/limits`, { maxRunningAgents: 3 });
  for (let count = 0; count < 3; count += 1) await spawn(workspaces.a, { agent: 'sleeper' });
  const over = await owner.call('POST', '/runs', { agent: 'sleeper' });
  expect([over.status, over.code]).toEqual([429, 'QUOTA']);
  owner.workspaceId = workspaces.b;
  const other = await owner.call('POST', '/runs', { agent: 'embedded', task: { steps: [{ do: 'sleep', ms: 10 }] } });
  expect(other.status, other.text).toBeLessThan(300);
});
