import type { Code } from '@wheelhouse/protocol';
import type { RuntimeVerdict } from './adapter.ts';
import { cleanText } from './event-data.ts';
import { budgetCode } from './model-refusal.ts';

/** Actions of Codex that did not take place. */
export interface CodexRefusals {
  /** Commands and patches that were refused. */
  readonly declined: number;
  /** Commands that its own sandbox could not be made for: inside a run's, user namespaces are used up. */
  readonly unsandboxed: number;
}

/** The verdict on a turn that Codex says it completed. It says so too when nothing it wanted was done. Pure. */
export function completedVerdict({ declined, unsandboxed }: CodexRefusals): RuntimeVerdict {
  const stopReason = 'turn.completed';
  const denials = declined + unsandboxed;
  if (denials === 0) return { ok: true, stopReason };
  const message =
    unsandboxed > 0
      ? `the agent reported success, but ${unsandboxed} of its commands were not run: its read-only sandbox cannot be made inside the run's; with \`permissions: allow\` the run's alone is the boundary`
      : `the agent reported success, but ${declined} of its actions were declined`;
  return { ok: false, code: 'PERMISSION_DENIED', message, stopReason, denials };
}

/** The verdict on a turn that failed, by Codex's words: it tells no code. Pure. */
export function failedVerdict(message: string): RuntimeVerdict {
  const text = cleanText(message, 2000) || 'the agent gave no reason';
  return { ok: false, code: codeOf(text), message: text, stopReason: 'turn.failed' };
}

/**
 * True for an error after which no further attempt helps: Codex asks five times more when a budget is used up (measured),
 * which takes 6 s.
 */
export function isFinal(message: string): boolean {
  return /unexpected status 402\b/.test(message);
}

function codeOf(message: string): Code {
  if (isFinal(message)) return budgetCode(message);
  const signedOut = /unexpected status 40[13]\b|Missing environment variable|not logged in|codex login|sign(?:ed)? in/i;
  return signedOut.test(message) ? 'AUTH_REQUIRED' : 'EXIT_NONZERO';
}
