import { newId, type WorkspaceId } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import {
  fillWorkspace,
  instanceLevelModels,
  newRow,
  operationsOf,
  plainWhere,
  uniqueWhere,
  type AnyModel,
  type Row,
  type Rows,
} from '../testing/model-rows.ts';
import { readSchema, type SchemaModel } from '../testing/read-schema.ts';
import type { TenantContext } from './contexts.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

const models = (await readSchema('spoke')).filter((model) => !instanceLevelModels.includes(model.name));
const named = models.map((model) => [model.name, model] as const);

let database: TestDatabase;
let db: SpokeDb;
let admin: pg.Client;
let mine: TestWorkspace;
let theirs: TestWorkspace;
let myRows: Rows;
let theirRows: Rows;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  mine = await createWorkspace(db);
  theirs = await createWorkspace(db);
  myRows = await fillWorkspace(db, models, mine);
  theirRows = await fillWorkspace(db, models, theirs);
});
afterAll(async () => {
  await admin.end();
  await db.close();
  await dropTestDatabase(database);
});

function rowOf(rows: Rows, model: SchemaModel): Row {
  const row = rows.get(model.name);
  if (row === undefined) throw new Error(`no row of ${model.name}`);
  return row;
}

/** All rows of a model as the superuser sees them. */
async function everyRow(model: SchemaModel): Promise<string[]> {
  const { rows } = await admin.query<{ row: string }>(
    `SELECT to_jsonb(t)::text AS row FROM ${model.table} t ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}

function as<T>(context: TenantContext, model: SchemaModel, work: (operations: AnyModel) => Promise<T>): Promise<T> {
  return db.withTenant(context, (tx) => work(operationsOf(tx, model)));
}

/** What an attempt came to, without the ids that differ between two attempts. */
async function answerOf(attempt: Promise<unknown>): Promise<string> {
  const text = await attempt.then(
    () => 'done',
    (error: unknown) => `${(error as { code?: string }).code ?? ''} ${String(error)}`,
  );
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
}

/** Fields that say whose a row is. */
const tenantFields = new Set(['workspaceId', 'organizationId']);

const refusal = /row-level security|permission denied|42501/;

test('the seed has one row of every tenant model in each workspace', () => {
  expect([...myRows.keys()].sort()).toEqual(models.map((model) => model.name).sort());
  expect([...theirRows.keys()]).toEqual([...myRows.keys()]);
});

describe.each(named)('TEN-03: %s without the right context', (_name, model) => {
  test('no tenant set: nothing is seen and nothing goes in', async () => {
    expect(await db.withInstance('health', (tx) => operationsOf(tx, model).findMany())).toEqual([]);
    const data = newRow(model, theirRows);
    await expect(db.withInstance('health', (tx) => operationsOf(tx, model).create({ data }))).rejects.toThrow(refusal);
  });

  test('a valid workspace with an actor who is no principal of it: nothing is seen and nothing goes in', async () => {
    const forged: TenantContext = { workspaceId: theirs.workspaceId, actor: { kind: 'user', id: newId(Date.now()) } };
    expect(await as(forged, model, (operations) => operations.findMany())).toEqual([]);
    const data = newRow(model, theirRows);
    await expect(as(forged, model, (operations) => operations.create({ data }))).rejects.toThrow(refusal);
  });

  test("a valid workspace with another workspace's member: none of its rows", async () => {
    const forged: TenantContext = { workspaceId: theirs.workspaceId, actor: mine.context.actor };
    const where = plainWhere(model, rowOf(theirRows, model));
    expect(await as(forged, model, (operations) => operations.findMany({ where }))).toEqual([]);
  });
});

describe.each(named)("TEN-04: %s with another tenant's ids", (_name, model) => {
  const attempts: Record<string, (operations: AnyModel, row: Row) => Promise<unknown>> = {
    findUnique: (operations, row) => operations.findUnique({ where: uniqueWhere(model, row) }),
    findFirst: (operations, row) => operations.findFirst({ where: plainWhere(model, row) }),
    findMany: (operations, row) => operations.findMany({ where: plainWhere(model, row) }),
    count: (operations, row) => operations.count({ where: plainWhere(model, row) }),
    create: (operations) => operations.create({ data: newRow(model, theirRows) }),
    createMany: (operations) => operations.createMany({ data: [newRow(model, theirRows)] }),
    update: (operations, row) => operations.update({ where: uniqueWhere(model, row), data: plainWhere(model, row) }),
    updateMany: (operations, row) =>
      operations.updateMany({ where: plainWhere(model, row), data: plainWhere(model, row) }),
    upsert: (operations, row) =>
      operations.upsert({
        where: uniqueWhere(model, row),
        create: { ...newRow(model, theirRows), ...plainWhere(model, row) },
        update: plainWhere(model, row),
      }),
    delete: (operations, row) => operations.delete({ where: uniqueWhere(model, row) }),
    deleteMany: (operations, row) => operations.deleteMany({ where: plainWhere(model, row) }),
  };
  const nothing = new Set(['null', '[]', '0', '{"count":0}']);

  test.each(Object.keys(attempts))('%s finds and changes nothing', async (name) => {
    const before = await everyRow(model);
    const row = rowOf(theirRows, model);
    const attempt = as(
      mine.context,
      model,
      (operations) => attempts[name]?.(operations, row) ?? Promise.reject(new Error(name)),
    );
    const outcome = await attempt.then(
      (result) => JSON.stringify(result),
      (error: unknown) => `${(error as { code?: string }).code ?? ''} ${String(error)}`,
    );
    expect(nothing.has(outcome) || outcome.startsWith('P2025 ') || refusal.test(outcome), outcome).toBe(true);
    expect(await everyRow(model)).toEqual(before);
  });
});

describe('TEN-07: a row does not move to another tenant', () => {
  const movable = named.filter(([, model]) => model.fields.some((field) => field.name === 'workspaceId'));

  test.each(movable)('%s refuses an update of its workspace', async (_name, model) => {
    const before = await everyRow(model);
    const attempt = as(mine.context, model, (operations) =>
      operations.updateMany({
        where: plainWhere(model, rowOf(myRows, model)),
        data: { workspaceId: theirs.workspaceId },
      }),
    );
    await expect(attempt).rejects.toThrow(/row-level security|permission denied|Foreign key/);
    expect(await everyRow(model)).toEqual(before);
  });

  test("a nested connect to another tenant's row is refused", async () => {
    const command = theirRows.get('Command');
    const run = myRows.get('Run');
    const attempt = db.withTenant(mine.context, (tx) =>
      tx.run.update({
        where: { workspaceId_id: { workspaceId: mine.workspaceId, id: String(run?.['id']) } },
        data: {
          command: { connect: { workspaceId_id: { workspaceId: theirs.workspaceId, id: String(command?.['id']) } } },
        },
      }),
    );
    await expect(attempt).rejects.toThrow(/row-level security|not found/);
  });

  test("a nested create under another tenant's row is refused", async () => {
    const team = theirRows.get('Team');
    const attempt = db.withTenant(mine.context, (tx) =>
      tx.team.update({
        where: { workspaceId_id: { workspaceId: theirs.workspaceId, id: String(team?.['id']) } },
        data: { members: { create: { userId: mine.userId } } },
      }),
    );
    await expect(attempt).rejects.toThrow(/not found/);
  });
});

describe('TEN-08: a foreign key does not tell whether another tenant has a row', () => {
  const references = models.flatMap((model) =>
    model.relations
      .filter((relation) => relation.fields.some((field) => !tenantFields.has(field)))
      .filter((relation) => models.some((candidate) => candidate.name === relation.target))
      .map((relation) => [`${model.name} → ${relation.target}`, model, relation] as const),
  );

  test.each(references)('%s', async (_name, model, relation) => {
    const parent = theirRows.get(relation.target);
    const answers: string[] = [];
    for (const idOf of [(reference: string) => parent?.[reference], () => newId(Date.now())]) {
      const data = newRow(model, myRows);
      relation.fields.forEach((field, index) => {
        const reference = relation.references[index];
        if (reference !== undefined && !tenantFields.has(field)) data[field] = idOf(reference);
      });
      answers.push(await answerOf(as(mine.context, model, (operations) => operations.create({ data }))));
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe('done');
  });

  test('there are such references to try', () => {
    expect(references.length).toBeGreaterThan(5);
  });
});

describe('TEN-09: a unique constraint does not tell what another tenant uses', () => {
  const perTenant = models.flatMap((model) =>
    [model.key, ...model.uniques]
      .filter((unique) => unique.length > 1 && unique[0] === 'workspaceId')
      // A key that is a parent's key as well cannot be chosen.
      .filter((unique) => !model.relations.some((relation) => unique.every((field) => relation.fields.includes(field))))
      .map((unique) => [`${model.name}(${unique.join(', ')})`, model, unique] as const),
  );

  test.each(perTenant)('%s may repeat in another workspace', async (_name, model, unique) => {
    const other = rowOf(theirRows, model);
    const data = newRow(model, myRows);
    const fromParents = new Set(model.relations.flatMap((relation) => relation.fields));
    for (const field of unique.slice(1)) if (!fromParents.has(field)) data[field] = other[field];
    const attempt = as(mine.context, model, async (operations) => {
      // Where all the rest comes from parents, our own seed row is in the way.
      const where = Object.fromEntries(unique.map((field) => [field, data[field]]));
      if ((await operations.count({ where })) > 0) await operations.deleteMany({ where });
      await operations.create({ data });
      throw new Error('undo');
    });
    const answer = await answerOf(attempt);
    expect(answer).toBe(' Error: undo');
  });

  test('an address in use says only that it is, not whose it is', async () => {
    const email = String(theirRows.get('User')?.['email']);
    const id = newId(Date.now());
    const context: TenantContext = { workspaceId: newId(Date.now()) as WorkspaceId, actor: { kind: 'user', id } };
    const attempt = db.withTenant(context, (tx) => tx.user.create({ data: { id, email, name: 'x' } }));
    const answer = await answerOf(attempt);
    expect(answer).toMatch(/^P2002 /);
    expect(answer).not.toContain(theirs.userId);
  });
});

test('a stranger cannot enter themselves into a workspace that exists', async () => {
  const stranger = newId(Date.now());
  const { workspaceId, organizationId } = theirs;
  const forged: TenantContext = { workspaceId, actor: { kind: 'user', id: stranger } };
  const attempt = db.withTenant(forged, (tx) =>
    tx.workspacePrincipal.create({ data: { workspaceId, organizationId, principalId: stranger, kind: 'user' } }),
  );
  await expect(attempt).rejects.toThrow(refusal);
});
