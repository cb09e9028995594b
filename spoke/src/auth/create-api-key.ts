import { formatApiKey, hashApiKeySecret, newId, randomBytes, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

export interface NewApiKey {
  readonly workspaceId: WorkspaceId;
  readonly principalId: string;
  readonly principalKind: 'user' | 'service';
  readonly name: string;
  /** Empty = all that the principal holds. */
  readonly permissions?: readonly string[];
  readonly expiresAt?: Date | null;
  readonly rateLimitPerMinute?: number | null;
  readonly createdBy: string;
  readonly now: number;
}

/** Stores a new key's hash and returns the key: the only time that it exists in clear. */
export async function createApiKey(tx: SpokeTx, wish: NewApiKey): Promise<string> {
  return (await insertApiKey(tx, wish)).key;
}

/** The same, with the id that the key has in lists. */
export async function insertApiKey(
  tx: SpokeTx,
  wish: NewApiKey,
): Promise<{ readonly id: string; readonly key: string }> {
  const { key, prefix, secret } = formatApiKey('live', randomBytes(42));
  const id = newId(wish.now);
  const { workspaceId } = wish;
  await tx.apiKeyDirectory.create({ data: { prefix, workspaceId, apiKeyId: id } });
  await tx.apiKey.create({
    data: {
      workspaceId,
      id,
      principalId: wish.principalId,
      principalKind: wish.principalKind,
      name: wish.name,
      prefix,
      secretSha256: Buffer.from(hashApiKeySecret(secret)),
      permissions: [...(wish.permissions ?? [])],
      expiresAt: wish.expiresAt ?? null,
      rateLimitPerMinute: wish.rateLimitPerMinute ?? null,
      createdBy: wish.createdBy,
    },
  });
  return { id, key };
}
