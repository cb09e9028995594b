import { markerVariable } from '../../sandbox/process-spec.ts';
import { dropPrivilegeArguments } from '../../sandbox/privileges.ts';
import { findTool } from '../../sandbox/find-program.ts';
import type { LaunchOrder, PipedChild } from './contained.ts';
import { fingerprintCommand, fingerprintOf, hasFingerprint } from './fingerprint.ts';
import { spawnPiped } from './spawn-piped.ts';
import { readMarker } from '../process-table.ts';

/**
 * Starts the agent itself as our child, without a namespace; it dies with us and gains no privileges where setpriv is, and
 * what it starts is known by a fingerprint where prlimit is.
 */
export function spawnPlain({ spec, command, marker }: LaunchOrder): Promise<PipedChild> {
  const setpriv = findTool('setpriv');
  const guard = setpriv
    ? [setpriv, ...dropPrivilegeArguments(process.getuid?.() === 0), '--pdeathsig', 'KILL', '--']
    : [];
  const [program = command[0], ...args] = [...fingerprintCommand(marker), ...guard, ...command];
  return spawnPiped([program, ...args], { cwd: spec.workDir, env: { ...spec.env, [markerVariable]: marker } });
}

/** Whether a process carries the marker in its environment, or as its fingerprint, which it cannot leave behind. */
export function marksOf(marker: string): (pid: number) => boolean {
  const fingerprint = fingerprintOf(marker);
  return (pid) => readMarker(pid) === marker || hasFingerprint(pid, fingerprint);
}
