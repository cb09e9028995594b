import { z } from 'zod';
import { InstanceId } from '../../ids.ts';
import { Containment, Filesystem } from '../../messages/run.ts';

export const linkStates = ['not_joined', 'idle', 'dialling', 'proving', 'live', 'backoff', 'stopped'] as const;
export const LinkStateName = z.enum(linkStates);
export type LinkStateName = z.infer<typeof LinkStateName>;

/** Where the link with the hub stands. Times are milliseconds since the epoch. */
export const LinkView = z.object({
  state: LinkStateName,
  hub: z.object({ id: InstanceId, url: z.string(), fingerprint: z.string() }).nullable(),
  since: z.number().int().nullable(),
  /** Since when the hub is not reached, through all that was tried; null while it is, and where there is none. */
  awaySince: z.number().int().nullable(),
  /** Why the last session ended, or why no more are tried. */
  lastReason: z.string().nullable(),
  policyRevision: z.number().int(),
  policyAt: z.number().int().nullable(),
  /** How the hub counts this instance: active, suspended, revoked; null before its first word. */
  instanceState: z.string().nullable(),
  /** Messages that the hub has not acknowledged yet. */
  owed: z.number().int(),
});
export type LinkView = z.infer<typeof LinkView>;

/** A kind of agent, and whether an orchestrator's machine can run it. */
export const RuntimeView = z.object({
  name: z.string(),
  available: z.boolean(),
  version: z.string().nullable(),
  /** Where it was found, or why not and what to do. */
  detail: z.string().nullable(),
});
export type RuntimeView = z.infer<typeof RuntimeView>;

export const OrchestratorView = z.object({
  id: z.uuid(),
  hostname: z.string(),
  state: z.string(),
  heartbeatAt: z.number().int(),
  containment: Containment.nullable(),
  filesystem: Filesystem.nullable(),
  /** As its machine was when it started. */
  runtimes: z.array(RuntimeView),
});

/** `GET /instance`. */
export const InstanceView = z.object({
  id: InstanceId,
  name: z.string(),
  fingerprint: z.string(),
  version: z.string(),
  link: LinkView,
  orchestrators: z.array(OrchestratorView),
  queue: z
    .object({ driver: z.string(), ok: z.boolean(), reason: z.string().optional(), waiting: z.number().int() })
    .nullable(),
});
export type InstanceView = z.infer<typeof InstanceView>;
