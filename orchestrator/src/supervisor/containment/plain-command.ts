import { markerVariable } from '../../sandbox/process-spec.ts';
import { dropPrivilegeArguments } from '../../sandbox/privileges.ts';
import { findTool } from '../../sandbox/find-program.ts';
import type { LaunchOrder, PipedChild } from './contained.ts';
import { spawnPiped } from './spawn-piped.ts';

/** Starts the agent itself as our child, without a namespace; it dies with us and gains no privileges where setpriv is. */
export function spawnPlain({ spec, command, marker }: LaunchOrder): Promise<PipedChild> {
  const setpriv = findTool('setpriv');
  const guard = setpriv
    ? [setpriv, ...dropPrivilegeArguments(process.getuid?.() === 0), '--pdeathsig', 'KILL', '--']
    : [];
  const [program = command[0], ...args] = [...guard, ...command];
  return spawnPiped([program, ...args], { cwd: spec.workDir, env: { ...spec.env, [markerVariable]: marker } });
}
