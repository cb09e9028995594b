import type { LucideIcon } from 'lucide-react';

/** One screen of a console's navigation. */
export interface Screen {
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly group: string;
  /** Of the caller, here; without it the screen is not offered. Absent = everybody. */
  readonly permission?: string;
  /** Pressed after `g`. */
  readonly key?: string;
}

/** Whether somebody who has `held` may do `needed`. `runs:read:own` holds where `runs:read` is asked for. Pure. */
export function mayDo(held: readonly string[], needed: string | undefined): boolean {
  if (needed === undefined) return true;
  const [resource = ''] = needed.split(':');
  return held.some((one) => one === '*' || one === needed || one === `${resource}:*` || one.startsWith(`${needed}:`));
}
