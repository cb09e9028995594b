import { listProcesses, readProcess, signalProcess } from '../process-table.ts';
import type { ProcessIdentity } from '../types.ts';

/**
 * SIGTERM to a process and its group, one by one: the group may hold a process of ours (a namespace's maker) that must
 * not end yet.
 */
export function terminateGroup(agent: ProcessIdentity, spared: readonly ProcessIdentity[]): void {
  const row = readProcess(agent.pid);
  if (!row || row.startTicks !== agent.startTicks) return;
  for (const member of listProcesses()) {
    if (member.pgid !== row.pgid || member.startTicks < row.startTicks) continue;
    if (spared.some((one) => one.pid === member.pid)) continue;
    signalProcess(member, 'SIGTERM');
  }
}
