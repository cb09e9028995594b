import { dropPrivilegeArguments } from './privileges.ts';

export interface UnshareTools {
  readonly unshare: string;
  readonly setpriv: string;
  readonly isRoot: boolean;
  /** Namespaces by way of a user namespace: for ordinary users, and root without the capability to make others. */
  readonly userNamespace: boolean;
}

/**
 * The first process of the namespace. It has to be something that reaps orphans and is not the agent, because the kernel
 * keeps unhandled signals from a first process: an agent in its place would never notice SIGTERM. The text is constant
 * and the agent's arguments are positional parameters, never parsed. The shell's own remarks go nowhere.
 */
export const initScript = 'exec 3>&2 2>/dev/null; "$@" 2>&3 3>&-; exit $?';
export const initShell = '/bin/sh';

/** The command line that runs `program` in a pid namespace which ends with its starter. Contains processes, not files. */
export function buildUnshareCommand(
  tools: UnshareTools,
  network: 'none' | 'full',
  program: readonly string[],
): [string, ...string[]] {
  return [
    tools.setpriv,
    '--pdeathsig',
    'KILL',
    '--',
    tools.unshare,
    ...(tools.userNamespace ? ['--user', '--map-current-user'] : []),
    '--pid',
    '--ipc',
    '--uts',
    ...(network === 'none' ? ['--net'] : []),
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--',
    tools.setpriv,
    ...dropPrivilegeArguments(tools.isRoot && !tools.userNamespace),
    '--',
    initShell,
    '-c',
    initScript,
    'wheelhouse-init',
    ...program,
  ];
}
