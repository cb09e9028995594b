import { z } from 'zod';
import { codeNames } from '../../codes.ts';
import { InstanceId, MessageId, WorkspaceId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { Liveness } from './instances.ts';

/** Workspaces that one request can stop: with the largest envelopes that is what one body holds. */
const atOnce = 500;

const Envelopes = z.array(z.string().min(2).max(limits.envelopeMaxBytes)).max(atOnce);

/** `POST /fleet/kill-all`: spawns are held at the hub, then the signed commands go out. The same id again adds commands. */
export const StopFleet = z.strictObject({
  /** Chosen by who asks (UUIDv7), so that asking again after a broken connection is asking once. */
  id: MessageId,
  /** The hub's name: nobody stops a fleet by a slip. */
  confirm: z.string().max(128),
  reason: z.string().max(1024).optional(),
  /** Relay no spawn until that is lifted. Default true. */
  lock: z.boolean().default(true),
  /** `agent.kill_all`, one for each workspace, signed by a console's key. */
  envelopes: Envelopes,
});
export type StopFleet = z.infer<typeof StopFleet>;

/** `POST /fleet/unlock`: spawns are relayed again, and the signed `agent.unlock` commands go out. */
export const UnlockFleet = z.strictObject({ envelopes: Envelopes.default([]) });
export const FleetUnlocked = z.object({
  /** Kill-alls that were lifted. */
  lifted: z.number().int(),
  commands: z.array(
    z.object({ id: MessageId, aud: InstanceId, workspaceId: WorkspaceId, code: z.enum(codeNames).nullable() }),
  ),
});
export type FleetUnlocked = z.infer<typeof FleetUnlocked>;

/** One workspace of a kill-all. */
export const FleetStopTarget = z.object({
  instanceId: InstanceId,
  instanceName: z.string(),
  workspaceId: WorkspaceId,
  command: MessageId,
  /** Of the command; `refused` where the hub did not take it. */
  state: z.string(),
  code: z.enum(codeNames).nullable(),
  /** The instance's own words: how many runs ended, and how many processes are left. */
  message: z.string().nullable(),
  /** Runs there that are not known to have ended. */
  openRuns: z.number().int(),
  link: Liveness,
});
export type FleetStopTarget = z.infer<typeof FleetStopTarget>;

/** Times are milliseconds since the epoch. */
export const FleetStopView = z.object({
  id: MessageId,
  at: z.number().int(),
  actor: z.string(),
  reason: z.string().nullable(),
  lock: z.boolean(),
  liftedAt: z.number().int().nullable(),
  liftedBy: z.string().nullable(),
  /** Every command has ended, one way or another. */
  isOver: z.boolean(),
  targets: z.array(FleetStopTarget),
});
export type FleetStopView = z.infer<typeof FleetStopView>;

/** `GET /fleet/kill-all`: whether spawns are held, and the newest kill-alls. */
export const FleetStops = z.object({ isHeld: z.boolean(), stops: z.array(FleetStopView) });
export type FleetStops = z.infer<typeof FleetStops>;
