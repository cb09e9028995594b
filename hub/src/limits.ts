import { limits } from '@wheelhouse/protocol';

/** The limits that a hub applies; tests and benchmarks depart from the defaults. Units are in the names. */
export interface HubLimits {
  readonly firstFrameTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  readonly unauthenticatedSocketsPerIp: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatDeadAfterMs: number;
  readonly lostAfterMs: number;
  readonly ackIntervalMs: number;
  readonly ackEveryMessages: number;
  readonly windowDownMessages: number;
  readonly windowDownBytes: number;
  readonly windowUpMessages: number;
  readonly slowConsumerMs: number;
  readonly commandsPerSecondPerIssuer: number;
  readonly commandsBurstPerIssuer: number;
  readonly badSignaturesPerMinute: number;
  /** How long an instance that was cut off for bad signatures is not let in again. */
  readonly cutOffMs: number;
  readonly mailboxMaxMessages: number;
  readonly mailboxMaxBytes: number;
  readonly mailboxIssuerShare: number;
  /** How often lost wakes and expired messages are looked for. */
  readonly sweepIntervalMs: number;
  readonly joinTokenLifetimeMs: number;
  readonly joinsPerMinutePerIp: number;
  /** So many supersedes with different boot ids within the window mean a cloned key. */
  readonly supersedesToQuarantine: number;
  readonly supersedeWindowMs: number;
  /** Messages that one database transaction takes. */
  readonly commitBatchMessages: number;
}

export const defaultHubLimits: HubLimits = {
  firstFrameTimeoutMs: limits.firstFrameTimeoutMs,
  handshakeTimeoutMs: limits.handshakeTimeoutMs,
  unauthenticatedSocketsPerIp: limits.unauthenticatedSocketsPerIp,
  heartbeatIntervalMs: limits.heartbeatIntervalMs,
  heartbeatDeadAfterMs: limits.heartbeatDeadAfterMs,
  lostAfterMs: limits.lostAfterMs,
  ackIntervalMs: limits.ackIntervalMs,
  ackEveryMessages: limits.ackEveryMessages,
  windowDownMessages: limits.windowDownMessages,
  windowDownBytes: limits.windowDownBytes,
  windowUpMessages: limits.windowUpMessages,
  slowConsumerMs: limits.sendBufferCloseAfterMs,
  commandsPerSecondPerIssuer: limits.commandsPerSecondPerIssuer,
  commandsBurstPerIssuer: limits.commandsBurstPerIssuer,
  badSignaturesPerMinute: limits.badSignaturesPerMinute,
  cutOffMs: 60_000,
  mailboxMaxMessages: limits.mailboxMaxMessages,
  mailboxMaxBytes: limits.mailboxMaxBytes,
  mailboxIssuerShare: limits.mailboxIssuerShare,
  sweepIntervalMs: 5_000,
  joinTokenLifetimeMs: limits.joinTokenLifetimeMs,
  joinsPerMinutePerIp: 30,
  supersedesToQuarantine: 3,
  supersedeWindowMs: 5 * 60_000,
  commitBatchMessages: 256,
};
