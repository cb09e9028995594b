import { randomBytes } from 'node:crypto';
import { newId } from '@wheelhouse/protocol';
import type { SpokeTx } from '../spoke/contexts.ts';
import type { SpokeDb } from '../spoke/open-spoke-db.ts';
import type { TestWorkspace } from './factories.ts';
import type { SchemaField, SchemaModel } from './read-schema.ts';

export type Row = Readonly<Record<string, unknown>>;

/** One row per model name. */
export type Rows = ReadonlyMap<string, Row>;

/** A model's operations without its types, for tests that run over every model. */
export interface AnyModel {
  findUnique(args: object): Promise<Row | null>;
  findFirst(args: object): Promise<Row | null>;
  findMany(args?: object): Promise<Row[]>;
  count(args?: object): Promise<number>;
  create(args: object): Promise<Row>;
  createMany(args: object): Promise<{ count: number }>;
  update(args: object): Promise<Row>;
  updateMany(args: object): Promise<{ count: number }>;
  upsert(args: object): Promise<Row>;
  delete(args: object): Promise<Row>;
  deleteMany(args: object): Promise<{ count: number }>;
}

export function operationsOf(tx: SpokeTx, model: SchemaModel): AnyModel {
  return (tx as unknown as Record<string, AnyModel>)[model.accessor] as AnyModel;
}

/** Tables that hold no tenant content and therefore have no policies. */
export const instanceLevelModels: readonly string[] = [
  'WorkspaceDirectory',
  'ApiKeyDirectory',
  'Peer',
  'Intake',
  'Outbox',
  'LinkOutbox',
  'LinkState',
  'LinkUp',
  'Issued',
  'HeldGrant',
  'Orchestrator',
  'OpenRun',
  'SecurityEvent',
  'OrganizationDirectory',
  'UserDirectory',
  'SessionDirectory',
  'IdentityDirectory',
  'LoginCode',
  'OneTimeLink',
  'OidcFlow',
  'MailMessage',
  'RateWindow',
  'AuditLink',
  'AuditCheckpoint',
  'AuditPending',
  'InstanceAuditLog',
];

/** The `where` that names exactly this row. */
export function uniqueWhere(model: SchemaModel, row: Row): object {
  const parts = Object.fromEntries(model.key.map((field) => [field, row[field]]));
  return model.key.length === 1 ? parts : { [model.key.join('_')]: parts };
}

/** The same as plain conditions. */
export function plainWhere(model: SchemaModel, row: Row): object {
  return Object.fromEntries(model.key.map((field) => [field, row[field]]));
}

/** Valid data for a new row of `model` that belongs to the same workspace, organization and parents as `rows`. */
export function newRow(model: SchemaModel, rows: Rows): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of model.fields) {
    const inUnique = model.uniques.some((unique) => unique.includes(field.name));
    if ((field.optional && !inUnique) || field.hasDefault || field.list) continue;
    data[field.name] = valueFor(field);
  }
  for (const relation of model.relations) {
    const parent = rows.get(relation.target);
    relation.fields.forEach((field, index) => {
      const reference = relation.references[index];
      // A key of its own (a workspace's id) is not taken from the parent.
      if (reference !== undefined && parent !== undefined && field in data) data[field] = parent[reference];
    });
  }
  const workspace = rows.get('Workspace');
  if ('workspaceId' in data) data['workspaceId'] = workspace?.['id'];
  const organization = rows.get('Organization');
  if ('organizationId' in data) data['organizationId'] = workspace?.['organizationId'] ?? organization?.['id'];
  // A share names a team or a member, never both.
  if (model.name === 'ResourceShare') data['userId'] = rows.get('WorkspaceMember')?.['userId'];
  return data;
}

function valueFor(field: SchemaField): unknown {
  const unique = randomBytes(8).toString('hex');
  switch (field.type) {
    case 'String':
      return field.uuid ? newId(Date.now()) : unique;
    case 'Int':
      return 1;
    case 'BigInt':
      return 1n;
    case 'Boolean':
      return false;
    case 'DateTime':
      return new Date(1_800_000_000_000);
    case 'Json':
      return { test: unique };
    case 'Bytes':
      return Buffer.from(unique, 'hex');
    default:
      throw new Error(`no test value for a field of type ${field.type}`);
  }
}

/** Makes sure the workspace has one row of every tenant model, parents first, and returns them. */
export async function fillWorkspace(
  db: SpokeDb,
  models: readonly SchemaModel[],
  workspace: TestWorkspace,
): Promise<Rows> {
  const rows = new Map<string, Row>();
  for (const model of parentsFirst(models)) {
    const row = await db.withTenant(workspace.context, async (tx) => {
      const operations = operationsOf(tx, model);
      const known = await operations.findFirst({ orderBy: model.key.map((field) => ({ [field]: 'asc' })) });
      return known ?? operations.create({ data: newRow(model, rows) });
    });
    rows.set(model.name, row);
  }
  return rows;
}

export function parentsFirst(models: readonly SchemaModel[]): SchemaModel[] {
  const names = new Set(models.map((model) => model.name));
  const done = new Set<string>();
  const sorted: SchemaModel[] = [];
  while (sorted.length < models.length) {
    const ready = models.filter(
      (model) => !done.has(model.name) && model.relations.every(({ target }) => done.has(target) || !names.has(target)),
    );
    if (ready.length === 0) throw new Error('the models refer to each other in a circle');
    for (const model of ready) done.add(model.name);
    sorted.push(...ready);
  }
  return sorted;
}
