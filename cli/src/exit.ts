import type { Code } from '@wheelhouse/protocol';

/** Exit codes of every command; part of the interface. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  conflict: 5,
  unavailable: 6,
  interrupted: 130,
} as const;

const byCode: Partial<Record<Code, number>> = {
  NOT_FOUND: exitCodes.notFound,
  AGENT_UNKNOWN: exitCodes.notFound,
  NOT_AUTHORIZED: exitCodes.refused,
  UNAUTHENTICATED: exitCodes.refused,
  SIGNATURE_INVALID: exitCodes.refused,
  KEY_UNKNOWN: exitCodes.refused,
  KEY_REVOKED: exitCodes.refused,
  AUDIENCE_MISMATCH: exitCodes.refused,
  HUB_MISMATCH: exitCodes.refused,
  EXPIRED: exitCodes.refused,
  LOCKED: exitCodes.refused,
  QUOTA: exitCodes.refused,
  TLS_REQUIRED: exitCodes.refused,
  ORIGIN_REFUSED: exitCodes.refused,
  INVITATION_INVALID: exitCodes.refused,
  CONFLICT: exitCodes.conflict,
  LAST_OWNER: exitCodes.conflict,
  OWN_ROLE: exitCodes.conflict,
  MORE_THAN_HELD: exitCodes.conflict,
  ID_REUSED: exitCodes.conflict,
  PRECONDITION: exitCodes.conflict,
  STALE_GENERATION: exitCodes.conflict,
  ALREADY_TERMINAL: exitCodes.conflict,
  CANCELLED_BEFORE_START: exitCodes.conflict,
  INVALID: exitCodes.usage,
  TOO_LARGE: exitCodes.usage,
  UNAVAILABLE: exitCodes.unavailable,
  BUSY: exitCodes.unavailable,
  RATE_LIMITED: exitCodes.unavailable,
  MAILBOX_FULL: exitCodes.unavailable,
  EXPIRED_UNDELIVERED: exitCodes.unavailable,
  LOST: exitCodes.unavailable,
};

export function exitCodeOf(code: Code): number {
  return byCode[code] ?? exitCodes.failed;
}
