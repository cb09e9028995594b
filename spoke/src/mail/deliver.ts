import { decideDelivery, renderMail, type MailFrame, type MailTransport, type Sealer } from '@wheelhouse/identity';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import { openMail } from './queue-mail.ts';

export interface DeliverDeps {
  readonly db: SpokeDb;
  readonly sealer: Sealer;
  /** Null = no SMTP server: mail is kept for the development outbox. */
  readonly transport: MailTransport | null;
  frame(): MailFrame;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Due {
  readonly id: string;
  readonly kind: string;
  readonly sealed: Uint8Array;
  readonly attempts: number;
}

const perRound = 20;
/** While one process sends a mail, another leaves it alone; longer than an SMTP attempt may take. */
const leaseMs = 120_000;

/** Sends what is due; returns how many it looked at. A mail is sent at least once: a crash after sending sends it again. */
export async function deliverDue(deps: DeliverDeps): Promise<number> {
  if (deps.transport === null) return keepAll(deps);
  const due = await lease(deps);
  for (const row of due) await deliver(deps, deps.transport, row);
  return due.length;
}

async function keepAll({ db }: DeliverDeps): Promise<number> {
  const { count } = await db.withInstance('mail', (tx) =>
    tx.mailMessage.updateMany({ where: { state: 'queued' }, data: { state: 'kept' } }),
  );
  return count;
}

/** Takes due rows for this process, a try counted with it, so that a mail that crashes its sender does not do so for ever. */
function lease({ db, now }: DeliverDeps): Promise<Due[]> {
  const at = new Date(now());
  const until = new Date(now() + leaseMs);
  return db.withInstance(
    'mail',
    (tx) => tx.$queryRaw<Due[]>`
      UPDATE mail_messages SET available_at = ${until}, attempts = attempts + 1
      WHERE id IN (SELECT id FROM mail_messages WHERE state = 'queued' AND available_at <= ${at}
        ORDER BY available_at, created_at LIMIT ${perRound} FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, sealed, attempts`,
  );
}

async function deliver(deps: DeliverDeps, transport: MailTransport, row: Due): Promise<void> {
  const { db, sealer, logger, now } = deps;
  const frame = deps.frame();
  try {
    const mail = openMail(sealer, { ...row, sealed: new Uint8Array(row.sealed) });
    await transport.send(renderMail(mail, frame), `<${row.id}@${new URL(frame.publicUrl).hostname}>`);
  } catch (error) {
    const next = decideDelivery(row.attempts, error);
    logger.warn(
      { event: 'mail_not_sent', kind: row.kind, attempt: row.attempts, state: next.state },
      'a mail was not taken',
    );
    const availableAt = next.state === 'queued' ? { availableAt: new Date(now() + next.waitMs) } : {};
    await set(db, row.id, { state: next.state, lastError: briefly(error), ...availableAt });
    return;
  }
  await set(db, row.id, { state: 'sent', sentAt: new Date(now()), lastError: null });
}

function set(db: SpokeDb, id: string, data: object): Promise<unknown> {
  return db.withInstance('mail', (tx) => tx.mailMessage.updateMany({ where: { id, state: 'queued' }, data }));
}

/** Servers quote the address in their refusals: only the kind of failure is kept. */
function briefly(error: unknown): string {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  const parts = [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number');
  return parts.length === 0 ? 'unknown' : parts.join(' ');
}
