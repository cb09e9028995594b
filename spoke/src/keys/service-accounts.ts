import {
  expandPermissions,
  newId,
  permissionsOfRole,
  permits,
  WheelhouseError,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { insertApiKey } from '../auth/create-api-key.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { assertMayGive, expiryOf, replaceKey, type StoredKey } from './service.ts';
import { keyViewOf } from './view.ts';

interface Timed<T> {
  readonly wish: T;
  readonly now: number;
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly rateLimitPerMinute: number;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
}

function viewOf(row: AccountRow, keys: readonly StoredKey[]): spokeApi.ServiceAccountView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: [...row.permissions],
    rateLimitPerMinute: row.rateLimitPerMinute,
    expiresAt: row.expiresAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    keys: keys.filter((key) => key.principalId === row.id).map(keyViewOf),
  };
}

/** Newest first. */
export async function listServiceAccounts(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.ServiceAccountView>> {
  const { workspaceId } = caller;
  const found = await db.withTenant(contextOf(caller), async (tx) => {
    const rows = await tx.serviceAccount.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    });
    return {
      rows,
      keys: await keysOf(
        tx,
        caller,
        rows.map(({ id }) => id),
      ),
    };
  });
  return pageOf(found.rows, wish, (row) => viewOf(row, found.keys));
}

/** @throws WheelhouseError NOT_FOUND */
export async function getServiceAccount(
  db: SpokeDb,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.ServiceAccountView> {
  return db.withTenant(contextOf(caller), async (tx) =>
    viewOf(await requireAccount(tx, caller, id), await keysOf(tx, caller, [id])),
  );
}

/** @throws WheelhouseError NOT_AUTHORIZED for permissions the caller does not hold; CONFLICT where the name is taken */
export async function createServiceAccount(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: Timed<spokeApi.CreateServiceAccount>,
): Promise<spokeApi.NewServiceAccountView> {
  const { workspaceId, principalId: createdBy } = caller;
  const readable = permissionsOfRole('viewer').filter((permission) => permits(caller.permissions, permission));
  const permissions = [...(wish.permissions ?? readable)];
  assertMayGive(caller, permissions);
  const { name, description = '', rateLimitPerMinute = 1_000 } = wish;
  const expiresAt = expiryOf(wish.expiresAt, now);
  const id = newId(now);
  const made = db.withTenant(contextOf(caller), async (tx) => {
    const { organizationId } = await tx.workspaceDirectory.findUniqueOrThrow({ where: { workspaceId } });
    await tx.workspacePrincipal.create({ data: { workspaceId, organizationId, principalId: id, kind: 'service' } });
    const data = { workspaceId, id, name, description, permissions, rateLimitPerMinute, expiresAt, createdBy };
    const row = await tx.serviceAccount.create({ data });
    // Its key says what it may do as well: an account that is given more later needs a new key.
    const key = { workspaceId, principalId: id, principalKind: 'service', name, permissions, createdBy, now } as const;
    const { key: shown } = await insertApiKey(tx, key);
    await addAudit(tx, caller, { action: 'service_accounts.create', resourceKind: 'service-account', resourceId: id });
    return { ...viewOf(row, await keysOf(tx, caller, [id])), key: shown };
  });
  return made.catch(nameTaken);
}

/** @throws WheelhouseError NOT_FOUND; NOT_AUTHORIZED where it holds, or would, what the caller does not; CONFLICT */
export async function updateServiceAccount(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: Timed<spokeApi.UpdateServiceAccount & { readonly id: string }>,
): Promise<spokeApi.ServiceAccountView> {
  const { workspaceId } = caller;
  const { id, expiresAt, ...rest } = wish;
  const changes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const data = { ...changes, ...(expiresAt === undefined ? {} : { expiresAt: expiryOf(expiresAt, now) }) };
  const updated = db.withTenant(contextOf(caller), async (tx) => {
    const row = await requireLive(tx, caller, id);
    assertMayGive(caller, [...row.permissions, ...(wish.permissions ?? [])]);
    await tx.serviceAccount.updateMany({ where: { workspaceId, id }, data });
    await addAudit(tx, caller, { action: 'service_accounts.update', resourceKind: 'service-account', resourceId: id });
    return viewOf(await requireAccount(tx, caller, id), await keysOf(tx, caller, [id]));
  });
  return updated.catch(nameTaken);
}

/**
 * A new key in the place of its newest; the old one ends after the overlap.
 * @throws WheelhouseError NOT_FOUND; NOT_AUTHORIZED where it holds what the caller does not; CONFLICT where it is over
 */
export async function rotateServiceAccount(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: Timed<spokeApi.RotateKey & { readonly id: string }>,
): Promise<spokeApi.NewServiceAccountView> {
  const { id, overlapMs } = wish;
  return db.withTenant(contextOf(caller), async (tx) => {
    const account = await requireLive(tx, caller, id);
    assertMayGive(caller, account.permissions);
    const newest = (await keysOf(tx, caller, [id])).find((key) => key.revokedAt === null && key.replacedBy === null);
    if (newest === undefined) throw new WheelhouseError('CONFLICT', 'it has no key to replace');
    const row = { ...newest, permissions: expandPermissions(account.permissions) };
    const { key } = await replaceKey(tx, caller, { row, now, overlapMs });
    await addAudit(tx, caller, { action: 'service_accounts.rotate', resourceKind: 'service-account', resourceId: id });
    return { ...viewOf(account, await keysOf(tx, caller, [id])), key };
  });
}

/** Ends it and all its keys at once. */
export async function revokeServiceAccount(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  const { workspaceId } = caller;
  const data = { revokedAt: new Date(now) };
  await db.withTenant(contextOf(caller), async (tx) => {
    await requireAccount(tx, caller, id);
    await tx.serviceAccount.updateMany({ where: { workspaceId, id, revokedAt: null }, data });
    await tx.apiKey.updateMany({ where: { workspaceId, principalId: id, revokedAt: null }, data });
    await addAudit(tx, caller, { action: 'service_accounts.revoke', resourceKind: 'service-account', resourceId: id });
  });
}

function keysOf(tx: SpokeTx, { workspaceId }: WorkspaceCaller, ids: readonly string[]): Promise<StoredKey[]> {
  const where = { workspaceId, principalKind: 'service', principalId: { in: [...ids] } };
  return tx.apiKey.findMany({ where, orderBy: { id: 'desc' } });
}

async function requireAccount(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<AccountRow> {
  const row = await tx.serviceAccount.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

async function requireLive(tx: SpokeTx, caller: WorkspaceCaller, id: string): Promise<AccountRow> {
  const row = await requireAccount(tx, caller, id);
  if (row.revokedAt !== null) throw new WheelhouseError('CONFLICT', 'the service account is revoked');
  return row;
}

function nameTaken(error: unknown): never {
  if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
  throw error;
}
