import { accessSync, chmodSync, chownSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { findTool } from '../sandbox/index.ts';
import { startDriver } from '../testing/start-driver.ts';
import { agentFolder, findNappers, newNap, openSupervisedTrial } from '../testing/supervised-trial.ts';

const nobody = 65534;

/** Why this machine cannot run the supervisor as somebody else; null when it can. */
function findHindrance(): string | null {
  if (process.getuid?.() !== 0) return 'these tests are not run by root';
  if (findTool('setpriv') === null) return 'there is no setpriv';
  for (let folder = agentFolder; folder !== '/'; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return `${folder} is closed to other users`;
  }
  try {
    accessSync(process.execPath, constants.X_OK);
    return null;
  } catch {
    return 'node is closed to other users';
  }
}

const modes = [
  { name: 'the best there is', containment: 'auto', tools: ['bwrap', 'unshare'] },
  { name: 'bwrap', containment: 'namespace', tools: ['bwrap'] },
  { name: 'unshare', containment: 'namespace', tools: ['unshare'] },
  { name: 'tree', containment: 'tree', tools: [] },
] as const;

for (const { name, ...mode } of modes) {
  test(`PRC-01: an ordinary user’s supervisor leaves nobody either, by ${name}`, async (context) => {
    const hindrance = findHindrance();
    if (hindrance !== null) return context.skip(hindrance);
    const trial = await openSupervisedTrial();
    const nap = newNap();
    const spec = await trial.spec('escapees.sh', [nap, 'wait', name === 'tree' ? 'plain' : 'scrubbed']);
    chmodSync(trial.root, 0o755);
    for (const path of [spec.workDir, spec.homeDir, dirname(spec.workDir)]) chownSync(path, nobody, nobody);
    const prefix = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const killMarker = `unprivileged-test:${process.pid}`;
    const started = await startDriver({ ...mode, killMarker, specs: [spec], afterwards: 'destroy' }, prefix).catch(
      String,
    );
    if (typeof started === 'string') {
      expect(started).toContain('could not be proved here');
      return context.skip(`no containment by ${name} for ordinary users here`);
    }
    expect(started.report.survivors).toEqual([0]);
    expect(findNappers(nap)).toEqual([]);
    if (mode.tools[0] === 'bwrap' && mode.containment === 'namespace')
      expect(started.report.filesystem).toBe('sandboxed');
    await trial.remove();
  });
}
