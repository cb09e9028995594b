import { timingSafeEqual } from 'node:crypto';
import { hashApiKeySecret, parseApiKey, permits, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Caller } from '@wheelhouse/server';
import { enterAs } from '../access/permissions-in.ts';

export interface AuthenticateDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

interface KeyRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly principalId: string;
  readonly principalKind: string;
  readonly secretSha256: Uint8Array;
  readonly permissions: readonly string[];
  readonly rateLimitPerMinute: number | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** How stale "last used" may be, so that a busy key does not cost a write for each request. */
const lastUsedGranularityMs = 60_000;

/**
 * Who a bearer key speaks for, read anew for each request so that revocation and demotion count at once. Null for
 * everything that does not hold; the checksum is checked before any look-up.
 */
export async function authenticate(deps: AuthenticateDeps, bearer: string, ip: string): Promise<Caller | null> {
  const key = parseApiKey(bearer);
  if (key === null) return null;
  const directory = await deps.db.withInstance('auth', (tx) =>
    tx.apiKeyDirectory.findUnique({ where: { prefix: key.prefix } }),
  );
  if (directory === null) return null;
  const workspaceId = directory.workspaceId as WorkspaceId;
  return deps.db.withSystemTenant(workspaceId, async (tx) => {
    const [row, home] = await Promise.all([
      tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id: directory.apiKeyId } } }),
      tx.workspaceDirectory.findUniqueOrThrow({ where: { workspaceId }, select: { organizationId: true } }),
    ]);
    if (row === null || !secretHolds(row, key.secret) || !isLive(row, deps.now())) return null;
    const held = await permissionsOfPrincipal(tx, row, deps.now());
    if (held === null) return null;
    await touch(tx, row, { now: deps.now(), ip });
    return {
      kind: row.principalKind === 'service' ? 'service' : 'user',
      principalId: row.principalId,
      workspaceId,
      organizationId: home.organizationId,
      permissions: narrow(held.permissions, row.permissions),
      perMinute: {
        ...(row.rateLimitPerMinute === null ? {} : { key: row.rateLimitPerMinute }),
        ...(held.perMinute === undefined ? {} : { account: held.perMinute }),
      },
      credential: { kind: 'api-key', id: row.id },
    };
  });
}

function secretHolds(row: KeyRow, secret: string): boolean {
  const given = hashApiKeySecret(secret);
  return row.secretSha256.length === given.length && timingSafeEqual(row.secretSha256, given);
}

function isLive(row: { readonly expiresAt: Date | null; readonly revokedAt: Date | null }, now: number): boolean {
  return row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now);
}

interface Held {
  readonly permissions: readonly string[];
  /** Of a service account. */
  readonly perMinute?: number;
}

/** Null where the principal may no longer act in the workspace at all. */
async function permissionsOfPrincipal(tx: SpokeTx, row: KeyRow, now: number): Promise<Held | null> {
  const { workspaceId, principalId } = row;
  const principal = await tx.workspacePrincipal.findUnique({
    where: { workspaceId_principalId: { workspaceId, principalId } },
    select: { kind: true },
  });
  if (principal === null || principal.kind !== row.principalKind) return null;
  if (row.principalKind === 'user') {
    const rights = await enterAs(tx, { workspaceId, userId: principalId });
    return rights === null ? null : { permissions: rights.permissions };
  }
  const account = await tx.serviceAccount.findFirst({
    where: { workspaceId, id: principalId, workspace: { deletedAt: null } },
  });
  if (account === null || !isLive(account, now)) return null;
  return { permissions: account.permissions, perMinute: account.rateLimitPerMinute };
}

/** A key holds what its principal holds, at most what it was made for; an empty list means no narrowing. */
export function narrow(held: readonly string[], wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return held;
  const both = wanted.filter((permission) => permits(held, permission));
  return [...both, ...held.filter((permission) => !both.includes(permission) && permits(wanted, permission))];
}

async function touch(tx: SpokeTx, row: KeyRow, seen: { readonly now: number; readonly ip: string }): Promise<void> {
  if (row.lastUsedAt !== null && seen.now - row.lastUsedAt.getTime() < lastUsedGranularityMs) return;
  await tx.apiKey.updateMany({
    where: { workspaceId: row.workspaceId, id: row.id },
    data: { lastUsedAt: new Date(seen.now), lastUsedIp: seen.ip },
  });
}
