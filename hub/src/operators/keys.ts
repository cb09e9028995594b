import {
  permits,
  WheelhouseError,
  operatorRolePermissions,
  type hubApi,
  type OperatorRole,
} from '@wheelhouse/protocol';
import { createApiKey } from '../access/api-keys.ts';
import { audit, auditEntry } from '../changes.ts';
import type { OperatorDeps } from './deps.ts';
import type { Doing } from './service.ts';

/** Of one operator; more are a leak of something. */
const maxKeys = 50;

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly permissions: readonly string[];
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
}

function viewOf(row: KeyRow): hubApi.OperatorKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: [...row.permissions],
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
    expiresAt: row.expiresAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
  };
}

/** The operator's own keys, newest first. */
export async function listKeys({ db }: OperatorDeps, operatorId: string): Promise<hubApi.OperatorKeyView[]> {
  const rows = await db.run((tx) =>
    tx.apiKey.findMany({ where: { operatorId }, orderBy: { createdAt: 'desc' }, take: maxKeys * 4 }),
  );
  return rows.map(viewOf);
}

/**
 * Makes a key that speaks for the operator; its text is returned here and nowhere else.
 * @throws WheelhouseError MORE_THAN_HELD; QUOTA where they have too many
 */
export async function createKey(
  deps: OperatorDeps,
  wish: hubApi.CreateOperatorKey,
  { caller, asker }: Doing,
): Promise<hubApi.NewOperatorKeyView> {
  const { principalId: operatorId } = caller;
  return deps.db.transaction(async (tx) => {
    const { role } = await tx.operator.findUniqueOrThrow({ where: { id: operatorId }, select: { role: true } });
    const held = operatorRolePermissions[role as OperatorRole];
    if (!wish.permissions.every((permission) => permits(held, permission))) throw new WheelhouseError('MORE_THAN_HELD');
    const live = await tx.apiKey.count({ where: { operatorId, revokedAt: null } });
    if (live >= maxKeys) throw new WheelhouseError('QUOTA', `an operator has at most ${maxKeys} keys`);
    const { key, prefix } = await createApiKey(tx, { ...wish, operatorId, now: deps.now() });
    const row = await tx.apiKey.findUniqueOrThrow({ where: { prefix } });
    const entry = { action: 'keys.create', resource: `api-key:${prefix}`, detail: { permissions: wish.permissions } };
    await audit(tx, deps, auditEntry(asker.decider, entry));
    return { ...viewOf(row), key };
  });
}

/** Ends a key of the operator, at once. @throws WheelhouseError NOT_FOUND for everything that is not theirs */
export async function revokeKey(deps: OperatorDeps, id: string, { caller, asker }: Doing): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await tx.apiKey.findFirst({ where: { id, operatorId: caller.principalId } });
    if (row === null) throw new WheelhouseError('NOT_FOUND');
    if (row.revokedAt === null) await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date(deps.now()) } });
    const entry = { action: 'keys.revoke', resource: `api-key:${row.prefix}` };
    await audit(tx, deps, auditEntry(asker.decider, entry));
  });
}
