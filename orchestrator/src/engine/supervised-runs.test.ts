import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WheelhouseError, type RunLimits } from '@wheelhouse/protocol';
import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';

const canary = 'canary-"quoted"-5d1f77';
let world: EngineWorld;
beforeAll(async () => {
  world = await openEngineWorld();
  const add = (name: string, script: string, execution: object = {}) =>
    createAgent(world.db, world.workspace, { name, argv: ['/bin/sh', '-c', script, world.nap], execution });
  await createAgent(world.db, world.workspace, {
    name: 'impatient',
    runtime: 'embedded',
    execution: { answerMs: 1000 },
  });
  await add('remembers', 'if [ -f mark ]; then cat mark; else echo kept > mark; exit 3; fi', {
    resumable: true,
    retry: { attempts: 2, delayMs: 50 },
  });
  await add('forgets', 'if [ -f mark ]; then cat mark; else echo kept > mark; exit 3; fi');
  await add('teller', 'echo "told: $TOKEN"; echo "$TOKEN" >&2; printf %s "$TOKEN" > kept; wc -c < kept', {
    secrets: { TOKEN: 'DEPLOY' },
  });
  await add('seeker', 'echo never', { secrets: { TOKEN: 'GONE' } });
  await add('wide', 'echo never', { network: 'full' });
  await add('eater', `exec ${process.execPath} -e 'const a=[];setInterval(()=>a.push(Buffer.alloc(8388608,1)),5)'`);
  await world.start({
    openSecrets: (_workspace, names) => {
      const missing = Object.values(names).find((name) => name !== 'DEPLOY');
      if (missing !== undefined)
        return Promise.reject(new WheelhouseError('PRECONDITION', `no secret named ${missing}`));
      return Promise.resolve(Object.fromEntries(Object.keys(names).map((variable) => [variable, canary])));
    },
  });
});
afterAll(() => world.close());

const approvals = (runId: string) =>
  world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.approval.findMany({ where: { runId }, orderBy: { id: 'asc' } }),
  );
const attempts = (runId: string) =>
  world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.attempt.findMany({ where: { runId }, orderBy: { number: 'asc' } }),
  );
const asking = { task: { steps: [{ do: 'approve' as const, question: 'Shall I?' }] } };
const output = (runId: string, attempt = 1, stream = 'stdout') =>
  readFile(join(world.dataDir, 'runs', runId, String(attempt), `${stream}.log`), 'utf8');

describe('what people are asked', () => {
  test('is kept until it is answered, and then says by whom', async () => {
    const { runId } = await world.spawn('embedded', asking);
    await world.untilState(runId, 'waiting');
    const [open] = await approvals(runId);
    expect(open).toMatchObject({ kind: 'permission', state: 'open', attempt: 1, answeredBy: null });
    expect(open?.title).toContain('Shall I?');
    expect(open?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 86_000_000);
    const options = open?.options as { option: string; kind: string }[];
    const yes = options.find(({ kind }) => kind.startsWith('allow'))?.option ?? '';
    await world.control(runId, { verb: 'agent.approve', request: open?.request ?? '', option: yes });
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const [answered] = await approvals(runId);
    expect(answered).toMatchObject({ state: 'answered', option: yes, answeredBy: { instance: world.instanceId } });
  });

  test('is withdrawn where the run is killed', async () => {
    const { runId } = await world.spawn('embedded', asking);
    await world.untilState(runId, 'waiting');
    await world.control(runId, { verb: 'agent.kill' });
    expect((await world.untilEnded(runId)).state).toBe('killed');
    expect(await approvals(runId)).toMatchObject([{ state: 'withdrawn' }]);
  });

  test('and nobody answers in time counts as refused, by time and not by people', async () => {
    const { runId } = await world.spawn('impatient', asking);
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'timed_out', code: 'APPROVAL_TIMEOUT' });
    expect(await approvals(runId)).toMatchObject([{ state: 'timed_out', answeredBy: null }]);
    const resolved = (await world.events(runId)).find(({ type }) => type === 'permission.resolved');
    expect(resolved?.data).toMatchObject({ by: 'time', cause: 'timed_out', outcome: 'rejected' });
  });
});

describe('a failed attempt', () => {
  test('is followed by another where that was asked for, as often as asked', async () => {
    const { runId, commandId } = await world.spawn('failing', { retry: { attempts: 3, delayMs: 50 } });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO', attempt: 3 });
    expect(await attempts(runId)).toMatchObject([1, 2, 3].map((number) => ({ number, state: 'failed', exitCode: 3 })));
    expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO' });
    const events = await world.events(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
  });

  test('leaves its folder to the next where the agent is resumable, and only there', async () => {
    const { runId } = await world.spawn('remembers');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(await output(runId, 2)).toBe('kept\n');
    const other = await world.spawn('forgets', { retry: { attempts: 2, delayMs: 50 } });
    expect(await world.untilEnded(other.runId)).toMatchObject({ state: 'failed', attempt: 2 });
  });

  test('is followed by none once the run shall stop', async () => {
    const { runId } = await world.spawn('failing', { retry: { attempts: 2, delayMs: 600_000 } });
    await waitFor(async () => {
      const { state, attempt } = await world.run(runId);
      return state === 'queued' && attempt === 1;
    });
    await world.control(runId, { verb: 'agent.kill' });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'cancelled', attempt: 1 });
  });
});

describe('secrets', () => {
  test('reach the agent under its variable, and neither output, events nor rows', async () => {
    const { runId } = await world.spawn('teller');
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    expect(await output(runId)).toBe(`told: [redacted]\n${Buffer.byteLength(canary)}\n`);
    expect(await output(runId, 1, 'stderr')).toBe('[redacted]\n');
    expect(JSON.stringify(await world.events(runId))).not.toContain('5d1f77');
    expect(JSON.stringify(await world.run(runId))).not.toContain('5d1f77');
  });

  test('that are not there fail the run before it starts, by name', async () => {
    const { runId } = await world.spawn('seeker');
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'failed', code: 'PRECONDITION' });
    expect(ended.message).toContain('GONE');
  });
});

test('an agent that asks for more network than its workspace allows does not start', async () => {
  const { runId } = await world.spawn('wide');
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'PRECONDITION' });
  const plain = await world.spawn('echo');
  expect((await world.untilEnded(plain.runId)).network).toMatch(/none|full/);
});

test('PRC-07: an agent that eats memory is ended for that, and its spoke goes on', async () => {
  const limits: RunLimits = { memoryBytes: 256 * 1024 * 1024 };
  const { runId } = await world.spawn('eater', { limits });
  const beside = await world.spawn('echo');
  const ended = await world.untilEnded(runId);
  expect(ended).toMatchObject({ state: 'failed', code: 'LIMIT_MEMORY' });
  expect(ended.killReport).toMatchObject({ survivors: 0 });
  expect((await world.untilEnded(beside.runId)).state).toBe('succeeded');
});
