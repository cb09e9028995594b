import { createToken, tokenDigest } from '@wheelhouse/identity';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { PeopleDeps } from './deps.ts';

export type LinkPurpose = 'first-admin' | 'reset-password' | 'sign-in';

export interface NewLink {
  readonly purpose: LinkPurpose;
  readonly userId: string | null;
  readonly lifetimeMs: number;
}

/** Books a link that works once and returns its token, which is kept nowhere. */
export async function bookLink(tx: SpokeTx, now: number, wish: NewLink): Promise<string> {
  const token = createToken();
  const { purpose, userId, lifetimeMs } = wish;
  await tx.oneTimeLink.create({
    data: {
      tokenSha256: token.sha256,
      purpose,
      userId,
      createdAt: new Date(now),
      expiresAt: new Date(now + lifetimeMs),
    },
  });
  return token.text;
}

export interface FoundLink {
  readonly tokenSha256: Uint8Array<ArrayBuffer>;
  readonly userId: string | null;
}

/**
 * The link of a token. It has still to be taken by {@link consumeLink}.
 * @throws WheelhouseError UNAUTHENTICATED for unknown, other purpose, over and used alike
 */
export async function getLink(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  purpose: LinkPurpose,
  token: string,
): Promise<FoundLink> {
  const tokenSha256 = tokenDigest(token);
  const row =
    tokenSha256 === null
      ? null
      : await deps.db.withInstance('sign-in', (tx) => tx.oneTimeLink.findUnique({ where: { tokenSha256 } }));
  const holds = row?.purpose === purpose && row.usedAt === null && row.expiresAt.getTime() > deps.now();
  if (!holds || tokenSha256 === null) throw deadLink();
  return { tokenSha256, userId: row.userId };
}

/**
 * Takes a link for good, in the transaction of what it allows; every other open link of the same person and purpose
 * goes with it.
 * @throws WheelhouseError UNAUTHENTICATED where somebody was first
 */
export async function consumeLink(
  tx: SpokeTx,
  purpose: LinkPurpose,
  { link, now }: { readonly link: FoundLink; readonly now: number },
): Promise<void> {
  const used = { usedAt: new Date(now) };
  const { count } = await tx.oneTimeLink.updateMany({
    where: { tokenSha256: link.tokenSha256, purpose, usedAt: null },
    data: used,
  });
  if (count === 0) throw deadLink();
  await tx.oneTimeLink.updateMany({ where: { userId: link.userId, purpose, usedAt: null }, data: used });
}

function deadLink(): WheelhouseError {
  return new WheelhouseError('UNAUTHENTICATED', 'the link does not hold, or not any more');
}
