import { z } from 'zod';

export const AuditView = z.object({
  id: z.string(),
  at: z.number().int(),
  actorKind: z.string(),
  actorId: z.string(),
  action: z.string(),
  resourceKind: z.string().nullable(),
  resourceId: z.string().nullable(),
  verdict: z.string(),
  code: z.string().nullable(),
  envelopeSha256: z.string().nullable(),
  grantId: z.string().nullable(),
  policyRevision: z.number().int().nullable(),
  requestId: z.string().nullable(),
});
export type AuditView = z.infer<typeof AuditView>;
