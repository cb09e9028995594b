import { z } from 'zod';
import { codeNames } from '../../codes.ts';

/** One decision of the hub, append-only. Times are milliseconds since the epoch. */
export const HubAuditView = z.object({
  /** Rising; a decimal string because it may pass 2^53. */
  id: z.string(),
  at: z.number().int(),
  actor: z.string(),
  action: z.string(),
  resource: z.string().nullable(),
  verdict: z.enum(['allowed', 'refused']),
  code: z.enum(codeNames).nullable(),
  envelopeSha256: z.string().nullable(),
  policyRevision: z.number().int().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type HubAuditView = z.infer<typeof HubAuditView>;
