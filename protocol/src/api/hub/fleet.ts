import { z } from 'zod';
import { codeNames } from '../../codes.ts';
import { InstanceId, MessageId, RunId, WorkspaceId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { RunEvent } from '../../messages/events.ts';
import { ReceiptStatus } from '../../messages/receipt.ts';
import { RunState, RunView } from '../../messages/run.ts';
import { Actor } from '../../messages/signed.ts';
import { PageQuery } from '../envelope.ts';
import { Liveness } from './instances.ts';

/** `POST /fleet/commands`: one command that the hub console's key signed. The same bytes again change nothing. */
export const PostFleetCommand = z.strictObject({ envelope: z.string().min(2).max(limits.envelopeMaxBytes) });
export type PostFleetCommand = z.infer<typeof PostFleetCommand>;

/** The hub's log of one command. Times are milliseconds since the epoch. */
export const FleetCommandView = z.object({
  iss: InstanceId,
  id: MessageId,
  aud: InstanceId,
  workspaceId: WorkspaceId,
  verb: z.string(),
  agt: RunId.nullable(),
  act: Actor,
  /** Of the payload bytes, hex. */
  sha256: z.string(),
  state: z.string(),
  code: z.enum(codeNames).nullable(),
  exp: z.number().int(),
  receivedAt: z.number().int(),
  forwardedAt: z.number().int().nullable(),
  acceptedAt: z.number().int().nullable(),
  startedAt: z.number().int().nullable(),
  endedAt: z.number().int().nullable(),
});
export type FleetCommandView = z.infer<typeof FleetCommandView>;

export const FleetReceiptView = z.object({
  id: MessageId,
  iss: InstanceId,
  status: ReceiptStatus,
  /** True where it came after another terminal result, which stands. */
  late: z.boolean(),
  /** The signed envelope, exactly as it was signed. */
  envelope: z.string(),
  receivedAt: z.number().int(),
});
export type FleetReceiptView = z.infer<typeof FleetReceiptView>;

/** `GET /fleet/commands/:id` (also with `?iss=`, where two issuers used one id). */
export const FleetCommandDetail = z.object({
  ...FleetCommandView.shape,
  envelope: z.string(),
  receipts: z.array(FleetReceiptView),
});
export type FleetCommandDetail = z.infer<typeof FleetCommandDetail>;

export const FleetCommandsQuery = PageQuery.extend({
  agt: RunId.optional(),
  aud: InstanceId.optional(),
  iss: InstanceId.optional(),
});
export const FleetCommandQuery = z.object({ iss: InstanceId.optional() });

/** Last known state of a run, unsigned and as old as `asOf` says; a signed `agent.status` asks the spoke itself. */
export const FleetRunView = z.object({
  id: RunId,
  instanceId: InstanceId,
  workspaceId: WorkspaceId,
  issuer: InstanceId,
  agent: z.string(),
  state: RunState,
  code: z.enum(codeNames).nullable(),
  gen: z.number().int(),
  lastSeq: z.number().int(),
  /** The newest view that the spoke signed, where there is one. */
  view: RunView.nullable(),
  asOf: z.number().int(),
  link: Liveness,
});
export type FleetRunView = z.infer<typeof FleetRunView>;

export const FleetRunsQuery = PageQuery.extend({
  instance: InstanceId.optional(),
  workspace: WorkspaceId.optional(),
  state: RunState.optional(),
});

/** `GET /fleet/runs/:id/events?after=<seq>`: in order, at most `limit`. */
export const FleetEventsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const FleetRunEvent = RunEvent;

/** `GET /fleet`: the fleet at a glance. */
export const FleetView = z.object({
  hub: InstanceId,
  policyRevision: z.number().int(),
  instances: z.object({ total: z.number().int(), active: z.number().int(), live: z.number().int() }),
  commands: z.object({ open: z.number().int() }),
  runs: z.object({ open: z.number().int() }),
});
export type FleetView = z.infer<typeof FleetView>;
