import type { AddressedMail, Sealer } from '@wheelhouse/identity';
import { decodeUtf8, encodeUtf8, newId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { mailContext } from '../sealing/contexts.ts';

export const mailChannel = 'wh_mail';

export type QueuedMail = AddressedMail & {
  readonly workspaceId?: string;
  /** Written but never sent: to an address nobody has here, so that asking about it takes as long. */
  readonly drop?: boolean;
};

/** Books a mail in the transaction of what it tells about; it leaves after the commit. At rest it is sealed. */
export async function queueMail(tx: SpokeTx, sealer: Sealer, mail: QueuedMail): Promise<void> {
  const id = newId(Date.now());
  const { kind, to, data } = mail;
  await tx.mailMessage.create({
    data: {
      id,
      kind,
      workspaceId: mail.workspaceId ?? null,
      sealed: sealer.seal(encodeUtf8(JSON.stringify({ to, data })), mailContext(id)),
      // At once, by whatever clock the sender goes.
      availableAt: new Date(0),
      state: mail.drop === true ? 'dropped' : 'queued',
    },
  });
  await tx.$executeRaw`SELECT pg_notify(${mailChannel}, '')`;
}

/**
 * A booked mail in clear.
 * @throws WheelhouseError PRECONDITION where its key is gone
 */
export function openMail(
  sealer: Sealer,
  row: { readonly id: string; readonly kind: string; readonly sealed: Uint8Array },
): AddressedMail {
  const plain = decodeUtf8(sealer.open(row.sealed, mailContext(row.id)));
  return { kind: row.kind, ...(JSON.parse(plain) as object) } as AddressedMail;
}
