import { initScript, buildUnshareCommand } from '../../sandbox/unshare-command.ts';
import type { UnshareTools } from '../../sandbox/unshare-command.ts';
import { findTool } from '../../sandbox/find-program.ts';
import { markerVariable } from '../../sandbox/process-spec.ts';
import { readArguments } from '../process-table.ts';
import { peekText, startFailure } from './contained.ts';
import type { Contained, Launcher, LaunchOrder } from './contained.ts';
import { containByNamespace, findFirstChild, waitWhileRunning } from './namespace.ts';
import { spawnPiped } from './spawn-piped.ts';

/** The ways of util-linux's `unshare` worth a proof here, best first. They contain processes, not files. */
export function listUnshareLaunchers(): Launcher[] {
  const unshare = findTool('unshare');
  const setpriv = findTool('setpriv');
  if (unshare === null || setpriv === null) return [];
  const isRoot = process.getuid?.() === 0;
  const ways = isRoot ? [false, true] : [true];
  return ways.map((userNamespace) => ({
    name: userNamespace ? 'unshare, by a user namespace' : 'unshare',
    containment: 'namespace',
    filesystem: 'open',
    network: 'isolated',
    tool: 'unshare',
    launch: (order) => launchInUnshare({ unshare, setpriv, isRoot, userNamespace }, order),
  }));
}

async function launchInUnshare(tools: UnshareTools, order: LaunchOrder): Promise<Contained> {
  const { spec, marker, command } = order;
  const outer = await spawnPiped(buildUnshareCommand(tools, spec.network, command), {
    cwd: spec.workDir,
    env: { ...spec.env, [markerVariable]: marker },
  });
  const init = await waitWhileRunning(outer, () =>
    findFirstChild(outer.identity.pid, (row) => readArguments(row.pid)[2] === initScript),
  );
  const agent = init && (await waitWhileRunning(outer, () => findFirstChild(init.pid, isStarted)));
  if (!init) {
    const exit = await outer.exited;
    // An agent may end before it was seen; the tools say on stderr that it never began.
    const said = exit.code === 0 ? '' : await peekText(outer.stderr);
    if (/^(unshare|setpriv|\/bin\/sh): /.test(said)) throw startFailure('unshare', said, exit);
  }
  return containByNamespace({ outer, init: init ?? outer.identity, agent, marker });
}

/** The shell's child is a copy of the shell until it runs the agent's program. */
function isStarted(row: { readonly pid: number }): boolean {
  const args = readArguments(row.pid);
  return args.length > 0 && args[2] !== initScript;
}
