import { z } from 'zod';
import { codeNames } from '../codes.ts';
import { MessageId } from '../ids.ts';
import { RunView } from './run.ts';

export const receiptStatuses = [
  'accepted',
  'rejected',
  'started',
  'progress',
  'completed',
  'expired_undelivered',
] as const;
export const ReceiptStatus = z.enum(receiptStatuses);
export type ReceiptStatus = z.infer<typeof ReceiptStatus>;

/** How the command itself ended; the run it concerns has a state of its own. */
export const CommandOutcome = z.enum(['succeeded', 'failed', 'cancelled']);
export type CommandOutcome = z.infer<typeof CommandOutcome>;

/** Signed by the target spoke (the hub signs only `expired_undelivered`). */
export const ReceiptBody = z.strictObject({
  command: MessageId,
  /** SHA-256 of the command's payload bytes, hex: binds the receipt to what was asked. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  status: ReceiptStatus,
  outcome: CommandOutcome.optional(),
  code: z.enum(codeNames).optional(),
  message: z.string().max(2048).optional(),
  run: RunView.optional(),
});
export type ReceiptBody = z.infer<typeof ReceiptBody>;
