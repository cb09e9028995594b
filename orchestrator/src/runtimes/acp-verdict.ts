import { RequestError, type StopReason } from '@agentclientprotocol/sdk';
import { codeNames, type Code } from '@wheelhouse/protocol';
import type { RuntimeVerdict } from './adapter.ts';
import { cleanText } from './event-data.ts';
import { budgetCode } from './model-refusal.ts';

/** Codes an agent may name in an error's `data.code`; every other is ours to say. */
const speakable: ReadonlySet<Code> = new Set<Code>([
  'MODEL_REQUIRED',
  'INVALID',
  'UNSUPPORTED',
  'EXIT_NONZERO',
  'TOO_LARGE',
  'CONFLICT',
  'LIMIT_CHILDREN',
  'LIMIT_DEPTH',
]);
const authRequired = -32000;

/** The verdict on a finished turn. Only `end_turn` says that the agent thinks it is done. */
export function turnVerdict(stopReason: StopReason, denials: number): RuntimeVerdict {
  if (stopReason === 'end_turn') return { ok: true, stopReason, ...(denials > 0 ? { denials } : {}) };
  const code = stopReason === 'max_turn_requests' ? 'LIMIT_TURNS' : 'EXIT_NONZERO';
  return { ok: false, code, message: stopMessage(stopReason), stopReason };
}

/** The verdict on a turn that the agent answered with an error. */
export function turnErrorVerdict(error: unknown): RuntimeVerdict {
  const message = cleanText(error instanceof Error ? error.message : String(error), 2000);
  if (!(error instanceof RequestError)) return { ok: false, code: 'EXIT_NONZERO', message };
  // Agents pass on in words what their model's provider answered; 402 is our gateway's for a used up limit.
  if (/\b402\b.*(?:payment|billing|budget|LIMIT_)/i.test(message))
    return { ok: false, code: budgetCode(message), message };
  if (error.code === authRequired) {
    return { ok: false, code: 'AUTH_REQUIRED', message: `the agent wants to be signed in first: ${message}` };
  }
  return { ok: false, code: codeOf(error.data) ?? 'EXIT_NONZERO', message };
}

function codeOf(data: unknown): Code | undefined {
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined;
  const code = codeNames.find((name) => name === data.code);
  return code && speakable.has(code) ? code : undefined;
}

function stopMessage(stopReason: string): string {
  switch (stopReason) {
    case 'cancelled':
      return 'the agent cancelled its turn';
    case 'refusal':
      return 'the agent refused';
    case 'max_tokens':
    case 'max_turn_requests':
      return `the agent stopped at its own limit (${stopReason})`;
    default:
      return `the agent stopped for a reason we do not know (${cleanText(stopReason, 64)})`;
  }
}
