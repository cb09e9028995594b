import type { Code } from '@wheelhouse/protocol';
import type { RuntimeVerdict } from './adapter.ts';
import { cleanText } from './event-data.ts';
import { fieldsOf, listOf, wordOf, type Fields } from './fields.ts';
import { budgetCode } from './model-refusal.ts';

/** Tools whose use was refused, as one `result` line tells; each line tells of its own turn only. Pure. */
export function denialsOf(result: Fields): readonly string[] {
  return listOf(result['permission_denials']).map((one) => wordOf(fieldsOf(one)['tool_name'], 128) ?? 'a tool');
}

/**
 * What a `result` line of Claude Code says about the work. `subtype: success` and exit code 0 mean little: it says so
 * too when it is not signed in, when its budget is used up, and when what it needed was denied. Pure.
 * @param denied tools refused in the whole attempt
 */
export function resultVerdict(result: Fields, denied: readonly string[]): RuntimeVerdict {
  const subtype = wordOf(result['subtype'], 128) ?? 'unknown';
  const stopReason = wordOf(result['terminal_reason'], 128) ?? subtype;
  const denials = denied.length > 0 ? { denials: denied.length } : {};
  if (result['is_error'] === true || subtype !== 'success') {
    const message = failureMessage(result, subtype);
    return { ok: false, code: failureCode(result, subtype, message), message, stopReason, ...denials };
  }
  const cut = cutShort(result['stop_reason']);
  if (cut) return { ok: false, code: 'EXIT_NONZERO', message: cut, stopReason, ...denials };
  if (denied.length === 0) return { ok: true, stopReason };
  const tools = [...new Set(denied)].join(', ');
  const message = `the agent reported success, but was denied: ${tools} (${denied.length} in all)`;
  return { ok: false, code: 'PERMISSION_DENIED', message, stopReason, ...denials };
}

function failureCode(result: Fields, subtype: string, message: string): Code {
  if (subtype === 'error_max_turns') return 'LIMIT_TURNS';
  if (subtype === 'error_max_budget_usd') return 'LIMIT_COST';
  const status = result['api_error_status'];
  if (status === 402) return budgetCode(message);
  if (status === 401 || status === 403 || isSignedOut(message)) return 'AUTH_REQUIRED';
  return 'EXIT_NONZERO';
}

/** Claude Code's words where it never asked its model; in English, whatever the locale. */
function isSignedOut(message: string): boolean {
  return /^(?:Not logged in|Invalid API key|OAuth token|Your organization|Please run \/login)|Please run \/login/.test(
    message,
  );
}

function failureMessage(result: Fields, subtype: string): string {
  const errors = listOf(result['errors']).filter((one) => typeof one === 'string');
  const text = wordOf(result['result'], 2000) ?? cleanText(errors.join('; '), 2000);
  // Claude Code's own diagnosis of an interrupt, which says nothing to people.
  if (text === '' || text.startsWith('[ede_diagnostic]')) return `the agent stopped (${subtype})`;
  return text;
}

function cutShort(stopReason: unknown): string | null {
  if (stopReason === 'refusal') return 'the agent refused';
  if (stopReason === 'max_tokens') return "the agent's last answer was cut at its model's limit (max_tokens)";
  return null;
}
