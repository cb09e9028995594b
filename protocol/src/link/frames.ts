import { z } from 'zod';
import { codeNames } from '../codes.ts';
import { Counter, InstanceId, MessageId, NameToken, RunId, WorkspaceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { RunState } from '../messages/run.ts';

const offset = z.number().int().min(0);
const text64 = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);

/** Where a direction of the link stands: messages up to `offset` of `epoch` are durably stored by the reader. */
export const Position = z.strictObject({ epoch: NameToken, offset });
export type Position = z.infer<typeof Position>;

export const Hello = z.strictObject({
  t: z.literal('hello'),
  versions: z.array(z.number().int()).min(1).max(16),
  caps: z.array(NameToken).max(64),
  instance: InstanceId,
  keyid: z.string().max(64),
  nonce: text64,
  /** The URL the spoke dialled, so that a relayed handshake does not verify. */
  origin: z.string().max(512),
  bootId: NameToken,
  bootCount: Counter,
  /** What the spoke has stored of the hub's messages (`down`) and its own sending epoch (`up`). */
  resume: z.strictObject({ down: Position, up: Position }),
});
export const Challenge = z.strictObject({
  t: z.literal('challenge'),
  version: z.number().int(),
  caps: z.array(NameToken).max(64),
  hub: InstanceId,
  keyid: z.string().max(64),
  nonce: text64,
  time: z.number().int(),
  limits: z.strictObject({
    frameMaxBytes: z.number().int(),
    envelopeMaxBytes: z.number().int(),
    windowUpMessages: z.number().int(),
    windowDownMessages: z.number().int(),
  }),
  /** Hub's signature over SHA-256 of `hello` and this frame without `sig`. */
  sig: text64,
});
export const Auth = z.strictObject({ t: z.literal('auth'), sig: text64 });
export const Welcome = z.strictObject({
  t: z.literal('welcome'),
  session: NameToken,
  connGen: z.number().int().min(1),
  resumed: z.strictObject({ down: z.boolean(), up: z.boolean() }),
  /** Down: first offset the hub will send next minus one. Up: what the hub has stored of the spoke's messages. */
  start: z.strictObject({ down: Position, up: Position }),
  heartbeatMs: z.number().int().min(100),
  policyRevision: Counter,
});
export const Reject = z.strictObject({ t: z.literal('reject'), code: z.enum(codeNames) });

/** Routing hints only: the hub refuses a frame whose hints differ from the signed fields; a spoke ignores them. */
export const RoutingHints = z.strictObject({
  to: InstanceId,
  from: InstanceId,
  id: MessageId,
  kind: NameToken,
  ws: WorkspaceId.optional(),
  lane: z.enum(['ctl', 'run']).optional(),
  exp: z.number().int().optional(),
});
export type RoutingHints = z.infer<typeof RoutingHints>;

const reliable = { n: z.number().int().min(1), e: NameToken };
/** `env` is the envelope's JSON text, relayed and stored as these exact characters. */
export const Data = z.strictObject({
  t: z.literal('data'),
  ...reliable,
  h: RoutingHints,
  env: z.string().max(limits.envelopeMaxBytes),
});
export const Inventory = z.strictObject({
  t: z.literal('inventory'),
  ...reliable,
  runs: z.array(z.strictObject({ agt: RunId, gen: Counter, state: RunState })).max(10_000),
});
export const Sync = z.strictObject({ t: z.literal('sync'), ...reliable, reason: NameToken });

export const connectionStates = ['pending', 'active', 'suspended', 'disconnected'] as const;
export const ConnectionState = z.enum(connectionStates);
export type ConnectionState = z.infer<typeof ConnectionState>;
export const PolicyConnection = z.strictObject({
  connection: z.uuid(),
  peer: InstanceId,
  name: z.string().max(128),
  state: ConnectionState,
  /** The peer's keyset document (envelope text), which the spoke checks against its own pin. */
  keyset: z.string().max(limits.envelopeMaxBytes),
});
export const Policy = z.strictObject({
  t: z.literal('policy'),
  ...reliable,
  revision: Counter,
  instance: z.enum(['active', 'suspended', 'revoked']),
  connections: z.array(PolicyConnection).max(1000),
});

export const Ack = z.strictObject({ t: z.literal('ack'), e: NameToken, n: offset, credit: z.number().int().min(0) });
export const Nack = z.strictObject({
  t: z.literal('nack'),
  e: NameToken,
  n: z.number().int().min(1),
  id: MessageId.optional(),
  code: z.enum(codeNames),
});
export const Ping = z.strictObject({ t: z.literal('ping'), at: z.number().int() });
export const Pong = z.strictObject({ t: z.literal('pong'), at: z.number().int() });
export const Drain = z.strictObject({ t: z.literal('drain'), afterMs: z.number().int().min(0) });
export const Eph = z.strictObject({ t: z.literal('eph'), topic: NameToken, data: z.json() });
export const ErrorFrame = z.strictObject({
  t: z.literal('error'),
  code: z.enum(codeNames),
  message: z.string().max(512).optional(),
});
export const Bye = z.strictObject({ t: z.literal('bye'), code: z.number().int() });

export const Frame = z.discriminatedUnion('t', [
  Hello,
  Challenge,
  Auth,
  Welcome,
  Reject,
  Data,
  Inventory,
  Sync,
  Policy,
  Ack,
  Nack,
  Ping,
  Pong,
  Drain,
  Eph,
  ErrorFrame,
  Bye,
]);
export type Frame = z.infer<typeof Frame>;
export type FrameOf<T extends Frame['t']> = Extract<Frame, { t: T }>;
