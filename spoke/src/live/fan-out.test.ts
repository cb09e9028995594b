import type { WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { openLiveClient, tabHeaders } from '../testing/live-client.ts';
import { newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

const messages = 500;
const changes = 100;
/** A reader loses its connection after so many events, and comes back. */
const eventsPerConnection = 83;
const timeoutMs = 120_000;

let fixture: Fixture;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  const config = { orchestrator: 'embedded', concurrency: 2 } as const;
  fixture = await openFixture({ hub: false, config, deps: { people: { limits: noSignInLimits } } });
  ada = await newPerson(fixture, 'ada.side');
  bob = await newPerson(fixture, 'bob.side');
});
afterAll(() => fixture.close());

interface Seen {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Starts an agent that says so many messages, each with whose it is and its number. */
async function talk({ browser }: TestPerson, name: string): Promise<string> {
  const message = `{"type":"message","data":{"text":"${name} %s"}}\\n`;
  const script = `i=1; while [ $i -le ${messages} ]; do printf '${message}' $i; [ $((i % 100)) -eq 0 ] && sleep 0.2; i=$((i+1)); done`;
  const agent = await browser('POST', '/api/v1/agents', {
    name: 'talker',
    runtime: 'process',
    config: { argv: ['sh', '-c', script], parser: 'ndjson' },
  });
  expect(agent.status, agent.text).toBe(201);
  const spawned = await browser('POST', '/api/v1/runs', { agent: 'talker' });
  expect(spawned.status, spawned.text).toBe(202);
  return spawned.data['runId'] as string;
}

/** Everything that a tab hears of a topic, over one lost connection after another, until `isDone`. */
async function listen(
  person: TestPerson,
  topic: string,
  wish: { readonly from: { epoch: string; seq: number }; isDone(seen: readonly Seen[]): boolean },
): Promise<{ readonly seen: readonly Seen[]; readonly connections: number; readonly snapshots: number }> {
  const seen: Seen[] = [];
  let { from } = wish;
  let connections = 0;
  let snapshots = 0;
  for (let ended = false; !ended; connections += 1) {
    const client = await openLiveClient(fixture, tabHeaders(fixture, person.browser.cookie));
    client.send({ t: 'resume', topic, ...from });
    // What arrives after the last of so many is lost with the connection.
    const taken = (): readonly (Seen & { readonly topic: string })[] =>
      client.all('event').slice(0, eventsPerConnection);
    const enough = (): boolean => taken().length === eventsPerConnection || isOver();
    const isOver = (): boolean => client.all('end').length > 0 || wish.isDone([...seen, ...taken()]);
    await expect.poll(enough, { timeout: timeoutMs / 2, interval: 5 }).toBe(true);
    client.socket.terminate();
    const got = taken();
    ended = got.length < eventsPerConnection && isOver();
    seen.push(...got);
    expect(new Set([topic, ...got.map((event) => event.topic)])).toEqual(new Set([topic]));
    snapshots += client.all('snapshot').length;
    from = { ...from, seq: seen.at(-1)?.seq ?? from.seq };
  }
  return { seen, connections, snapshots };
}

const contiguous = (seen: readonly Seen[], first: number): boolean =>
  seen.every(({ seq }, index) => seq === first + index);

test(
  'TEN-16: two tenants’ runs at once, 500 events each, readers that lose their connection: each hears only its own, in order, none missing',
  async () => {
    const sides = [
      { person: ada, name: 'ada-line', run: await talk(ada, 'ada-line') },
      { person: bob, name: 'bob-line', run: await talk(bob, 'bob-line') },
    ];
    const heard = await Promise.all(
      sides.map(({ person, run }) =>
        listen(person, `runs/${run}/events`, { from: { epoch: 'stored', seq: 0 }, isDone: () => false }),
      ),
    );
    for (const [index, { name }] of sides.entries()) {
      const { seen = [], connections = 0, snapshots } = heard[index] ?? {};
      const said = seen.filter(({ type }) => type === 'message').map(({ data }) => data['text']);
      expect(said).toEqual(Array.from({ length: messages }, (_, at) => `${name} ${at + 1}`));
      expect(contiguous(seen, 1)).toBe(true);
      expect(seen.at(-1)).toMatchObject({ type: 'result' });
      expect(connections).toBeGreaterThan(messages / eventsPerConnection);
      expect(snapshots).toBe(0);
    }
  },
  timeoutMs,
);

test(
  'TEN-16: two tenants’ lists of runs change at once: each hears only its own, and of each its last word',
  async () => {
    const sides = await Promise.all(
      [ada, bob].map(async (person) => {
        const spawned = await person.browser('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
        const tab = await openLiveClient(fixture, tabHeaders(fixture, person.browser.cookie));
        tab.send({ t: 'subscribe', topic: 'runs' });
        const { epoch, seq } = await tab.first('subscribed');
        tab.socket.terminate();
        return { person, run: spawned.data['runId'] as string, from: { epoch, seq } };
      }),
    );
    const change = async ({ person, run: id }: (typeof sides)[number]): Promise<void> => {
      const workspaceId = person.workspaceId as WorkspaceId;
      for (let step = 1; step <= changes; step += 1) {
        await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
          tx.run.update({ where: { workspaceId_id: { workspaceId, id } }, data: { labels: { step: String(step) } } }),
        );
      }
    };
    const stepIn = ({ data }: Seen): number => Number((data['labels'] as { step?: string }).step ?? 0);
    const changing = Promise.all(sides.map(change));
    const heard = await Promise.all(
      sides.map(({ person, from }) =>
        listen(person, 'runs', { from, isDone: (seen) => seen.some((event) => stepIn(event) === changes) }),
      ),
    );
    await changing;
    for (const [index, { run, from }] of sides.entries()) {
      const { seen = [], snapshots } = heard[index] ?? {};
      const ids = new Set(seen.map(({ data }) => data['id']));
      expect(ids).toEqual(new Set([run]));
      expect(contiguous(seen, from.seq + 1)).toBe(true);
      const steps = seen.map(stepIn);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      expect(snapshots).toBe(0);
    }
  },
  timeoutMs,
);
