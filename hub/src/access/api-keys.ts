import { timingSafeEqual } from 'node:crypto';
import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import { formatApiKey, hashApiKeySecret, newId, parseApiKey, randomBytes } from '@wheelhouse/protocol';
import type { Caller } from '@wheelhouse/server';

/** Everything an operator of a hub may do. */
export const operatorPermissions = [
  'fleet:*',
  'instances:*',
  'join-tokens:*',
  'connections:*',
  'grants:*',
  'audit:*',
] as const;

/** Makes a key; its text is returned here and nowhere else. */
export async function createApiKey(
  tx: HubTx,
  request: { readonly name: string; readonly permissions: readonly string[]; readonly now: number },
): Promise<{ readonly key: string; readonly prefix: string }> {
  const made = formatApiKey('live', randomBytes(42));
  await tx.apiKey.create({
    data: {
      id: newId(request.now),
      prefix: made.prefix,
      secretSha256: Uint8Array.from(hashApiKeySecret(made.secret)),
      name: request.name,
      permissions: [...request.permissions],
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
    const row = await tx.apiKey.findUnique({ where: { prefix: parts.prefix } });
    if (row === null || !timingSafeEqual(row.secretSha256, hashApiKeySecret(parts.secret))) return null;
    if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= now)) return null;
    if (now - (row.lastUsedAt?.getTime() ?? 0) > usedWriteIntervalMs) {
      await tx.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    }
    const credential = { kind: 'api-key', id: row.id } as const;
    return { kind: 'operator', principalId: row.id, permissions: row.permissions, credential };
  });
}
