import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { verifyAuditRecords, type AuditRecord, type AuditReport } from '@wheelhouse/protocol';
import { openSpokeDb, type SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '@wheelhouse/prisma/testing';
import {
  createLogger,
  exportAudit,
  startAuditSealer,
  type AuditChainRef,
  type AuditExportDeps,
  type AuditSealer,
} from '@wheelhouse/server';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { addAudit, addInstanceAudit, addOrganizationAudit, type AuditActor } from './add-audit.ts';
import { instanceChain, organizationChain, workspaceChain } from './chains.ts';
import type { AuditFilter } from './filter.ts';
import { openAuditStore } from './store.ts';

const identity = createIdentity({ name: 'north', now: Date.now() });
const self = identity.instanceId;
const logger = createLogger({ name: 'audit-test', level: 'silent' });
let database: TestDatabase;
let db: SpokeDb;
let admin: pg.Client;
let home: TestWorkspace;
const sealers: AuditSealer[] = [];

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.close();
  await dropTestDatabase(database);
});
beforeEach(async () => {
  home = await createWorkspace(db);
});
afterEach(async () => {
  for (const sealer of sealers.splice(0)) await sealer.close();
});

function open(now: () => number = Date.now): AuditExportDeps {
  const store = openAuditStore(db, self);
  const sealer = startAuditSealer({ store, instance: self, identity: identity.identity, logger, now });
  sealers.push(sealer);
  return { store, sealer, instance: self, identity: identity.identity, keyset: identity.keyset, now };
}

const actor = (): AuditActor & { principalId: string } => ({
  kind: 'user',
  principalId: home.userId,
  requestId: 'r1',
  ip: '127.0.0.1',
});
const entry = (resourceId: string) => ({
  action: 'agents.create',
  resourceKind: 'agent',
  resourceId,
  detail: { a: 1 },
});

async function add(count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    await db.withTenant(home.context, (tx) =>
      addAudit(tx, { ...actor(), workspaceId: home.workspaceId }, entry(`agent-${index}`)),
    );
  }
}

async function exported(
  deps: AuditExportDeps,
  ref: AuditChainRef = workspaceChain(home.workspaceId),
  filter: AuditFilter | null = null,
): Promise<AuditRecord[]> {
  const store = openAuditStore(db, self, filter);
  const told = filter === null ? null : { action: filter.action ?? '' };
  const records: AuditRecord[] = [];
  for await (const record of exportAudit({ ...deps, store }, ref, told)) records.push(record);
  return records;
}

const verify = async (deps: AuditExportDeps, ref?: AuditChainRef): Promise<AuditReport> =>
  verifyAuditRecords(await exported(deps, ref), { fingerprint: identity.fingerprint });

const linked = async (chain: string): Promise<number> =>
  Number((await admin.query('SELECT count(*) FROM audit_links WHERE chain = $1', [chain])).rows[0].count);

const rowIds = async (): Promise<string[]> => {
  const sql = 'SELECT id::text FROM audit_log WHERE workspace_id = $1 ORDER BY id';
  return (await admin.query<{ id: string }>(sql, [home.workspaceId])).rows.map((row) => row.id);
};

test('OPS-02: rows of every log are linked within a second of their commit, and all three chains verify', async () => {
  const deps = open();
  await add(3);
  await db.withSystemOrganization(home.organizationId, (tx) =>
    addOrganizationAudit(tx, actor(), { ...entry('member-1'), organizationId: home.organizationId }),
  );
  await db.withInstance('audit', (tx) =>
    addInstanceAudit(tx, { kind: 'anonymous', principalId: null, requestId: 'r2' }, entry('nobody')),
  );
  await until('all are linked', async () => (await linked(home.workspaceId)) === 3);
  await until('the organization’s is linked', async () => (await linked(home.organizationId)) === 1);
  await until('the instance’s is linked', async () => (await linked(self)) > 0);
  const behind = await admin.query<{ ms: number }>(
    `SELECT extract(milliseconds FROM max(l.created_at - a.at))::float8 AS ms
      FROM audit_log a JOIN audit_links l ON l.chain = a.workspace_id AND l.entry_id = a.id WHERE a.workspace_id = $1`,
    [home.workspaceId],
  );
  expect(behind.rows[0]?.ms).toBeLessThan(1_000);
  for (const ref of [workspaceChain(home.workspaceId), organizationChain(home.organizationId), instanceChain(self)]) {
    const report = await verify(deps, ref);
    expect(report.problems).toEqual([]);
    expect(report.head.seq).toBe(report.entries);
  }
});

test('a row that commits late is linked when it is there, after those that overtook it', async () => {
  const deps = open();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const late = db.withTenant(home.context, async (tx) => {
    await addAudit(tx, { ...actor(), workspaceId: home.workspaceId }, entry('late'));
    await held;
  });
  await add(2);
  await until('the others are linked', async () => (await linked(home.workspaceId)) === 2);
  release();
  await late;
  await until('the late one is linked', async () => (await linked(home.workspaceId)) === 3);
  const records = await exported(deps);
  const order = records.flatMap((record) => (record.t === 'entry' ? [record.row?.['resourceId']] : []));
  expect(order).toEqual(['agent-0', 'agent-1', 'late']);
  expect(verifyAuditRecords(records).ok).toBe(true);
});

test('several processes seal at once and make one chain', async () => {
  const others = await Promise.all(
    [1, 2].map(() => openSpokeDb({ databaseUrl: database.databaseUrl, maxConnections: 3 })),
  );
  const mine = open();
  const theirs = others.map((other) => {
    const store = openAuditStore(other, self);
    return startAuditSealer({ store, instance: self, identity: identity.identity, logger, now: Date.now });
  });
  const ref = workspaceChain(home.workspaceId);
  const sealing = Promise.all(
    [mine.sealer, ...theirs].map(async (sealer) => {
      for (let index = 0; index < 8; index += 1) await sealer.sealNow(ref).catch(() => undefined);
    }),
  );
  await Promise.all([add(40), add(40, 40), add(40, 80), sealing]);
  const report = await verify(mine);
  for (const sealer of theirs) await sealer.close();
  for (const other of others) await other.close();
  expect(report.problems).toEqual([]);
  expect(report.entries).toBe(120);
});

test('a row that fell off the waiting list is found again before an export', async () => {
  const deps = open();
  await sealers[0]?.close();
  await add(2);
  await admin.query('DELETE FROM audit_pending WHERE chain = $1', [home.workspaceId]);
  expect(await verify(deps)).toMatchObject({ ok: true, entries: 2 });
});

test('a checkpoint is signed every thousand rows, and some minutes after a row at the latest', async () => {
  let now = Date.now();
  const deps = open(() => now);
  const { workspaceId } = home;
  const data = Array.from({ length: 2_300 }, (_, index) => ({
    workspaceId,
    actorKind: 'user',
    actorId: home.userId,
    action: 'x.y',
    resourceId: String(index),
    verdict: 'accepted',
  }));
  await db.withTenant(home.context, (tx) => tx.auditLog.createMany({ data }));
  const signed = async (): Promise<number[]> => {
    const sql = 'SELECT seq::int AS seq FROM audit_checkpoints WHERE chain = $1 ORDER BY seq';
    return (await admin.query<{ seq: number }>(sql, [workspaceId])).rows.map((row) => row.seq);
  };
  await until('all are linked', async () => (await linked(workspaceId)) === 2_300);
  expect(await signed()).toEqual([1_000, 2_000]);
  now += 600_001;
  await until('the rest is signed', async () => (await signed()).length === 3);
  expect(await signed()).toEqual([1_000, 2_000, 2_300]);
  expect(await verify(deps)).toMatchObject({ ok: true, entries: 2_300, checkpoints: 4 });
});

test('OPS-02: the runtime role can neither change nor remove a row, a link or a checkpoint', async () => {
  await add(1);
  const { workspaceId } = home;
  const inside = <T>(fn: Parameters<SpokeDb['withTenant']>[1]): Promise<T> =>
    db.withTenant(home.context, fn) as Promise<T>;
  await expect(inside((tx) => tx.auditLog.deleteMany({ where: { workspaceId } }))).rejects.toThrow(/denied/);
  await expect(
    inside((tx) => tx.auditLog.updateMany({ where: { workspaceId }, data: { action: 'x' } })),
  ).rejects.toThrow(/denied/);
  await expect(inside((tx) => tx.auditLink.deleteMany())).rejects.toThrow(/denied/);
  await expect(inside((tx) => tx.auditLink.updateMany({ data: { entryId: 1n } }))).rejects.toThrow(/denied/);
  await expect(inside((tx) => tx.auditCheckpoint.deleteMany())).rejects.toThrow(/denied/);
});

const tampering: [string, (ids: string[]) => [string, unknown[]][], (ids: string[]) => unknown[]][] = [
  [
    'altered',
    (ids) => [[`UPDATE audit_log SET action = 'nothing' WHERE id = $1`, [ids[2]]]],
    (ids) => ['altered', 3, ids[2]],
  ],
  ['removed', (ids) => [['DELETE FROM audit_log WHERE id = $1', [ids[2]]]], (ids) => ['removed', 3, ids[2]]],
  [
    'removed with its link',
    (ids) => [
      ['DELETE FROM audit_log WHERE id = $1', [ids[2]]],
      ['DELETE FROM audit_links WHERE entry_id = $1', [ids[2]]],
    ],
    () => ['removed', 3, null],
  ],
  [
    'put in another’s place',
    (ids) => [
      ['UPDATE audit_log SET id = -1 WHERE id = $1', [ids[1]]],
      ['UPDATE audit_log SET id = $1 WHERE id = $2', [ids[1], ids[2]]],
      ['UPDATE audit_log SET id = $1 WHERE id = -1', [ids[2]]],
    ],
    (ids) => ['altered', 2, ids[1]],
  ],
  [
    'cut off at the end with its links',
    (ids) => [
      ['DELETE FROM audit_log WHERE id >= $1', [ids[3]]],
      ['DELETE FROM audit_links WHERE entry_id >= $1', [ids[3]]],
    ],
    () => ['truncated', 5, null],
  ],
];
test.each(tampering)('OPS-02: a row that a superuser has %s is named', async (_what, statements, expected) => {
  const deps = open();
  await add(5);
  expect((await verify(deps)).ok).toBe(true);
  const ids = await rowIds();
  for (const [sql, values] of statements(ids)) await admin.query(sql, values);
  const report = await verify(deps);
  expect(report.problems.map(({ kind, seq, row }) => [kind, seq, row])).toContainEqual(expected(ids));
});

test('an export with a filter withholds the other rows and still verifies', async () => {
  const deps = open();
  await add(2);
  await db.withTenant(home.context, (tx) =>
    addAudit(tx, { ...actor(), workspaceId: home.workspaceId }, { ...entry('x'), action: 'keys.create' }),
  );
  const records = await exported(deps, workspaceChain(home.workspaceId), { action: 'keys.*' });
  expect(verifyAuditRecords(records, { allowWithheld: true })).toMatchObject({ ok: true, entries: 3, withheld: 2 });
  expect(verifyAuditRecords(records).ok).toBe(false);
});
