import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** Why Redis tests cannot run here, or undefined. */
export function redisMissing(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no redis-server on PATH: the Redis driver is not tested';
  }
}

/** A Redis server of one test file's own, with every write in an append-only file. */
export class PrivateRedis {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  #server: ChildProcess | undefined;
  #fsync: 'everysec' | 'always' = 'everysec';

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.url = `redis://127.0.0.1:${String(port)}/0`;
  }

  static async open(): Promise<PrivateRedis> {
    const redis = new PrivateRedis(await freePort(), await mkdtemp(join(tmpdir(), 'wheelhouse-queue-redis-')));
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    const options = [
      '--port',
      String(this.#port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#folder,
      '--appendonly',
      'yes',
      '--save',
      '',
    ];
    this.#server = spawn('redis-server', [...options, '--appendfsync', this.#fsync], { stdio: 'ignore' });
    const deadline = Date.now() + 30_000;
    for (;;) {
      const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.ping();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 30));
      } finally {
        client.disconnect();
      }
    }
  }

  /**
   * `everysec` is Redis' default: while the disk is slow it holds writes back that it has answered, and a kill loses them.
   * With `always` an answered write is on disk.
   */
  async setFsync(fsync: 'everysec' | 'always'): Promise<void> {
    this.#fsync = fsync;
    const client = new Redis(this.url);
    await client.config('SET', 'appendfsync', fsync);
    client.disconnect();
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  async freeze(): Promise<void> {
    this.#server?.kill('SIGSTOP');
  }

  async thaw(): Promise<void> {
    this.#server?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}
