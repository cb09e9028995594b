import { z } from 'zod';

const Count = z.number().int();

/** `GET /system`: how the hub itself is. Times are milliseconds since the epoch. */
export const SystemView = z.object({
  version: z.string(),
  startedAt: z.number().int(),
  policyRevision: Count,
  /** Of this node. */
  links: Count,
  relay: z.object({
    /** How long messages have been coming in of which none was stored; 0 = all is well. */
    stalledForMs: Count,
    /** Commands that have not ended, by state. */
    commands: z.record(z.string(), Count),
    /** What could not be put into a mailbox, or ran out there. */
    deadLetters: Count,
  }),
  /** What waits for instances, over all of them. */
  mailboxes: z.object({ messages: Count, bytes: Count, oldestForMs: Count }),
  audit: z.object({
    /** Rows that are not in the chain yet. */
    pending: Count,
    /** The newest signed head; null where none was signed yet. */
    head: z.object({ seq: Count, at: z.number().int() }).nullable(),
  }),
});
export type SystemView = z.infer<typeof SystemView>;
