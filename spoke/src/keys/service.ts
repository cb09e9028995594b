import { coversAll, expandPermissions, permits, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { insertApiKey } from '../auth/create-api-key.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { keyViewOf, type KeyRow } from './view.ts';

const defaultOverlapMs = 24 * 60 * 60_000;

interface Timed<T> {
  readonly wish: T;
  readonly now: number;
}

/** The caller's own keys in the workspace, newest first. */
export async function listKeys(db: SpokeDb, caller: WorkspaceCaller, wish: PageWish): Promise<Page<spokeApi.KeyView>> {
  const { workspaceId, principalId } = personIn(caller);
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.apiKey.findMany({
      where: { workspaceId, principalId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, keyViewOf);
}

/** @throws WheelhouseError NOT_AUTHORIZED for permissions the caller does not hold; INVALID for an expiry in the past */
export async function createKey(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: Timed<spokeApi.CreateKey>,
): Promise<spokeApi.NewKeyView> {
  const { workspaceId, principalId } = personIn(caller);
  // Never empty: a key that was narrowed must not make one that is not.
  const permissions = wish.permissions ?? expandPermissions(caller.permissions);
  assertMayGive(caller, permissions);
  const expiresAt = expiryOf(wish.expiresAt, now);
  return db.withTenant(contextOf(caller), async (tx) => {
    const made = await insertApiKey(tx, {
      workspaceId,
      principalId,
      principalKind: 'user',
      name: wish.name ?? 'Default',
      permissions,
      expiresAt,
      rateLimitPerMinute: wish.rateLimitPerMinute ?? null,
      createdBy: principalId,
      now,
    });
    await addAudit(tx, caller, { action: 'keys.create', resourceKind: 'key', resourceId: made.id });
    return { ...keyViewOf(await requireKey(tx, caller, made.id)), key: made.key };
  });
}

/**
 * A new key in the place of an own one, with at most what the caller holds; the old one ends after the overlap.
 * @throws WheelhouseError NOT_FOUND; CONFLICT where it is over or replaced already
 */
export async function rotateKey(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: Timed<spokeApi.RotateKey & { readonly id: string }>,
): Promise<spokeApi.NewKeyView> {
  const { principalId } = personIn(caller);
  return db.withTenant(contextOf(caller), async (tx) => {
    const row = await requireKey(tx, caller, wish.id);
    if (row.principalId !== principalId) throw new WheelhouseError('NOT_FOUND');
    const made = await replaceKey(tx, caller, { row, now, overlapMs: wish.overlapMs });
    await addAudit(tx, caller, { action: 'keys.rotate', resourceKind: 'key', resourceId: wish.id });
    return { ...keyViewOf(await requireKey(tx, caller, made.id)), key: made.key };
  });
}

/** An own key, or anybody's for who may revoke all; doing it again changes nothing. */
export async function revokeKey(db: SpokeDb, caller: WorkspaceCaller, { id, now }: RevokeWish): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const row = await requireKey(tx, caller, id);
    const mayRevoke = row.principalId === caller.principalId || permits(caller.permissions, 'keys:revoke');
    if (!mayRevoke) throw new WheelhouseError('NOT_FOUND');
    await tx.apiKey.updateMany({ where: { workspaceId, id, revokedAt: null }, data: { revokedAt: new Date(now) } });
    await addAudit(tx, caller, { action: 'keys.revoke', resourceKind: 'key', resourceId: id });
  });
}

interface RevokeWish {
  readonly id: string;
  readonly now: number;
}

export interface StoredKey extends KeyRow {
  readonly principalId: string;
  readonly principalKind: string;
}

interface Replacement {
  readonly row: StoredKey;
  readonly now: number;
  readonly overlapMs: number | undefined;
}

/** Puts a key in another's place. Of two at once, one finds it replaced. */
export async function replaceKey(
  tx: SpokeTx,
  caller: WorkspaceCaller,
  { row, now, overlapMs = defaultOverlapMs }: Replacement,
): Promise<{ readonly id: string; readonly key: string }> {
  const { workspaceId } = caller;
  const wanted = row.permissions.length === 0 ? caller.permissions : row.permissions;
  const permissions = expandPermissions(wanted).filter((permission) => permits(caller.permissions, permission));
  if (permissions.length === 0) throw new WheelhouseError('NOT_AUTHORIZED');
  const made = await insertApiKey(tx, {
    workspaceId,
    principalId: row.principalId,
    principalKind: row.principalKind === 'service' ? 'service' : 'user',
    name: row.name,
    permissions,
    expiresAt: row.expiresAt,
    rateLimitPerMinute: row.rateLimitPerMinute,
    createdBy: caller.principalId,
    now,
  });
  const overlapEnd = now + overlapMs;
  const expiresAt = new Date(Math.min(overlapEnd, row.expiresAt?.getTime() ?? overlapEnd));
  const live = { revokedAt: null, replacedBy: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }] };
  const { count } = await tx.apiKey.updateMany({
    where: { workspaceId, id: row.id, ...live },
    data: { replacedBy: made.id, expiresAt },
  });
  if (count !== 1) throw new WheelhouseError('CONFLICT', 'the key is over, or was replaced already');
  return made;
}

async function requireKey(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<StoredKey> {
  const row = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

/** @throws WheelhouseError NOT_AUTHORIZED: nobody hands out more than they hold */
export function assertMayGive(caller: WorkspaceCaller, permissions: readonly string[]): void {
  if (!coversAll(caller.permissions, permissions)) throw new WheelhouseError('NOT_AUTHORIZED');
}

/** @throws WheelhouseError INVALID for a time in the past */
export function expiryOf(expiresAt: number | undefined, now: number): Date | null {
  if (expiresAt === undefined) return null;
  if (expiresAt <= now) throw new WheelhouseError('INVALID', 'expires in the past');
  return new Date(expiresAt);
}

/** A service account's keys are made by people. */
function personIn(caller: WorkspaceCaller): WorkspaceCaller {
  if (caller.kind !== 'user') throw new WheelhouseError('NOT_AUTHORIZED');
  return caller;
}
