import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PreparedProcess } from '../runtimes/adapter.ts';
import { openSupervisor, type Supervised, type Supervisor } from '../supervisor/index.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const maxOutputBytes = 16 * 1024 * 1024;
let starts = 0;

/** A supervisor of one test file, with the best containment this machine can prove. */
export function openTestSupervisor(): Promise<Supervisor> {
  return openSupervisor({
    containment: 'auto',
    allowOpenFilesystem: true,
    logger: silent,
    killMarker: `test:${process.pid}:${Date.now()}`,
  });
}

/** Starts what an adapter prepared as the engine does: output files beside the work folder, by default without network. */
export async function startSupervised(
  supervisor: Supervisor,
  prepared: PreparedProcess,
  { workDir, homeDir }: { readonly workDir: string; readonly homeDir: string },
  network: 'none' | 'full' = 'none',
): Promise<Supervised> {
  starts += 1;
  const outputDir = join(dirname(workDir), 'output');
  await mkdir(outputDir, { recursive: true });
  return supervisor.start({
    id: `trial-${starts}.1`,
    ...prepared,
    workDir,
    homeDir,
    network,
    stdoutPath: join(outputDir, 'stdout.log'),
    stderrPath: join(outputDir, 'stderr.log'),
    maxOutputBytes,
  });
}
