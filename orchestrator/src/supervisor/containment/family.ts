import { listProcesses } from '../process-table.ts';
import type { ProcessRow } from '../process-table.ts';
import type { ProcessIdentity } from '../types.ts';

/**
 * All that a process started, as far as it can be followed without the kernel's help: by parent, by session and group, by
 * its marks. What left all three between two looks is not found.
 */
export interface Family {
  /** Looks at the whole machine; members alive now. */
  look(): ProcessRow[];
}

/** @param isMarked whether a process carries the founder's marks */
export function followFamily(founder: ProcessIdentity, isMarked: (pid: number) => boolean): Family {
  const known = new Map<number, bigint>([[founder.pid, founder.startTicks]]);
  /** Sessions and groups led by a member. A number whose processes are all gone may be used again by others. */
  let led = new Set<number>([founder.pid]);
  const isKnown = (row: ProcessIdentity): boolean => known.get(row.pid) === row.startTicks;
  return {
    look() {
      const rows = listProcesses().filter((row) => row.startTicks >= founder.startTicks && row.pid !== process.pid);
      const marked = new Set(rows.filter((row) => !isKnown(row) && isMarked(row.pid)));
      for (let grew = true; grew;) {
        grew = false;
        for (const row of rows) {
          if (isKnown(row)) continue;
          const parent = known.get(row.ppid);
          const isChild = parent !== undefined && parent <= row.startTicks;
          if (!isChild && !led.has(row.sid) && !led.has(row.pgid) && !marked.has(row)) continue;
          known.set(row.pid, row.startTicks);
          grew = true;
        }
        const members = rows.filter(isKnown);
        led = new Set(members.flatMap((row) => [row.sid, row.pgid]).filter((id) => known.has(id)));
      }
      const members = rows.filter(isKnown);
      // Leaders that ended are remembered while their session or group lives; all else is forgotten.
      for (const pid of known.keys()) if (!led.has(pid) && !members.some((row) => row.pid === pid)) known.delete(pid);
      return members;
    },
  };
}
