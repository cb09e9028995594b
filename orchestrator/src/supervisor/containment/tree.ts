import { signalProcess } from '../process-table.ts';
import { followFamily } from './family.ts';
import type { Contained, Launcher, LaunchOrder } from './contained.ts';
import { terminateGroup } from './group-signal.ts';
import { marksOf, spawnPlain } from './plain-command.ts';

/** How often the family is looked at while it lives: what is orphaned between two looks is followed by its marks alone. */
const lookIntervalMs = 100;
/** Stop them all before the first dies, so that none forks meanwhile; a race is lost only so often. */
const maxStopRounds = 10;

/** The last resort, for machines that offer nothing better. */
export function treeLauncher(): Launcher {
  return {
    name: 'tree',
    containment: 'tree',
    filesystem: 'open',
    network: 'shared',
    tool: 'none',
    launch: launchInTree,
  };
}

async function launchInTree(order: LaunchOrder): Promise<Contained> {
  const child = await spawnPlain(order);
  const family = followFamily(child.identity, marksOf(order.marker));
  const timer = setInterval(() => family.look(), lookIntervalMs);
  return {
    identity: child.identity,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: child.exited,
    terminate: () => terminateGroup(child.identity, []),
    killOnce() {
      const stopped = new Set<number>();
      for (let round = 0; round < maxStopRounds; round += 1) {
        const running = family.look().filter((row) => !stopped.has(row.pid));
        if (running.length === 0) break;
        for (const row of running) if (signalProcess(row, 'SIGSTOP')) stopped.add(row.pid);
      }
      for (const row of family.look()) signalProcess(row, 'SIGKILL');
    },
    listAlive: () => family.look(),
    release: () => clearInterval(timer),
  };
}
