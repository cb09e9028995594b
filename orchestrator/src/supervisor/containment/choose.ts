import type { ContainmentChoice, ContainmentProof, ContainmentTool } from '../types.ts';
import { listBwrapLaunchers } from './bwrap.ts';
import { listCgroupLaunchers } from './cgroup.ts';
import type { Launcher } from './contained.ts';
import { proveLauncher } from './prove.ts';
import { treeLauncher } from './tree.ts';
import { listUnshareLaunchers } from './unshare.ts';

export interface Choice {
  /** Null where nothing of what was allowed could be proved. */
  readonly launcher: Launcher | null;
  readonly proofs: readonly ContainmentProof[];
}

/** Tries what is allowed, best first, until one holds. */
export async function chooseLauncher(
  containment: ContainmentChoice,
  tools: readonly ContainmentTool[],
  killMarker: string,
): Promise<Choice> {
  const launchers = [
    ...listBwrapLaunchers(),
    ...listUnshareLaunchers(),
    ...listCgroupLaunchers(killMarker),
    treeLauncher(),
  ];
  const proofs: ContainmentProof[] = missingTools(launchers);
  for (const launcher of launchers) {
    if (containment !== 'auto' && launcher.containment !== containment) continue;
    if (launcher.tool !== 'none' && !tools.includes(launcher.tool)) continue;
    const proof = await proveLauncher(launcher, killMarker);
    proofs.push(proof);
    if (proof.ok) return { launcher, proofs };
  }
  return { launcher: null, proofs };
}

function missingTools(launchers: readonly Launcher[]): ContainmentProof[] {
  const missing = (['bwrap', 'unshare'] as const).filter((tool) => !launchers.some((one) => one.tool === tool));
  return missing.map((name) => ({ name, ok: false, detail: 'not installed, or too old' }));
}
