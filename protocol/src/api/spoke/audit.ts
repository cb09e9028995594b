import { z } from 'zod';
import { PageQuery } from '../envelope.ts';
import { Instant } from '../../ids.ts';

/** One row of an audit log. Times are milliseconds since the epoch. */
export const AuditView = z.object({
  id: z.string(),
  at: z.number().int(),
  actorKind: z.string(),
  /** Null where nobody had proved who they are. */
  actorId: z.string().nullable(),
  /** `resource.action`, or method and path. */
  action: z.string(),
  resourceKind: z.string().nullable(),
  resourceId: z.string().nullable(),
  verdict: z.string(),
  code: z.string().nullable(),
  requestId: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** Of the command that was decided. Workspaces only, like the next two. */
  envelopeSha256: z.string().nullable().optional(),
  grantId: z.string().nullable().optional(),
  policyRevision: z.number().int().nullable().optional(),
});
export type AuditView = z.infer<typeof AuditView>;

/** No NUL: the export's own row keeps what was asked for, and no text of the store can hold one. */
const text = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\0]*$/, 'must not have NUL');
const instant = z.coerce.number().pipe(Instant);

/** What rows are chosen by; all that is given must hold. */
export const AuditFilter = z.object({
  /** Id of a user, service account or instance. */
  actor: z.uuid().optional(),
  /** Exact, or with a `*` at the end. */
  action: text.optional(),
  /** A kind, or `kind:id`. */
  resource: text.optional(),
  verdict: z.enum(['accepted', 'rejected']).optional(),
  code: text.optional(),
  requestId: text.optional(),
  /** Milliseconds since the epoch, inclusive. */
  from: instant.optional(),
  /** Exclusive. */
  to: instant.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Newest first. */
export const AuditQuery = AuditFilter.extend(PageQuery.shape);
export type AuditQuery = z.infer<typeof AuditQuery>;

/** A file that `wheelhouse audit verify` checks offline. With a filter, the rows it leaves out are withheld. */
export const AuditExportQuery = AuditFilter.extend({ format: z.enum(['jsonl', 'csv']).default('jsonl') });
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

/** A signed head of a chain. Keep it: it shows later that nothing before it is gone. */
export const AuditCheckpointView = z.object({
  seq: z.number().int(),
  at: z.number().int(),
  envelope: z.string(),
});
export type AuditCheckpointView = z.infer<typeof AuditCheckpointView>;
