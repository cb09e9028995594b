import type { Code } from '@wheelhouse/protocol';

const budgetCodes = ['LIMIT_COST', 'LIMIT_TOKENS', 'LIMIT_TURNS'] as const satisfies readonly Code[];

/** Which limit an answer 402 was about: our gateway names it in its message; any other provider means money. Pure. */
export function budgetCode(message: string): Code {
  return budgetCodes.find((code) => new RegExp(`\\b${code}\\b`).test(message)) ?? 'LIMIT_COST';
}
