/** Websocket close codes. 4000 to 4499: reconnect. 4500 to 4999: do not. */
export const closeCodes = {
  GOING_AWAY: 4000,
  DRAIN: 4001,
  SLOW_CONSUMER: 4008,
  SUPERSEDED: 4009,
  HEARTBEAT_LOST: 4010,
  RESYNC_REQUIRED: 4011,
  RATE_LIMITED: 4029,
  AUTH_FAILED: 4500,
  VERSION_UNSUPPORTED: 4501,
  PROTOCOL_ERROR: 4502,
  REVOKED: 4503,
  KEY_CHANGED: 4504,
  QUARANTINED: 4505,
  NOT_A_MEMBER: 4506,
} as const;
export type CloseName = keyof typeof closeCodes;

/** True where a spoke should dial again after this close code; unknown codes count as passing faults. */
export function isRetryableClose(code: number): boolean {
  return code < 4500 || code > 4999;
}

interface CodeEntry {
  /** HTTP status where the code leaves through an API. */
  readonly status: number;
  readonly retryable: boolean;
  /** What happened, for people. */
  readonly meaning: string;
  /** What to do about it, for people. */
  readonly remedy: string;
}

const entry = (status: number, retryable: boolean, meaning: string, remedy: string): CodeEntry => ({
  status,
  retryable,
  meaning,
  remedy,
});

/** Application codes: the compatibility promise. A code is never reused for something else. */
export const codes = {
  EXPIRED: entry(410, false, 'the message arrived after its expiry', 'issue it again with a new id'),
  NOT_AUTHORIZED: entry(
    404,
    false,
    'no grant, connection or role covers this, or it does not exist',
    'ask the owner of the workspace for a grant',
  ),
  SIGNATURE_INVALID: entry(
    400,
    false,
    'the signature does not hold for these bytes',
    'sign the exact bytes that are sent',
  ),
  KEY_UNKNOWN: entry(400, false, 'no pinned key has this key id', 'exchange keysets and compare fingerprints'),
  KEY_REVOKED: entry(400, false, 'the key was revoked', 'sign with the current key'),
  ID_REUSED: entry(409, false, 'this id was used for other bytes', 'mint a new id for every message'),
  AUDIENCE_MISMATCH: entry(
    400,
    false,
    'the message is addressed to another instance',
    'address it to the instance that shall act',
  ),
  HUB_MISMATCH: entry(400, false, 'the message names another hub', 'send it through the hub it names'),
  STALE_GENERATION: entry(409, false, 'the run is on a newer generation', 'read the status and decide again'),
  CONFLICT: entry(409, false, 'something with this identity exists', 'use it, or choose another key'),
  PRECONDITION: entry(412, false, 'a stated precondition does not hold', 'read the current state and decide again'),
  RATE_LIMITED: entry(429, true, 'too many requests', 'wait as Retry-After says'),
  QUOTA: entry(429, false, 'a quota is used up', 'raise the quota or end something'),
  MAILBOX_FULL: entry(503, true, 'the target is offline and its mailbox is full', 'wait until it is back'),
  BUSY: entry(503, true, 'there is no room to do this now', 'try again later'),
  AGENT_UNKNOWN: entry(404, false, 'no such agent or run', 'list the agents or runs of the workspace'),
  ALREADY_TERMINAL: entry(409, false, 'the run has ended', 'nothing is left to do'),
  UNSUPPORTED: entry(400, false, 'this instance cannot do that', 'see its capabilities'),
  INVALID: entry(400, false, 'the input is not valid', 'mend what details names'),
  TOO_LARGE: entry(413, false, 'the input is over a size limit', 'send less'),
  LOCKED: entry(423, false, 'the instance or workspace is locked', 'lift the lock first'),
  CANCELLED_BEFORE_START: entry(409, false, 'it was killed before it started', 'spawn again if it is still wanted'),
  EXPIRED_UNDELIVERED: entry(410, false, 'it expired before the target came back', 'issue it again with a new id'),
  LOST: entry(503, true, 'the instance that ran it has been gone for too long', 'check that instance'),
  UNAVAILABLE: entry(503, true, 'a part this needs is down', 'try again; see /readyz'),
  INTERNAL: entry(500, true, 'an unexpected fault', 'report the request id'),
  UNAUTHENTICATED: entry(401, false, 'no valid credential', 'send an API key as a bearer token'),
  ORIGIN_REFUSED: entry(403, false, 'a page of another site may not do this', 'use the address of this instance'),
  TLS_REQUIRED: entry(
    403,
    false,
    'plain HTTP is answered on this machine only',
    'use HTTPS, or allow plain HTTP by WH_INSECURE_HTTP',
  ),
  NOT_FOUND: entry(404, false, 'no such thing', 'check the id'),
  CONTAINMENT_REQUIRED: entry(
    412,
    false,
    'this machine cannot contain agents as the policy demands',
    'install bubblewrap, or relax the policy by name',
  ),
  MODEL_REQUIRED: entry(
    412,
    false,
    'a plain-language prompt needs a model endpoint',
    'configure one, or send task steps',
  ),
  ORCHESTRATOR_LOST: entry(503, false, 'the orchestrator that ran it died', 'spawn again'),
  KILL_INCOMPLETE: entry(
    500,
    true,
    'some processes survived the kill; it is tried again',
    'look at the survivors on that machine',
  ),
  START_FAILED: entry(500, false, 'the agent could not be started', 'see the message and the log'),
  EXIT_NONZERO: entry(200, false, 'the agent ended with an error', 'see its log'),
  LIMIT_WALL: entry(200, false, 'the wall-clock limit was reached', 'raise limits.wallMs'),
  LIMIT_IDLE: entry(200, false, 'the idle limit was reached', 'raise limits.idleMs'),
  LIMIT_OUTPUT: entry(200, false, 'the output limit was reached', 'raise limits.outputBytes'),
  LIMIT_QUEUE_TIME: entry(200, false, 'it waited too long to start', 'raise limits.queueMs or the concurrency'),
  LIMIT_TOKENS: entry(200, false, 'the token limit was reached', 'raise limits.tokens'),
  LIMIT_COST: entry(200, false, 'the budget is used up', 'raise limits.costMicros'),
  LIMIT_TURNS: entry(200, false, 'the limit of turns was reached', 'raise limits.turns'),
  LIMIT_MEMORY: entry(200, false, 'the memory limit was reached', 'raise limits.memoryBytes'),
  LIMIT_PROCESSES: entry(200, false, 'the process limit was reached', 'raise limits.processes'),
  LIMIT_DISK: entry(200, false, 'the disk limit was reached', 'raise limits.diskBytes'),
  LIMIT_FILES: entry(200, false, 'the limit of open files was reached', 'raise limits.openFiles'),
  LIMIT_CHILDREN: entry(409, false, 'the run may start no further run', 'raise limits.children'),
  LIMIT_DEPTH: entry(409, false, 'runs may not lie deeper below this one', 'raise limits.depth'),
  PARENT_ENDED: entry(409, false, 'the run that started it ended, and it with it', 'see how that run ended'),
  AUTH_REQUIRED: entry(
    200,
    false,
    'the agent is not signed in to its model',
    'configure a provider, or sign the agent in',
  ),
  PERMISSION_DENIED: entry(200, false, 'the agent was denied what it needed', 'allow it, or change the task'),
  APPROVAL_TIMEOUT: entry(200, false, 'nobody answered in time', 'answer earlier, or raise the time to answer'),
  LAST_OWNER: entry(409, false, 'the creator and the last owner stay', 'appoint another owner first'),
  OWN_ROLE: entry(409, false, 'nobody changes their own role', 'ask somebody else who manages members'),
  MORE_THAN_HELD: entry(409, false, 'nobody gives or takes more than they hold', 'ask somebody who holds it'),
  INVITATION_INVALID: entry(
    410,
    false,
    'the invitation was used, revoked, has expired or is for another address',
    'ask for a new invitation',
  ),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;
export const codeNames = Object.keys(codes) as [Code, ...Code[]];

/** A fault whose code a caller should see. Anything else leaves a process as `INTERNAL`. */
export class WheelhouseError extends Error {
  readonly code: Code;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: Code,
    message?: string,
    options?: { cause?: unknown; details?: Readonly<Record<string, unknown>> },
  ) {
    super(message ?? codes[code].meaning, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WheelhouseError';
    this.code = code;
    this.details = options?.details;
  }
}
