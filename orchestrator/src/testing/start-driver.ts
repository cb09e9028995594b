import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DriverOrder, DriverReport } from './supervisor-driver.ts';

const script = fileURLToPath(new URL('./supervisor-driver.ts', import.meta.url));

/** Runs a driver; `prefix` is a command that starts another, e.g. `setpriv …`. Rejects with what it wrote on failure. */
export function startDriver(
  order: DriverOrder,
  prefix: readonly string[] = [],
): Promise<{ readonly driver: ChildProcess; readonly report: DriverReport }> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const node = [process.execPath, '--conditions=@wheelhouse/source', '--import', loader, script];
  const [program, ...args] = [...prefix, ...node, JSON.stringify(order)];
  const driver = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '/usr/bin:/bin' }, cwd: '/' });
  let stderr = '';
  driver.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    createInterface({ input: driver.stdout }).once('line', (line) => {
      resolve({ driver, report: JSON.parse(line) as DriverReport });
    });
    driver.once('exit', (code, signal) => reject(new Error(`the driver ended with ${code ?? signal}: ${stderr}`)));
    driver.once('error', reject);
  });
}
