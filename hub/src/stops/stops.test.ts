import { buildCommand, newId, type CommandBody, type CommandMessage, type hubApi } from '@wheelhouse/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';
import type { TestSpoke } from '../testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;
beforeEach(async () => {
  fleet = await TestFleet.start();
  ({ issuer, target } = await fleet.pair());
  await fleet.connect(fleet.console.instanceId, target.id);
});
afterEach(() => fleet.close());

const grantConsole = (verbs: readonly string[]): Promise<unknown> =>
  target.acked(target.sendGrant({ grantee: fleet.console.instanceId, verbs: verbs as never }));

/** A command of the console for the whole workspace of the target. */
const signed = (body: CommandBody): { readonly message: CommandMessage; readonly text: string } =>
  buildCommand(
    { self: fleet.console.instanceId, command: fleet.console.command },
    {
      actor: { kind: 'service', id: fleet.console.instanceId as string as never },
      aud: target.id,
      hub: fleet.hub.hubId as never,
      workspaceId: target.workspaceId,
      body,
      now: Date.now(),
    },
  );
const killAll = (lock = false): { readonly message: CommandMessage; readonly text: string } =>
  signed({ verb: 'agent.kill_all', now: true, ...(lock ? { lock: true } : {}) });
const stop = (envelopes: readonly string[], change: object = {}) =>
  fleet.api('POST', '/fleet/kill-all', { id: newId(Date.now()), confirm: 'hub', envelopes, ...change });
const newSpawn = () =>
  issuer.command({ aud: target.id, ws: target.workspaceId, body: { verb: 'agent.spawn', agent: 'sh' } });
const commandsAt = (): string[] =>
  target.framesOf('data').flatMap((frame) => (frame.h.kind === 'command' ? [frame.h.id] : []));

test('OPS-05: a kill-all holds spawns, takes back those that wait for an instance that is away, and comes first there', async () => {
  await grantConsole(['agent.kill_all', 'agent.kill:any']);
  target.cut();
  const waiting = newSpawn();
  await issuer.acked(issuer.sendCommand(waiting));
  const kill = killAll(true);
  const answer = await stop([kill.text], { reason: 'a drill' });
  expect(answer.status).toBe(202);
  expect(answer.data).toMatchObject({
    reason: 'a drill',
    lock: true,
    liftedAt: null,
    isOver: false,
    targets: [{ instanceId: target.id, command: kill.message.id, state: 'queued', code: null, message: null }],
  });
  expect(await fleet.get(`/fleet/commands/${waiting.message.id}`)).toMatchObject({ state: 'expired', code: 'LOCKED' });
  const late = newSpawn();
  issuer.sendCommand(late);
  expect(await issuer.waitFor('nack', (frame) => frame.id === late.message.id)).toMatchObject({ code: 'LOCKED' });
  await target.dial();
  await target.waitFor('data', (frame) => frame.h.id === kill.message.id);
  expect(commandsAt()).toEqual([kill.message.id]);
  // A hub that starts again still holds.
  await fleet.stopHub();
  await fleet.startHub();
  expect(await fleet.get('/fleet/kill-all')).toMatchObject({ isHeld: true });
  const unlock = signed({ verb: 'agent.unlock' });
  const lifted = await fleet.api('POST', '/fleet/unlock', { envelopes: [unlock.text] });
  expect(lifted.data).toMatchObject({ lifted: 1, commands: [{ id: unlock.message.id, code: null }] });
  await issuer.dial();
  await issuer.acked(issuer.sendCommand(newSpawn()));
});

test('a kill-all wants the hub’s name, and nothing but kill-alls that a console signed', async () => {
  await grantConsole(['agent.kill_all']);
  expect((await stop([], { confirm: 'another' })).code).toBe('INVALID');
  expect((await stop([signed({ verb: 'agent.unlock' }).text])).code).toBe('INVALID');
  const stranger = issuer.command({ aud: target.id, ws: target.workspaceId, body: { verb: 'agent.kill_all' } });
  expect((await stop([stranger.text])).code).toBe('KEY_UNKNOWN');
  const { isHeld, stops } = await fleet.get<hubApi.FleetStops>('/fleet/kill-all');
  expect([isHeld, stops]).toEqual([false, []]);
});

test('what the hub does not take is told beside what it took, and asking again with the same id is asking once', async () => {
  await grantConsole(['agent.kill_all']);
  const id = newId(Date.now());
  const [plain, locking] = [killAll(), killAll(true)];
  // Without `agent.kill:any` nobody is kept from starting runs.
  const answer = await stop([plain.text, locking.text], { id, lock: false });
  const { targets } = answer.data as hubApi.FleetStopView;
  const codes = new Map(targets.map(({ command, state, code }) => [command as string, [state, code]]));
  expect(codes.get(locking.message.id)).toEqual(['refused', 'NOT_AUTHORIZED']);
  expect(codes.get(plain.message.id)?.[1]).toBeNull();
  await stop([plain.text], { id, lock: false });
  const { isHeld, stops } = await fleet.get<hubApi.FleetStops>('/fleet/kill-all');
  expect([isHeld, stops.length, stops[0]?.targets.length]).toEqual([false, 1, 2]);
  await issuer.acked(issuer.sendCommand(newSpawn()));
});
