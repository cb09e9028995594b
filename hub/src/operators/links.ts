import { createToken, tokenDigest } from '@wheelhouse/identity';
import type { HubTx } from '@wheelhouse/prisma/hub';
import { WheelhouseError, type OperatorRole } from '@wheelhouse/protocol';

export interface NewLink {
  readonly purpose: 'first-operator' | 'invitation';
  readonly email: string | null;
  readonly role: OperatorRole;
  readonly createdBy: string | null;
  readonly lifetimeMs: number;
}

export interface TakenLink {
  readonly email: string | null;
  readonly role: OperatorRole;
  readonly createdBy: string | null;
}

/** Books a link that works once and returns its token, which is kept nowhere. */
export async function bookLink(tx: HubTx, now: number, wish: NewLink): Promise<string> {
  const token = createToken();
  const { lifetimeMs, ...link } = wish;
  await tx.operatorLink.create({
    data: { ...link, tokenSha256: token.sha256, createdAt: new Date(now), expiresAt: new Date(now + lifetimeMs) },
  });
  return token.text;
}

/**
 * Takes a link for good, in the transaction of what it allows.
 * @throws WheelhouseError UNAUTHENTICATED for unknown, other purpose, over and used alike
 */
export async function takeLink(
  tx: HubTx,
  purpose: NewLink['purpose'],
  given: { readonly token: string; readonly now: number },
): Promise<TakenLink> {
  const tokenSha256 = tokenDigest(given.token);
  const now = new Date(given.now);
  const where = { tokenSha256: tokenSha256 ?? new Uint8Array(), purpose, usedAt: null, expiresAt: { gt: now } };
  const { count } = await tx.operatorLink.updateMany({ where, data: { usedAt: now } });
  if (tokenSha256 === null || count === 0) {
    throw new WheelhouseError('UNAUTHENTICATED', 'the link does not hold, or not any more');
  }
  const row = await tx.operatorLink.findUniqueOrThrow({ where: { tokenSha256 } });
  return { email: row.email, role: row.role as OperatorRole, createdBy: row.createdBy };
}

/** After `#`: browsers do not send it, so it stands in no server's log. */
export function linkTo(publicUrl: string, path: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/${path}#${token}`;
}
