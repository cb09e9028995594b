import { readdirSync } from 'node:fs';
import { statOf } from './alive.ts';

const ticksPerSecond = 100;

const ownTicks = (fields: readonly string[]): number => Number(fields[11]) + Number(fields[12]);
const reapedTicks = (fields: readonly string[]): number => Number(fields[13]) + Number(fields[14]);

/** CPU seconds, user and system, that a process has used; in steps of 10 ms. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return fields === null ? 0 : ownTicks(fields) / ticksPerSecond;
}

/** As {@link cpuSecondsOf}, with the process's children, living and reaped: PostgreSQL has one for each connection. */
export function cpuSecondsOfFamily(pid: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statOf(entry);
    if (fields === null) continue;
    if (entry === String(pid)) ticks += ownTicks(fields) + reapedTicks(fields);
    else if (fields[1] === String(pid)) ticks += ownTicks(fields);
  }
  return ticks / ticksPerSecond;
}
