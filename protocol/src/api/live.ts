import { z } from 'zod';
import { codeNames } from '../codes.ts';
import { Counter, Instant, NameToken } from '../ids.ts';

/**
 * Frames of the live socket: one JSON object a text frame, `t` says which. See docs/live.md.
 * A topic's events are numbered without a gap; a number means something only together with its epoch.
 */

/** `runs`, `runs/<id>/events`, … */
export const LiveTopic = z.string().regex(/^[a-z0-9_-]{1,64}(?:\/[a-z0-9_-]{1,64}){0,3}$/);

/** The client's own mark; comes back in what answers the frame. */
const id = NameToken.optional();
const topic = LiveTopic;
/** Which numbering: another one where the server forgot what it had sent. */
const epoch = z.string().min(1).max(64);
/** Of the last event seen; 0 = none yet. */
const seq = Counter;

/** Whoever says so is also sent `events`: a browser takes 50,000 events one by one in 5 s, in frames of 500 in 0.7 s. */
const many = z.boolean().optional();

/** From the client. */
export const LiveClientFrame = z.discriminatedUnion('t', [
  /** What happens from now on. */
  z.strictObject({ t: z.literal('subscribe'), id, topic, many }),
  /** What happened after the last event seen, and from now on. */
  z.strictObject({ t: z.literal('resume'), id, topic, epoch, seq, many }),
  z.strictObject({ t: z.literal('unsubscribe'), id, topic }),
  z.strictObject({ t: z.literal('ping'), id }),
]);
export type LiveClientFrame = z.infer<typeof LiveClientFrame>;

const event = { seq, at: Instant, type: z.string(), data: z.record(z.string(), z.json()) };

/** From the server. */
export const LiveServerFrame = z.discriminatedUnion('t', [
  /** Once, first: as whom the socket acts, and where, until it closes. */
  z.strictObject({
    t: z.literal('welcome'),
    v: z.literal(1),
    principalId: z.string(),
    workspaceId: z.string().nullable(),
    limits: z.strictObject({
      topicsPerSocket: Counter,
      frameMaxBytes: Counter,
      framesPerSecond: Counter,
      heartbeatIntervalMs: Counter,
    }),
  }),
  /** Events with greater numbers follow. */
  z.strictObject({ t: z.literal('subscribed'), id, topic, epoch, seq }),
  /** The same, but what came before is not known here any more: read the whole anew, then go on from here. */
  z.strictObject({ t: z.literal('snapshot'), id, topic, epoch, seq }),
  z.strictObject({ t: z.literal('event'), topic, ...event }),
  /** The next numbers, in order. Only for who asked with `many`. */
  z.strictObject({ t: z.literal('events'), topic, events: z.array(z.strictObject(event)).min(2) }),
  /** Nothing will follow: the run has ended and everything was sent. */
  z.strictObject({ t: z.literal('end'), topic }),
  z.strictObject({ t: z.literal('unsubscribed'), id, topic }),
  /** The subscription is over, because what it needs is not held any more or its thing is gone. */
  z.strictObject({ t: z.literal('dropped'), topic, code: z.enum(codeNames) }),
  /** A frame was refused; the socket stays open. */
  z.strictObject({
    t: z.literal('error'),
    id,
    topic: topic.optional(),
    code: z.enum(codeNames),
    message: z.string(),
  }),
  z.strictObject({ t: z.literal('pong'), id }),
]);
export type LiveServerFrame = z.infer<typeof LiveServerFrame>;
