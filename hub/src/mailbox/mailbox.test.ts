import type { CommandMessage } from '@wheelhouse/protocol';
import { afterEach, expect, test } from 'vitest';
import type { HubLimits } from '../limits.ts';
import { TestFleet } from '../testing/test-fleet.ts';
import { asked, type SignedMessage } from '../testing/test-issuer.ts';
import type { TestSpoke } from '../testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;
afterEach(() => fleet.close());

async function start(limits: Partial<HubLimits> = {}): Promise<void> {
  fleet = await TestFleet.start({ commandsBurstPerIssuer: 10_000, ...limits });
  ({ issuer, target } = await fleet.pair());
}

const newSpawn = (change: Partial<CommandMessage> = {}, prompt = ''): SignedMessage<CommandMessage> =>
  issuer.command({
    aud: target.id,
    ws: target.workspaceId,
    body: { verb: 'agent.spawn', agent: 'sh', prompt },
    change,
  });
const commandsAt = (spoke: TestSpoke): string[] =>
  spoke.framesOf('data').flatMap((frame) => (frame.h.kind === 'command' ? [frame.h.id] : []));

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it never became true');
    // Lets frames and timers of this process have their turn between two looks.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what an absent spoke missed comes in order at its next link, and is trimmed once acknowledged', async () => {
  await start();
  await until(async () => (await mailboxOf(target)).messages === 0);
  target.cut();
  const commands = Array.from({ length: 150 }, () => newSpawn());
  for (const command of commands) issuer.sendCommand(command);
  await until(async () => (await mailboxOf(target)).messages === 150);
  const welcome = await target.dial();
  expect(welcome.resumed).toEqual({ down: true, up: true });
  const last = commands.at(-1);
  await target.waitFor('data', (frame) => frame.h.id === last?.message.id);
  expect(commandsAt(target)).toEqual(commands.map((command) => command.message.id));
  await until(async () => (await mailboxOf(target)).messages === 0);
  expect(await mailboxOf(target)).toEqual({ messages: 0, bytes: 0 });
  expect(await fleet.get(`/fleet/commands/${last?.message.id}`)).toMatchObject({ state: 'delivered' });
});

async function mailboxOf(spoke: TestSpoke): Promise<{ messages: number; bytes: number }> {
  return (await fleet.get<{ mailbox: { messages: number; bytes: number } }>(`/instances/${spoke.id}`)).mailbox;
}

test('I8: a spoke that dials again and again without acknowledging does not fill its mailbox', async () => {
  await start();
  target.isSilent = true;
  await target.dial();
  const { messages } = await mailboxOf(target);
  for (let dialled = 0; dialled < 5; dialled += 1) await target.dial();
  expect(await mailboxOf(target)).toMatchObject({ messages });
  const before = target.framesOf('policy').length;
  await target.dial();
  // It waits there, so this session brings it too.
  await until(() => Promise.resolve(target.framesOf('policy').length > before));
});

test('no instance gets more connections than one policy frame can tell of', async () => {
  await start();
  const other = await fleet.enrol('other');
  await fleet.query(
    (tx) => tx.$executeRaw`
      with peers as (insert into instances (id, name, identity_fingerprint, keyset, state)
        select gen_random_uuid(), 'peer', '', repeat('k', 10000), 'active' from generate_series(1, 100) returning id)
      insert into connections (id, a, b, state)
      select gen_random_uuid(), least(id, ${target.id}::uuid), greatest(id, ${target.id}::uuid), 'active' from peers`,
  );
  const asked = await fleet.api('POST', '/connections', { from: other.id, to: target.id });
  expect(asked).toMatchObject({ status: 429, code: 'QUOTA' });
  const made = await fleet.api('POST', '/connections', { from: other.id, to: issuer.id });
  expect(made).toMatchObject({ status: 200 });
});

test('the window holds: no more than so many frames are sent without an ack', async () => {
  await start({ windowDownMessages: 10 });
  target.isSilent = true;
  const commands = Array.from({ length: 30 }, () => newSpawn());
  for (const command of commands) await issuer.acked(issuer.sendCommand(command));
  await until(() => Promise.resolve(commandsAt(target).length >= 10));
  target.send({ t: 'ping', at: 1 });
  await target.waitFor('pong');
  expect(commandsAt(target)).toHaveLength(10);
});

test('a frame whose ack was lost comes again, and frames sent again by the spoke are taken once', async () => {
  await start();
  target.isSilent = true;
  const command = newSpawn();
  await issuer.acked(issuer.sendCommand(command));
  await target.waitFor('data', (frame) => frame.h.id === command.message.id);
  target.cut();
  target.isSilent = false;
  await target.dial();
  await until(() => Promise.resolve(commandsAt(target).length === 2));
  const before = { ...target.memory.up };
  const offset = target.sendReceipt(asked(command), { status: 'accepted' });
  await target.acked(offset);
  const frame = JSON.stringify({ t: 'inventory', n: before.offset + 1, e: before.epoch, runs: [] });
  target.sendText(frame);
  target.cut();
  const welcome = await target.dial();
  expect(welcome.start.up).toEqual({ epoch: before.epoch, offset });
  target.sendText(frame);
  await target.acked(offset);
  const detail = await fleet.get<{ receipts: unknown[] }>(`/fleet/commands/${command.message.id}`);
  expect(detail.receipts).toHaveLength(1);
});

test('a full mailbox refuses with MAILBOX_FULL, one issuer cannot fill it alone, and what was refused may come again', async () => {
  await start({ mailboxMaxMessages: 40, mailboxIssuerShare: 0.25 });
  const second = await fleet.enrol('second');
  await fleet.connect(second.id, target.id);
  await target.acked(target.sendGrant({ grantee: second.id }));
  await until(async () => (await mailboxOf(target)).messages === 0);
  target.cut();
  const verdicts: string[] = [];
  const refused: SignedMessage<CommandMessage>[] = [];
  for (let index = 0; index < 14; index += 1) {
    const command = newSpawn();
    const verdict = await issuer.verdict(issuer.sendCommand(command));
    verdicts.push(verdict);
    if (verdict !== 'stored') refused.push(command);
  }
  expect(verdicts).toEqual([...Array<string>(10).fill('stored'), ...Array<string>(4).fill('MAILBOX_FULL')]);
  const other = second.command({ aud: target.id, ws: target.workspaceId, body: { verb: 'agent.spawn', agent: 'sh' } });
  expect(await second.verdict(second.sendCommand(other))).toBe('stored');
  await target.dial();
  await until(async () => (await mailboxOf(target)).messages === 0);
  const again = refused[0];
  if (again === undefined) throw new Error('something was refused');
  expect(await issuer.verdict(issuer.sendCommand(again))).toBe('stored');
});

test('the byte cap counts too', async () => {
  await start({ mailboxMaxBytes: 100_000, mailboxIssuerShare: 1 });
  await until(async () => (await mailboxOf(target)).messages === 0);
  target.cut();
  const verdicts = [];
  for (let index = 0; index < 4; index += 1) {
    verdicts.push(await issuer.verdict(issuer.sendCommand(newSpawn({}, 'x'.repeat(30_000)))));
  }
  expect(verdicts).toEqual(['stored', 'stored', 'MAILBOX_FULL', 'MAILBOX_FULL']);
});

test('a command that expires before its target returns ends with a receipt that the hub signed, and is never delivered', async () => {
  await start({ sweepIntervalMs: 100 });
  await until(async () => (await mailboxOf(target)).messages === 0);
  target.cut();
  await until(async () => (await fleet.get<{ liveness: string }>(`/instances/${target.id}`)).liveness !== 'live');
  const now = Date.now();
  // The tolerance for clocks is a minute: this one has half a second left of it.
  const command = newSpawn({ iat: now - 120_000, exp: now - 59_500 });
  const alive = newSpawn();
  await issuer.acked(issuer.sendCommand(command));
  await issuer.acked(issuer.sendCommand(alive));
  const receipt = await issuer.waitFor('data', (frame) => frame.h.kind === 'receipt');
  expect(receipt.h.from).toBe(fleet.hub.hubId);
  expect(await fleet.get(`/fleet/commands/${command.message.id}`)).toMatchObject({
    state: 'expired',
    code: 'EXPIRED_UNDELIVERED',
    receipts: [{ status: 'expired_undelivered', iss: fleet.hub.hubId }],
  });
  expect(await fleet.deadLetters()).toMatchObject([{ message_id: command.message.id, reason: 'EXPIRED_UNDELIVERED' }]);
  await target.dial();
  await target.waitFor('data', (frame) => frame.h.id === alive.message.id);
  expect(commandsAt(target)).toEqual([alive.message.id]);
  expect(target.framesOf('sync')).toMatchObject([{ reason: 'expired' }]);
  expect(await issuer.verdict(issuer.sendCommand(command))).toBe('stored');
});

test('one that waits behind a full window expires too, without a hole in the offsets', async () => {
  await start({ windowDownMessages: 1 });
  target.isSilent = true;
  const now = Date.now();
  const first = newSpawn();
  const late = newSpawn({ iat: now - 120_000, exp: now - 59_000 });
  await issuer.acked(issuer.sendCommand(first));
  await issuer.acked(issuer.sendCommand(late));
  const arrived = await target.waitFor('data', (frame) => frame.h.id === first.message.id);
  await until(() => Promise.resolve(Date.now() > late.message.exp + 60_000));
  target.isSilent = false;
  target.memory.down = { epoch: arrived.e, offset: arrived.n };
  target.ack();
  await target.waitFor('sync');
  const after = newSpawn();
  await issuer.acked(issuer.sendCommand(after));
  await target.waitFor('data', (frame) => frame.h.id === after.message.id);
  expect(commandsAt(target)).toEqual([first.message.id, after.message.id]);
});

test('a hub whose store was set back says so with a new epoch, and a spoke that lost its place gets what is still there', async () => {
  await start();
  await until(async () => (await mailboxOf(target)).messages === 0);
  target.cut();
  const place = target.memory.down;
  target.memory.down = { ...place, offset: place.offset + 100 };
  const setBack = await target.dial();
  expect(setBack.resumed.down).toBe(false);
  expect(setBack.start.down.epoch).not.toBe(place.epoch);
  target.cut();
  target.memory.down = { epoch: 'none', offset: 0 };
  const lost = await target.dial();
  expect(lost.resumed.down).toBe(false);
  const command = newSpawn();
  await issuer.acked(issuer.sendCommand(command));
  await target.waitFor('data', (frame) => frame.h.id === command.message.id);
});

test('a lost wake is found by the sweep', async () => {
  await start({ sweepIntervalMs: 100 });
  await until(async () => (await mailboxOf(target)).messages === 0);
  const frames = target.framesOf('sync').length;
  // As another node would: a row in the mailbox, and nobody told.
  await fleet.query(
    (tx) => tx.$executeRaw`
      with head as (update mailbox_heads set next_offset = next_offset + 1, messages = messages + 1, bytes = bytes + 19
        where spoke_id = ${target.id}::uuid returning next_offset - 1 as position)
      insert into mailbox (spoke_id, position, type, content, bytes)
      select ${target.id}::uuid, position, 'sync', '{"reason":"expired"}', 19 from head`,
  );
  await until(() => Promise.resolve(target.framesOf('sync').length === frames + 1));
});
