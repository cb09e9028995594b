import { basename, dirname } from 'node:path';
import { listProcesses, signalProcess } from '../process-table.ts';
import type { ProcessIdentity } from '../types.ts';
import {
  cgroupName,
  insideCgroup,
  killCgroup,
  listCgroupMembers,
  listCgroupRoots,
  makeCgroup,
  removeCgroup,
} from './cgroup-folders.ts';
import type { CgroupRoot } from './cgroup-folders.ts';
import type { Contained, Launcher, LaunchOrder } from './contained.ts';
import { terminateGroup } from './group-signal.ts';
import { marksOf, spawnPlain } from './plain-command.ts';

/** The cgroup hierarchies worth a proof here, best first. */
export function listCgroupLaunchers(killMarker: string): Launcher[] {
  return listCgroupRoots().map((root) => ({
    name: root.kind === 'kill' ? 'cgroup v2' : 'cgroup v1 freezer',
    containment: 'cgroup',
    filesystem: 'open',
    network: 'shared',
    tool: 'none',
    launch: (order) => launchInCgroup(root, cgroupName(killMarker), order),
  }));
}

async function launchInCgroup(root: CgroupRoot, parent: string, order: LaunchOrder): Promise<Contained> {
  const folder = makeCgroup(root, parent, order.spec.id);
  // `spawnPlain` spawns before it first waits, so all of it that matters happens inside.
  const child = await insideCgroup(root, folder, () => spawnPlain(order));
  const isMarked = marksOf(order.marker);
  const findAlive = (): ProcessIdentity[] => [
    ...listCgroupMembers(folder),
    // A member that runs as root can move itself out of the group.
    ...listProcesses().filter((row) => row.startTicks >= child.identity.startTicks && isMarked(row.pid)),
  ];
  return {
    identity: child.identity,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: child.exited,
    terminate: () => terminateGroup(child.identity, []),
    killOnce() {
      killCgroup(root.kind, folder);
      for (const one of findAlive()) signalProcess(one, 'SIGKILL');
    },
    listAlive: () => [...new Map(findAlive().map((one) => [one.pid, one])).values()],
    release() {
      removeCgroup(folder);
      // The folder of this start goes with its last group.
      if (basename(dirname(folder)) === parent) removeCgroup(dirname(folder));
    },
  };
}
