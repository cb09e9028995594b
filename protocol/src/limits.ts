const KiB = 1024;
const MiB = 1024 * KiB;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Every limit that crosses a process boundary, with its unit in its name. A hub announces its own values in
 * `challenge.limits`; these are the defaults and the largest values a peer has to accept.
 */
export const limits = {
  /** One websocket frame. Larger closes the socket with 1009. */
  frameMaxBytes: 1 * MiB,
  /** One envelope as JSON text. */
  envelopeMaxBytes: 256 * KiB,
  /** One signed body; larger data travels as an artifact. */
  bodyMaxBytes: 64 * KiB,
  /** Nesting of any JSON text that is parsed. */
  jsonMaxDepth: 32,
  /** How far two clocks may differ. */
  clockSkewMaxMs: 60 * second,
  clockSkewWarnMs: 5 * second,
  /** From 101 to the first frame, and to `welcome`. */
  firstFrameTimeoutMs: 5 * second,
  handshakeTimeoutMs: 10 * second,
  unauthenticatedSocketsPerIp: 10,
  /** Unacknowledged reliable frames in flight. */
  windowDownMessages: 64,
  windowDownBytes: 1 * MiB,
  windowUpMessages: 256,
  windowUpBytes: 4 * MiB,
  /** Acks are cumulative and sent at least this often while something is owed. */
  ackIntervalMs: 50,
  ackEveryMessages: 32,
  sendBufferPauseBytes: 4 * MiB,
  sendBufferCloseBytes: 16 * MiB,
  sendBufferCloseAfterMs: 30 * second,
  heartbeatIntervalMs: 15 * second,
  heartbeatDeadAfterMs: 45 * second,
  commandsPerSecondPerIssuer: 20,
  commandsBurstPerIssuer: 100,
  badSignaturesPerMinute: 10,
  mailboxMaxMessages: 10_000,
  mailboxMaxBytes: 64 * MiB,
  /** Share of one mailbox that one issuer may fill. */
  mailboxIssuerShare: 0.25,
  commandMaxLifetimeMs: 24 * hour,
  statusLifetimeMs: 60 * second,
  spawnLifetimeMs: 10 * minute,
  killLifetimeMs: 24 * hour,
  /** A ledger row outlives its message's `exp` by skew plus this, and is kept at least `ledgerMinMs`. */
  ledgerSlackMs: 1 * hour,
  ledgerMinMs: 24 * hour,
  eventsPerBatch: 64,
  eventBatchMaxBytes: 64 * KiB,
  eventBatchIntervalMs: 50,
  /** An artifact up to this size rides inside its event. */
  artifactInlineMaxBytes: 24 * KiB,
  joinTokenLifetimeMs: 1 * hour,
  deadLetterKeptMs: 7 * 24 * hour,
  lostAfterMs: 15 * minute,
  policyStaleAfterMs: 5 * minute,
  operationalKeyLifetimeMs: 90 * 24 * hour,
  taskMaxSteps: 200,
  /** Runs that one run and those below it may start in all: an end of the root ends them in one look at the books. */
  runChildrenMax: 256,
  /** Levels below a run. Each waiting level is one more process that is held open for the one at work. */
  runDepthMax: 8,
} as const;
