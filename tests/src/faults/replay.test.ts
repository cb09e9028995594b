import { dialTestSpoke, startTestHub, until, type SignedCommand } from '@wheelhouse/cli';
import type { HubView } from '@wheelhouse/protocol/api/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './world.ts';

const endTimeoutMs = 60_000;
/** No restart may let it expire: it is the ledger that has to know it. */
const lifetimeMs = 600_000;

let world: World;
beforeAll(async () => void (world = await World.open()), 180_000);
afterAll(() => world.close());

async function relayBySouth({ envelope }: SignedCommand): Promise<void> {
  await world.south.api.post('/commands/envelope', { envelope });
}

/** Sends the bytes on a connection of its own, as who has captured them and south's link key. @returns the answer */
async function sendToHub({ envelope, id }: SignedCommand): Promise<string> {
  await world.south.process.stop();
  const spoke = await dialTestSpoke(await world.stack.hubApi.get<HubView>('/hub'), world.south.identity);
  try {
    expect(await spoke.send(envelope)).toBe('accepted');
    return await spoke.receiptFor(id);
  } finally {
    spoke.close();
    await world.stack.restartSpoke('south');
  }
}

/** Hands the bytes to north, killed and started again, past everything that the real hub remembers. @returns the answer */
async function sendToNorth({ envelope, id }: SignedCommand): Promise<string | undefined> {
  const { stack, north } = world;
  await stack.stopHub();
  const port = Number(new URL(stack.hubEndpoint.url).port);
  const testHub = await startTestHub({ port, hub: await stack.hubIdentity(), spoke: north.identity });
  try {
    await world.restartSpoke('north');
    return (await testHub.deliver(envelope, id)).receipt;
  } finally {
    await testHub.close();
    await stack.restartHub();
  }
}

test(
  'ENV-01: the same signed bytes start one agent and get one receipt, on any connection and after any restart',
  { timeout: 240_000 },
  async () => {
    const command = world.signedSpawn({ lifetimeMs });
    await relayBySouth(command);
    const first = await until('the agent ends', endTimeoutMs, async () => {
      const { state, receipts } = await world.command(command.id);
      return state === 'succeeded' ? receipts.find(({ status }) => status === 'accepted')?.envelope : null;
    });
    await relayBySouth(command);
    expect(await sendToHub(command), 'on a new connection').toBe(first);
    await world.restartHub();
    expect(await sendToHub(command), 'after the hub was killed').toBe(first);
    expect(await sendToNorth(command), 'after north was killed').toBe(first);
    const { hub, spokes } = await world.settled([]);
    for (const book of [hub, ...spokes]) {
      expect(
        book.runs.map(({ id }) => id),
        book.name,
      ).toEqual([command.run]);
      const accepted = book.receipts.filter(({ status }) => status === 'accepted');
      expect(accepted, book.name).toHaveLength(1);
    }
  },
);
