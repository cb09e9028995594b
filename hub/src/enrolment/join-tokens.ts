import type { HubTx } from '@wheelhouse/prisma/hub';
import { encodeBase64Url, formatJoinToken, joinProofKey, randomBytes, type hubApi } from '@wheelhouse/protocol';
import type { z } from 'zod';
import { audit, auditEntry, type ChangeDeps, type Decider } from '../changes.ts';

type View = z.infer<typeof hubApi.JoinTokenView>;

interface Row {
  readonly id: string;
  readonly nameHint: string | null;
  readonly autoApprove: boolean;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly usedBy: string | null;
  readonly createdAt: Date;
}

const viewOf = (row: Row): View => ({
  id: row.id,
  nameHint: row.nameHint,
  autoApprove: row.autoApprove,
  expiresAt: row.expiresAt.getTime(),
  usedAt: row.usedAt?.getTime() ?? null,
  usedBy: row.usedBy as View['usedBy'],
  createdAt: row.createdAt.getTime(),
});

/** Makes a single-use token; its text is returned here and nowhere else. */
export async function createJoinToken(
  deps: ChangeDeps & { readonly joinTokenLifetimeMs: number; readonly hub: { url: string; fingerprint: string } },
  request: { readonly nameHint?: string | undefined; readonly autoApprove?: boolean | undefined },
  decider: Decider,
): Promise<View & { readonly token: string }> {
  const id = encodeBase64Url(randomBytes(12));
  const secret = encodeBase64Url(randomBytes(32));
  const now = deps.now();
  const row = await deps.db.transaction(async (tx) => {
    const autoApprove = request.autoApprove ?? false;
    await audit(
      tx,
      deps,
      auditEntry(decider, { action: 'join-token.create', resource: `join-token:${id}`, detail: { autoApprove } }),
    );
    return await tx.joinToken.create({
      data: {
        id,
        proofKey: Uint8Array.from(joinProofKey(secret)),
        nameHint: request.nameHint ?? null,
        autoApprove,
        expiresAt: new Date(now + deps.joinTokenLifetimeMs),
        createdBy: decider.actor,
        createdAt: new Date(now),
      },
    });
  });
  const token = formatJoinToken({ hub: deps.hub.url, fingerprint: deps.hub.fingerprint, id, secret });
  return { ...viewOf(row), token };
}

/** Newest first, never with anything to join by. */
export async function listJoinTokens(tx: HubTx): Promise<View[]> {
  const rows = await tx.joinToken.findMany({ orderBy: { createdAt: 'desc' }, take: 200, omit: { proofKey: true } });
  return rows.map(viewOf);
}
