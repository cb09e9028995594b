import { z } from 'zod';
import { InstanceId, MessageId, NameToken, RunId, WorkspaceId } from '../../ids.ts';
import { AgentSpawn } from '../../messages/command.ts';
import { eventTypes } from '../../messages/events.ts';
import { RunState, RunView } from '../../messages/run.ts';
import { PageQuery } from '../envelope.ts';

/** Where a command goes when not to this instance: another instance, and its workspace. Both or neither. */
const target = {
  target: InstanceId.optional(),
  targetWorkspace: WorkspaceId.optional(),
};
const bothOrNeither = (value: { target?: unknown; targetWorkspace?: unknown }): boolean =>
  (value.target === undefined) === (value.targetWorkspace === undefined);
const bothOrNeitherError = { message: 'target and targetWorkspace belong together', path: ['targetWorkspace'] };

/** `POST /runs`. `id` may be minted by the caller, so that a kill can precede the spawn. */
export const SpawnRequest = z
  .strictObject({
    ...AgentSpawn.omit({ verb: true }).shape,
    id: RunId.optional(),
    idem: NameToken.optional(),
    /** Milliseconds until the spawn may no longer be accepted. */
    lifetimeMs: z.number().int().min(1_000).max(86_400_000).optional(),
    ...target,
  })
  .refine(bothOrNeither, bothOrNeitherError);
export type SpawnRequest = z.infer<typeof SpawnRequest>;

/** `POST /runs/:id/kill`. With a target the run need not be known here yet. */
export const KillRequest = z
  .strictObject({ now: z.boolean().optional(), reason: z.string().max(1024).optional(), ...target })
  .refine(bothOrNeither, bothOrNeitherError);
export type KillRequest = z.infer<typeof KillRequest>;

export const InputRequest = z.strictObject({ text: z.string().min(1).max(32_768) });
export const ApproveRequest = z.strictObject({ request: NameToken, option: NameToken });

/** A run in this workspace's books: its own, or the mirror of one that runs on another instance. */
export const RunRecord = z.object({
  ...RunView.shape,
  instance: InstanceId,
  targetWorkspace: WorkspaceId.nullable(),
  issuer: InstanceId,
  desired: z.enum(['run', 'stop']),
  labels: z.record(z.string(), z.string()),
  createdBy: z.string().nullable(),
  commandId: z.string().nullable(),
  /** The run that started it; null where people or other instances did. */
  parentId: RunId.nullable(),
  /** At the top of its tree; its own id where nothing is above it. */
  rootId: RunId,
  /** Levels below the root. */
  depth: z.number().int(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** What a command answered with: the command is accepted (or on its way); its effect is read later. */
export const CommandTaken = z.object({ commandId: MessageId, runId: RunId.nullable(), run: RunRecord.nullable() });
export type CommandTaken = z.infer<typeof CommandTaken>;

export const RunsQuery = PageQuery.extend({
  state: RunState.optional(),
  /** Only runs that this one started. */
  parent: RunId.optional(),
  /** Only the tree that this run is the root of, itself included. */
  root: RunId.optional(),
});
export const RunEventsQuery = z.object({
  /** Events with a greater `seq` follow. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const RunEventView = z.object({
  seq: z.number().int(),
  at: z.number().int(),
  type: z.enum(eventTypes),
  data: z.record(z.string(), z.json()),
});
export const RunLogQuery = z.object({
  stream: z.enum(['stdout', 'stderr']).default('stdout'),
  attempt: z.coerce.number().int().min(1).optional(),
  /** First byte wanted. */
  offset: z.coerce.number().int().min(0).default(0),
  /** Bytes at most. */
  limit: z.coerce.number().int().min(1).max(1_048_576).default(65_536),
});

export const ArtifactView = z.object({
  id: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  createdAt: z.number().int(),
});
export type ArtifactView = z.infer<typeof ArtifactView>;
