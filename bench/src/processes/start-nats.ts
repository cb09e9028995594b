import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface NatsServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 5_000;

/** Starts the `nats-server` on PATH with JetStream on a free port; null where there is none. */
export async function startNats(): Promise<NatsServer | null> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-bench-nats-'));
  const args = ['-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', folder, '-js', '-sd', folder];
  const child = spawn('nats-server', args, { stdio: 'ignore' });
  const spawned = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  if (!spawned) {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  const { pid = -1 } = child;
  const portsFile = join(folder, `nats-server_${pid}.ports`);
  for (const endAt = Date.now() + startTimeoutMs; Date.now() < endAt; await delay(20)) {
    const text = await readFile(portsFile, 'utf8').catch(() => '');
    const [url] = text.endsWith('}') ? (JSON.parse(text) as { nats: string[] }).nats : [];
    if (url === undefined) continue;
    return {
      url,
      pid,
      async stop() {
        child.kill('SIGTERM');
        await once(child, 'exit');
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  child.kill('SIGKILL');
  throw new Error('nats-server did not say its port');
}
