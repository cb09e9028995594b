import { renderMail, type MailFrame, type Sealer } from '@wheelhouse/identity';
import type { spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { openMail } from './queue-mail.ts';

const shown = 100;

/** What would have been sent, the newest first: for an instance without an SMTP server. */
export async function listOutbox(
  deps: { readonly db: SpokeDb; readonly sealer: Sealer },
  frame: MailFrame,
): Promise<spokeApi.OutboxMail[]> {
  const rows = await deps.db.withInstance('mail', (tx) =>
    tx.mailMessage.findMany({
      where: { state: { in: ['kept', 'queued'] } },
      orderBy: { createdAt: 'desc' },
      take: shown,
    }),
  );
  return rows.map((row) => {
    const { to, subject, text } = renderMail(openMail(deps.sealer, row), frame);
    return { id: row.id, kind: row.kind, to, subject, text, state: row.state, createdAt: row.createdAt.getTime() };
  });
}
