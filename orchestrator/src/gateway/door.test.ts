import { join } from 'node:path';
import { limits, RunId, newId, WheelhouseError, WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, bothAt, messages, openGatewayWorld, type GatewayWorld } from './testing/gateway-world.ts';
import type { DoorCall, RunDoor, RunGate } from './types.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await openGatewayWorld(bothAt('http://127.0.0.1:9'));
});
afterAll(() => world.close());

const tell: RunDoor = ({ method, path, query, body }) =>
  Promise.resolve({ status: 200, body: { method, path, query: query.get('q'), body } });

let opened = 0;
async function openDoor(door: RunDoor = tell): Promise<RunGate> {
  opened += 1;
  return world.gateway.openDoor({
    runId: RunId.parse(newId(Date.now())),
    workspaceId: WorkspaceId.parse(newId(Date.now())),
    attempt: 1,
    socketPath: join(world.root, `door-${opened}`),
    door,
  });
}
const onSocket = ({ socketPath }: RunGate): { socketPath: string } => ({ socketPath: socketPath ?? '' });

test('a run’s door hears what its agent asks, by socket and by port, and nothing is asked of a provider', async () => {
  const gate = await openDoor();
  const asked = { path: '/run/v1/children?q=1', token: gate.token, body: '{}' };
  for (const way of [{}, onSocket(gate)]) {
    const answer = await ask(world.gateway.baseUrl, { ...asked, ...way });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { method: 'POST', path: '/children', query: '1', body: '{}' },
    ]);
  }
  await gate.close();
});

test('OPS-03: the token of a run without models opens no model', async () => {
  const gate = await openDoor();
  for (const path of [
    '/anthropic/v1/messages',
    '/openai/v1/chat/completions',
    '/anthropic/v1/models',
    '/run',
    '/run/v12',
  ])
    expect((await ask(world.gateway.baseUrl, { path, token: gate.token, body: messages() })).status).toBe(404);
  await gate.close();
});

test('OPS-03: a token opens no other run’s door, and none at all once it was taken back', async () => {
  const [one, other] = [await openDoor(), await openDoor()];
  const path = '/run/v1/children';
  const foreign = await ask('http://localhost', { path, token: one.token, ...onSocket(other) });
  expect([foreign.status, JSON.parse(foreign.text)]).toMatchObject([401, { error: { code: 'UNAUTHENTICATED' } }]);
  for (const token of ['wh_live_something', `wh_model_${'x'.repeat(43)}`])
    expect((await ask(world.gateway.baseUrl, { path, token })).status).toBe(401);
  expect((await ask(world.gateway.baseUrl, { path })).status).toBe(401);
  one.revoke();
  expect((await ask(world.gateway.baseUrl, { path, token: one.token })).status).toBe(401);
  await expect(ask('http://localhost', { path, token: one.token, ...onSocket(one) })).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect((await ask(world.gateway.baseUrl, { path, token: other.token })).status).toBe(200);
  await Promise.all([one.close(), other.close()]);
});

test('what waits at a door is cut when the token is taken back, and closing waits for it', async () => {
  const calls: DoorCall[] = [];
  const gate = await openDoor((call) => {
    calls.push(call);
    return new Promise((resolve) => {
      call.signal.addEventListener('abort', () => resolve({ status: 200, body: {} }));
    });
  });
  const waiting = ask(world.gateway.baseUrl, { path: '/run/v1/children', token: gate.token });
  waiting.catch(() => undefined);
  await expect.poll(() => calls.length).toBe(1);
  await gate.close();
  await expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(calls[0]?.signal.aborted).toBe(true);
});

test('faults are told in the words of the platform, others without detail, and large requests are refused', async () => {
  const faults = [
    [new WheelhouseError('LIMIT_DEPTH', 'too deep'), 409, { code: 'LIMIT_DEPTH', message: 'too deep' }],
    [new WheelhouseError('LIMIT_COST', 'spent'), 409, { code: 'LIMIT_COST', message: 'spent' }],
    [new Error('secret detail'), 500, { code: 'INTERNAL', message: 'an unexpected fault' }],
  ] as const;
  for (const [fault, status, error] of faults) {
    const gate = await openDoor(() => Promise.reject(fault));
    const answer = await ask(world.gateway.baseUrl, { path: '/run/v1/children', token: gate.token });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error }]);
    await gate.close();
  }
  const gate = await openDoor();
  const body = 'x'.repeat(limits.bodyMaxBytes + 1);
  const large = await ask(world.gateway.baseUrl, { path: '/run/v1/children', token: gate.token, body });
  expect([large.status, JSON.parse(large.text)]).toMatchObject([413, { error: { code: 'TOO_LARGE' } }]);
  await gate.close();
});
