import { z } from 'zod';
import { GrantId, InstanceId, Instant, NameToken } from '../ids.ts';

/** `agent.kill` covers the grantee's own runs; `agent.kill:any` covers every run of the workspace. */
export const grantableVerbs = [
  'agent.spawn',
  'agent.status',
  'agent.kill',
  'agent.kill:any',
  'agent.input',
  'agent.approve',
  'agent.kill_all',
] as const;
export const GrantableVerb = z.enum(grantableVerbs);
export type GrantableVerb = z.infer<typeof GrantableVerb>;

/** Signed by the target's grant key for the workspace's owner (`act`). One hop, attenuation only. */
export const GrantBody = z.strictObject({
  grant: GrantId,
  grantee: InstanceId,
  verbs: z.array(GrantableVerb).min(1).max(grantableVerbs.length),
  /** Agents of the catalogue the grantee may spawn; absent = every agent. */
  agents: z.array(NameToken).min(1).max(256).optional(),
  maxConcurrent: z.number().int().min(1).max(100_000).optional(),
  nbf: Instant,
  exp: Instant,
});
export type GrantBody = z.infer<typeof GrantBody>;
