import { readdir, readFile } from 'node:fs/promises';

/**
 * Processes of this machine whose command line holds `marker`, whatever namespace they live in.
 * @returns their pids, without this process
 */
export async function listMarkedProcesses(marker: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      const commandLine = await readFile(`/proc/${entry}/cmdline`, 'utf8');
      if (commandLine.includes(marker)) found.push(Number(entry));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
