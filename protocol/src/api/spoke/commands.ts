import { z } from 'zod';
import { codeNames } from '../../codes.ts';
import { InstanceId, MessageId, RunId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { RunView } from '../../messages/run.ts';
import { ReceiptStatus } from '../../messages/receipt.ts';
import { commandStates } from '../../states/command.ts';
import { PageQuery } from '../envelope.ts';

export const ReceiptView = z.object({
  id: MessageId,
  status: ReceiptStatus,
  /** True where it came after another terminal result, which stands. */
  late: z.boolean(),
  /** The signed envelope, exactly as it was signed. */
  envelope: z.string(),
  at: z.number().int(),
});

export const CommandView = z.object({
  id: MessageId,
  direction: z.enum(['in', 'out']),
  iss: InstanceId,
  aud: InstanceId,
  verb: z.string(),
  agt: RunId.nullable(),
  state: z.enum(commandStates),
  code: z.enum(codeNames).nullable(),
  message: z.string().nullable(),
  result: RunView.nullable(),
  sha256: z.string(),
  createdAt: z.number().int(),
  acceptedAt: z.number().int().nullable(),
  startedAt: z.number().int().nullable(),
  endedAt: z.number().int().nullable(),
});
export type CommandView = z.infer<typeof CommandView>;

/** `GET /commands/:id`. */
export const CommandDetail = z.object({ ...CommandView.shape, envelope: z.string(), receipts: z.array(ReceiptView) });
export type CommandDetail = z.infer<typeof CommandDetail>;

export const CommandsQuery = PageQuery.extend({ agt: RunId.optional() });

/** `POST /commands/envelope`: bytes that this instance's own command key signed, relayed unchanged. */
export const RelayEnvelope = z.strictObject({ envelope: z.string().min(2).max(limits.envelopeMaxBytes) });
