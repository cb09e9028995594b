import type { ContainmentReport } from './types.ts';

/** What would make the machine contain better, for people. */
export function adviseContainment(
  report: Pick<ContainmentReport, 'containment' | 'filesystem' | 'network' | 'proofs'>,
  allowOpenFilesystem: boolean,
): string[] {
  const advice: string[] = [];
  if (report.filesystem === 'open') {
    const tried = report.proofs.find((proof) => proof.name.startsWith('bwrap'));
    advice.push(
      !tried || tried.detail.startsWith('not installed')
        ? 'Install bubblewrap (package "bubblewrap"), 0.8 or later, to keep agents away from the files of this machine.'
        : `Make bubblewrap work to keep agents away from the files of this machine: ${tried.detail}.`,
    );
    if (!allowOpenFilesystem)
      advice.push('Until then agents can read what this process can; allow that by name, or they are refused.');
  }
  if (report.containment !== 'namespace')
    advice.push('Allow user namespaces, or run as root, so that no process can outlive its run.');
  if (report.containment === 'tree') advice.push('A process that hides its origin may survive a kill here unseen.');
  if (report.network === 'shared') advice.push('An agent with "network: none" still has the network here.');
  return advice;
}
