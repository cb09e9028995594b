import { signCommand, type CommandWish } from '@wheelhouse/cli';
import { newId, type GrantId, type InstanceId, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { expect, test } from 'vitest';
import type { Book, History, SpokeBook } from './history.ts';
import { findViolations, witnessLine } from './invariants.ts';

const now = Date.now();
const north = createIdentity({ name: 'north', now });
const south = createIdentity({ name: 'south', now });
const grantId = newId(now) as GrantId;
const ws = newId(now) as WorkspaceId;
const run = newId(now) as RunId;

interface Books {
  readonly hub: Book;
  readonly north: SpokeBook;
  readonly south: SpokeBook;
}

/** A federation in which one agent of south's ran on north. */
function healthy(change: Partial<CommandWish> = {}, key = south.command): Books {
  const wish: CommandWish = {
    issuer: south.instanceId,
    audience: north.instanceId,
    hub: newId(now) as InstanceId,
    workspace: ws,
    run,
    body: { verb: 'agent.spawn', agent: 'brief' },
    grants: [grantId],
    issuedAt: now,
    ...change,
  };
  const { id, envelope } = signCommand(wish, key);
  const [iss, aud, done] = [south.instanceId, north.instanceId, { state: 'succeeded', code: null }];
  const book = {
    commands: [{ id, iss, aud, ws, verb: 'agent.spawn', agt: run, ...done, envelope, acceptedAt: now }],
    runs: [{ id: run, ws, instance: aud, commandId: id, ...done, lastSeq: 2 }],
    receipts: ['accepted', 'completed'].map((status) => ({ id: newId(now), commandId: id, status, late: false })),
    events: [
      { run, seq: 1, type: 'state', text: null },
      { run, seq: 2, type: 'log', text: `${witnessLine}\n` },
    ],
  };
  const nothing = { intake: [], attempts: [], grants: [] };
  return {
    hub: { name: 'hub', ...book },
    north: {
      name: 'north',
      instance: aud,
      keyset: north.keyset,
      ...book,
      intake: [{ iss, id, verdict: 'accepted' }],
      attempts: [{ run, number: 1, startedAt: now }],
      grants: [{ id: grantId, ws, grantee: iss, verbs: ['agent.spawn'], revokedAt: null }],
    },
    south: { name: 'south', instance: iss, keyset: south.keyset, ...book, ...nothing },
  };
}

const historyOf = ({ hub, north, south }: Books): History => ({ hub, spokes: [north, south] });
const inNorth = (change: (book: SpokeBook) => Partial<SpokeBook>): Books => {
  const books = healthy();
  return { ...books, north: { ...books.north, ...change(books.north) } };
};
const inHub = (change: (book: Book) => Partial<Book>): Books => {
  const books = healthy();
  return { ...books, hub: { ...books.hub, ...change(books.hub) } };
};

test('nothing is found in a history without fault', async () => {
  const history = historyOf(healthy());
  expect(await findViolations(history, history)).toEqual([]);
});

test.each<[string, RegExp, Books]>([
  [
    'a second attempt started',
    /^I1: started run/,
    inNorth(({ attempts }) => ({ attempts: [...attempts, { run, number: 2, startedAt: now }] })),
  ],
  [
    'an agent said twice that it ran',
    /^I1: an agent ran/,
    inNorth(({ events }) => ({
      events: events.map((event) => ({ ...event, text: `${witnessLine}\n${witnessLine}\n` })).slice(1),
    })),
  ],
  [
    'two runs were made of one command',
    /^I1: runs were made/,
    inNorth(({ runs }) => ({ runs: [...runs, ...runs.map((one) => ({ ...one, id: newId(now) }))] })),
  ],
  ['it was signed with another key', /^I2: .*(KEY_UNKNOWN|SIGNATURE_INVALID)/, healthy({}, north.command)],
  ['it was for somebody else', /^I2: .*another address/, healthy({ audience: south.instanceId })],
  ['it was for another run', /^I2: .*something else/, healthy({ run: newId(now) as RunId })],
  ['it had expired', /^I2: .*expired/, healthy({ issuedAt: now - 3_600_000 })],
  ['its grant was revoked', /^I2: .*no grant/, inNorth(withGrant({ revokedAt: now - 1 }))],
  ['it was granted to somebody else', /^I2: .*no grant/, inNorth(withGrant({ grantee: north.instanceId }))],
  ['no command asked for it', /^I2: .*no command/, inNorth(() => ({ commands: [], intake: [] }))],
  [
    'a command stays open at the hub',
    /^I3: agent.spawn .* still started in hub/,
    inHub(({ commands }) => ({ commands: commands.map((one) => ({ ...one, state: 'started' })) })),
  ],
  [
    'a run stays open',
    /^I3: run .* still running in north/,
    inNorth(({ runs }) => ({ runs: runs.map((one) => ({ ...one, state: 'running' })) })),
  ],
  ['an accepted command is not booked', /^I3: north accepted/, inNorth(() => ({ commands: [] }))],
  ['an event is missing', /^I4: event 2 .* in hub/, inHub(({ events }) => ({ events: events.slice(1) }))],
  [
    'a command ended twice',
    /^I6: hub was told the end/,
    inHub(({ receipts }) => ({ receipts: [...receipts, ...receipts] })),
  ],
  [
    'the hub tells another end',
    /^I7: command .* failed\(LOST\) in hub/,
    inHub(({ commands }) => ({ commands: commands.map((one) => ({ ...one, state: 'failed', code: 'LOST' })) })),
  ],
  ['the hub knows no such run', /^I7: run .* unknown in hub/, inHub(() => ({ runs: [] }))],
  [
    'the hub lacks the last event',
    /^I7: run .* 1 events in hub/,
    inHub(({ events }) => ({ events: events.slice(0, 1) })),
  ],
])('it is found that %s', async (_what, violation, books) => {
  const found = await findViolations(historyOf(books));
  expect(
    found.filter((sentence) => violation.test(sentence)),
    found.join('\n'),
  ).not.toEqual([]);
});

function withGrant(change: Partial<SpokeBook['grants'][number]>): (book: SpokeBook) => Partial<SpokeBook> {
  return ({ grants }) => ({ grants: grants.map((grant) => ({ ...grant, ...change })) });
}

test('it is found that an end has changed since an earlier look', async () => {
  const books = inHub(({ runs }) => ({ runs: runs.map((one) => ({ ...one, state: 'failed', code: 'LOST' })) }));
  const found = await findViolations(historyOf(healthy()), historyOf(books));
  expect(found.join('\n')).toMatch(/^I6: .* was failed\(LOST\) in hub and is succeeded\(\)/m);
});
