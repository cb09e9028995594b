import { WheelhouseError } from '@wheelhouse/protocol';
import { Interrupted } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export const yesOption = ['--yes', 'do it without asking'] as const;

/**
 * Asks before something is removed.
 * @param what would be done, such as `delete the team Red`
 * @throws WheelhouseError INVALID without a terminal and without `--yes`; Interrupted for every answer but yes
 */
export async function confirm(context: CommandContext, what: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  const { terminal } = context;
  if (!terminal.isInteractive) throw new WheelhouseError('INVALID', `this would ${what}: add --yes to do it`);
  const answer = await terminal.ask(`Really ${what}? Type yes`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Interrupted('nothing was done');
}

/** A number of an option. */
export function countOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isFinite(count)) throw new WheelhouseError('INVALID', `${name}: ${text} is no number`);
  return count;
}

/** An instant of an option, in milliseconds since the epoch. */
export function instantOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new WheelhouseError('INVALID', `${name}: ${text} is no ISO 8601 time`);
  return at;
}

/** What was given, without the absent. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
