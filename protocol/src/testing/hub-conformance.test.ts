import { describe, expect, test } from 'vitest';
import type { ConformanceCase } from './conformance.ts';
import { exampleIdentity } from './example-identity.ts';
import { exampleIds, exampleNow } from './example-messages.ts';
import { hubConformance } from './hub-conformance.ts';
import { InstanceId } from '../ids.ts';
import { ReferenceHub, type HubWeakness } from './reference-hub.ts';
import { connectPair } from './transport.ts';

const hub = exampleIdentity(exampleIds.hub, 'hub', 0x10);
const issuer = exampleIdentity(exampleIds.issuer, 'north', 0x20);
const target = exampleIdentity(exampleIds.target, 'south', 0x30);
const stranger = exampleIdentity(InstanceId.parse('01890a5d-ac96-774b-bcce-b302099a8060'), 'stranger', 0x70);
const origin = 'ws://127.0.0.1:7700/link/v1';
const now = (): number => exampleNow;

function casesFor(weakness?: HubWeakness): ConformanceCase[] {
  const reference = new ReferenceHub({
    keys: hub,
    origin,
    enrolled: [issuer, target],
    grants: new Map([
      [
        `${issuer.instanceId}:${target.instanceId}:${exampleIds.workspace}`,
        ['agent.spawn', 'agent.status', 'agent.kill'],
      ],
    ]),
    now,
    ...(weakness === undefined ? {} : { weakness }),
  });
  return hubConformance({
    hub: { id: hub.instanceId, keyset: hub.keyset, fingerprint: hub.fingerprint, origin },
    issuer,
    target,
    workspace: exampleIds.workspace,
    agent: 'shell',
    stranger,
    now,
    // A broken one answers late or never; there is no need to wait long to see that.
    patienceMs: weakness === undefined ? 10_000 : 1_000,
    dial() {
      const [ours, theirs] = connectPair();
      reference.accept(theirs);
      return Promise.resolve(ours);
    },
  });
}

describe('a hub that keeps the protocol', () => {
  test.each(casesFor().map(({ name, run }): [string, typeof run] => [name, run]))('%s', async (_name, run) => {
    await run();
  });
});

/** Which cases catch which missing protection. */
test.each<[HubWeakness, RegExp]>([
  ['verifies_nothing', /flipped payload byte|nobody enrolled/],
  ['ignores_hints', /hints/],
  ['keeps_no_log', /ENV-01/],
  ['ignores_gaps', /gap in the offsets/],
  ['takes_any_origin', /another address/],
  ['lets_sessions_pile_up', /WS-15/],
  ['forgets_what_it_sent', /sends again/],
  ['takes_any_receipt', /ENV-15/],
])('the suite notices a hub that %s', { timeout: 120_000 }, async (weakness, expected) => {
  const failed: string[] = [];
  const suspects = casesFor(weakness).filter(({ name }) => expected.test(name));
  expect(suspects.length).toBeGreaterThan(0);
  for (const { name, run } of suspects) await run().catch(() => failed.push(name));
  expect(failed).not.toEqual([]);
});
