import { z } from 'zod';
import {
  Counter,
  GrantId,
  InstanceId,
  Instant,
  MessageId,
  NameToken,
  PrincipalId,
  RunId,
  WorkspaceId,
} from '../ids.ts';
import { CommandBody, isOfWorkspace } from './command.ts';
import { EventsBody } from './events.ts';
import { GrantBody } from './grant.ts';
import { ReceiptBody } from './receipt.ts';

/** The person or service that acted, as the issuing instance names them. */
export const Actor = z.strictObject({
  kind: z.enum(['user', 'service', 'remote', 'system']),
  id: PrincipalId,
});
export type Actor = z.infer<typeof Actor>;

/** Fields that every signed message carries. Times are milliseconds since the epoch. */
const common = {
  v: z.literal(1),
  id: MessageId,
  iss: InstanceId,
  act: Actor.optional(),
  aud: InstanceId,
  /** The hub the issuer meant; a spoke refuses what came through another. */
  hub: InstanceId,
  iat: Instant,
  exp: Instant,
  seq: Counter.optional(),
  cor: MessageId.optional(),
  cau: MessageId.optional(),
  tp: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional(),
};

export const CommandMessage = z
  .strictObject({
    ...common,
    act: Actor,
    ws: WorkspaceId,
    agt: RunId.optional(),
    gen: Counter.optional(),
    idem: NameToken.optional(),
    grant: z.array(GrantId).max(8).optional(),
    body: CommandBody,
  })
  .refine((message) => isOfWorkspace(message.body.verb) || message.agt !== undefined, {
    message: 'agt is required for this verb',
    path: ['agt'],
  });
export type CommandMessage = z.infer<typeof CommandMessage>;

export const ReceiptMessage = z.strictObject({
  ...common,
  ws: WorkspaceId,
  agt: RunId.optional(),
  gen: Counter.optional(),
  body: ReceiptBody,
});
export type ReceiptMessage = z.infer<typeof ReceiptMessage>;

export const EventsMessage = z.strictObject({
  ...common,
  ws: WorkspaceId,
  agt: RunId,
  gen: Counter,
  body: EventsBody,
});
export type EventsMessage = z.infer<typeof EventsMessage>;

export const GrantMessage = z.strictObject({ ...common, act: Actor, ws: WorkspaceId, body: GrantBody });
export type GrantMessage = z.infer<typeof GrantMessage>;

/** What may travel in a `data` frame, by envelope kind. */
export const relayedKinds = {
  command: CommandMessage,
  receipt: ReceiptMessage,
  events: EventsMessage,
  grant: GrantMessage,
} as const;
export type RelayedKind = keyof typeof relayedKinds;
