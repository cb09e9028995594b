import { limits, type Code, type WorkspaceId } from '@wheelhouse/protocol';
import type { Prisma, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { OpenedCommand } from './arrival.ts';

export interface LedgerEntry {
  readonly opened: OpenedCommand;
  readonly verdict: 'accepted' | 'rejected';
  readonly code: Code | null;
  readonly receipt: string;
  readonly workspaceId: WorkspaceId | null;
}

export interface ReceiptEntry {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
  readonly commandId: string;
  readonly status: string;
  readonly envelope: string;
}

/** Rows that no decision reads again: kept until all commands of a round are decided, then written a table at a time. */
export class Book {
  readonly #ledger: Prisma.IntakeCreateManyInput[] = [];
  readonly #receipts: Prisma.ReceiptCreateManyInput[] = [];
  readonly #owed: Prisma.LinkOutboxCreateManyInput[] = [];
  readonly #audit: Prisma.AuditLogCreateManyInput[] = [];

  addLedger({ opened, ...verdict }: LedgerEntry): void {
    const { message, sha256 } = opened;
    const exp = new Date(Math.min(message.exp, message.iat + limits.commandMaxLifetimeMs));
    this.#ledger.push({ iss: message.iss, id: message.id, sha256, exp, ...verdict });
  }

  addReceipt(entry: ReceiptEntry): void {
    this.#receipts.push({ ...entry, direction: 'out' });
  }

  /** Queues a receipt for the link. Without a workspace its bytes are the ledger's, found by issuer and command. */
  oweReceipt({ message }: OpenedCommand, messageId: string, workspaceId: WorkspaceId | null): void {
    this.#owed.push({ workspaceId, kind: 'receipt', refId: message.id, messageId, target: message.iss });
  }

  addAudit(row: Prisma.AuditLogCreateManyInput): void {
    this.#audit.push(row);
  }

  /** @throws a unique violation where another transaction was first; see `isUniqueViolation` */
  async write(tx: SpokeTx): Promise<void> {
    if (this.#ledger.length > 0) await tx.intake.createMany({ data: this.#ledger });
    if (this.#receipts.length > 0) await tx.receipt.createMany({ data: this.#receipts });
    if (this.#owed.length > 0) await tx.linkOutbox.createMany({ data: this.#owed });
    if (this.#audit.length > 0) await tx.auditLog.createMany({ data: this.#audit });
  }
}
