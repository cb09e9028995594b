import { timingSafeEqual } from 'node:crypto';
import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import {
  expandOperatorPermissions,
  formatApiKey,
  hashApiKeySecret,
  newId,
  operatorRolePermissions,
  parseApiKey,
  permits,
  randomBytes,
  type OperatorRole,
} from '@wheelhouse/protocol';
import type { Caller } from '@wheelhouse/server';

export interface NewApiKey {
  readonly name: string;
  readonly permissions: readonly string[];
  /** Whom it speaks for; absent for a key that is made with the hub. */
  readonly operatorId?: string;
  /** Milliseconds since the epoch, like `now`. */
  readonly expiresAt?: number | undefined;
  readonly now: number;
}

/** Makes a key; its text is returned here and nowhere else. */
export async function createApiKey(
  tx: HubTx,
  request: NewApiKey,
): Promise<{ readonly key: string; readonly prefix: string }> {
  const made = formatApiKey('live', randomBytes(42));
  await tx.apiKey.create({
    data: {
      id: newId(request.now),
      prefix: made.prefix,
      secretSha256: Uint8Array.from(hashApiKeySecret(made.secret)),
      name: request.name,
      permissions: [...request.permissions],
      operatorId: request.operatorId ?? null,
      expiresAt: request.expiresAt === undefined ? null : new Date(request.expiresAt),
      createdAt: new Date(request.now),
    },
  });
  return { key: made.key, prefix: made.prefix };
}

/** `last_used_at` is for people: a write a minute is enough for them. */
const usedWriteIntervalMs = 60_000;

/** The caller behind a bearer key; null where it is malformed (without a query), unknown, wrong, expired or revoked. */
export async function authenticateApiKey(db: HubDb, bearer: string, now: number): Promise<Caller | null> {
  const parts = parseApiKey(bearer);
  if (parts === null) return null;
  return await db.run(async (tx) => {
    const row = await tx.apiKey.findUnique({ where: { prefix: parts.prefix }, include: { operator: true } });
    if (row === null || !timingSafeEqual(row.secretSha256, hashApiKeySecret(parts.secret))) return null;
    if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= now)) return null;
    if (row.operator !== null && row.operator.disabledAt !== null) return null;
    if (now - (row.lastUsedAt?.getTime() ?? 0) > usedWriteIntervalMs) {
      await tx.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    }
    const credential = { kind: 'api-key', id: row.id } as const;
    const principalId = row.operatorId ?? row.id;
    return { kind: 'operator', principalId, permissions: permissionsOf(row), credential };
  });
}

/** What a key may do now: of an operator's, never more than they may at this moment. */
function permissionsOf(key: {
  readonly permissions: readonly string[];
  readonly operator: { readonly role: string } | null;
}): readonly string[] {
  if (key.operator === null) return key.permissions;
  const held = operatorRolePermissions[key.operator.role as OperatorRole];
  if (key.permissions.length === 0) return held;
  return expandOperatorPermissions(key.permissions).filter((permission) => permits(held, permission));
}
