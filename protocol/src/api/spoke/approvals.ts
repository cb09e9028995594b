import { z } from 'zod';
import { NameToken, RunId } from '../../ids.ts';
import { PageQuery } from '../envelope.ts';

export const approvalStates = ['open', 'answered', 'timed_out', 'withdrawn'] as const;

/** What a run asked people. */
export const ApprovalView = z.object({
  id: z.uuid(),
  run: RunId,
  attempt: z.number().int(),
  /** Its name within the attempt. */
  request: z.string(),
  kind: z.enum(['permission', 'question', 'limit']),
  title: z.string(),
  detail: z.record(z.string(), z.json()),
  /** What can be answered; a question is answered by input to the run. */
  options: z.array(z.object({ option: z.string(), name: z.string(), kind: z.string() })),
  state: z.enum(approvalStates),
  option: z.string().nullable(),
  /** Who, as the signed command says; null where nobody did, or it is not known here. */
  answeredBy: z.record(z.string(), z.json()).nullable(),
  expiresAt: z.number().int().nullable(),
  createdAt: z.number().int(),
  endedAt: z.number().int().nullable(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

export const ApprovalsQuery = PageQuery.extend({ state: z.enum(approvalStates).optional(), run: RunId.optional() });

/** `POST /approvals/:id/answer`. */
export const AnswerApproval = z.strictObject({ option: NameToken });

/** `POST /kill-all`: every run of the workspace on this instance. */
export const KillAllRequest = z.strictObject({
  now: z.boolean().optional(),
  /** Refuses spawns from then on, until the lock is lifted. Default true. */
  lock: z.boolean().default(true),
});

/** `POST /instance/kill-all`: every run of every workspace. */
export const KillInstanceRequest = z.strictObject({
  now: z.boolean().optional(),
  /** The instance's name, so that nobody does it by mistake. */
  confirm: z.string().min(1).max(128),
});
export const KillAllTaken = z.object({ commandId: z.uuid(), lockedAt: z.number().int().nullable() });
export const InstanceKilled = z.object({ workspaces: z.number().int(), commands: z.array(z.uuid()) });
