import { describe, expect, test } from 'vitest';
import { exampleIdentity } from './example-identity.ts';
import { exampleIds, exampleNow } from './example-messages.ts';
import { InstanceId } from '../ids.ts';
import { ReferenceSpoke, type SpokeWeakness } from './reference-spoke.ts';
import { spokeConformance } from './spoke-conformance.ts';
import type { ConformanceCase } from './conformance.ts';
import { connectPair, type Transport } from './transport.ts';

const hub = exampleIdentity(exampleIds.hub, 'hub', 0x10);
const issuer = exampleIdentity(exampleIds.issuer, 'north', 0x20);
const spoke = exampleIdentity(exampleIds.target, 'south', 0x30);
const stranger = exampleIdentity(InstanceId.parse('01890a5d-ac96-774b-bcce-b302099a8060'), 'stranger', 0x70);
const now = (): number => exampleNow;

function casesFor(weakness?: SpokeWeakness): ConformanceCase[] {
  const reference = new ReferenceSpoke({
    keys: spoke,
    hub: {
      id: hub.instanceId,
      keyset: hub.keyset,
      fingerprint: hub.fingerprint,
      origin: 'ws://127.0.0.1:7700/link/v1',
    },
    peer: issuer,
    workspace: exampleIds.workspace,
    verbs: ['agent.spawn', 'agent.status', 'agent.kill'],
    now,
    ...(weakness === undefined ? {} : { weakness }),
  });
  return spokeConformance({
    spoke,
    hub,
    issuer,
    connection: 'c1f2a3b4-0000-4000-8000-000000000001',
    workspace: exampleIds.workspace,
    agent: 'shell',
    stranger,
    now,
    // A broken one answers late or never; there is no need to wait long to see that.
    patienceMs: weakness === undefined ? 10_000 : 1_000,
    accept(): Promise<Transport> {
      const [ours, theirs] = connectPair();
      void reference.serve(theirs);
      return Promise.resolve(ours);
    },
  });
}

describe('a spoke that keeps the protocol', () => {
  test.each(casesFor().map(({ name, run }): [string, typeof run] => [name, run]))('%s', async (_name, run) => {
    await run();
  });
});

/** Which cases catch which missing protection. */
test.each<[SpokeWeakness, RegExp]>([
  ['trusts_the_hub', /ENV-04: a flipped byte|the hub’s own signature/],
  ['keeps_no_ledger', /ENV-01/],
  ['ignores_the_audience', /another instance/],
  ['takes_introduced_keys', /takes no key from the hub/],
  ['ignores_gaps', /RESYNC_REQUIRED/],
  ['proves_itself_to_anybody', /proves nothing/],
  ['forgets_tombstones', /kill that arrives before/],
  ['ignores_time', /ENV-03/],
])('the suite notices a spoke that %s', { timeout: 120_000 }, async (weakness, expected) => {
  const failed: string[] = [];
  const suspects = new Set(
    casesFor()
      .filter(({ name }) => expected.test(name))
      .map(({ name }) => name),
  );
  expect(suspects.size).toBeGreaterThan(0);
  for (const { name, run } of casesFor(weakness).filter((one) => suspects.has(one.name))) {
    await run().catch(() => failed.push(name));
  }
  expect(failed).not.toEqual([]);
});
