import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { prepareDatabase, type PreparedDatabase } from '@wheelhouse/prisma';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@wheelhouse/prisma/embedded';
import { migrateQueueStore } from '../../queues/index.ts';

/** A PostgreSQL server of one test file's own, which it may kill; writes are durable. */
export class PrivatePostgres {
  readonly #folder: string;
  #server: EmbeddedPostgres;

  private constructor(folder: string, server: EmbeddedPostgres) {
    this.#folder = folder;
    this.#server = server;
  }

  static async open(): Promise<PrivatePostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-queue-pg-'));
    // The server may run under another account than ours.
    await chmod(folder, 0o711);
    return new PrivatePostgres(folder, await startEmbeddedPostgres({ dataDir: join(folder, 'server') }));
  }

  get adminUrl(): string {
    return this.#server.adminUrl;
  }

  /** A database with the queue's schema. `databaseUrl` is the runtime's: it owns nothing. */
  async createDatabase(name: string): Promise<PreparedDatabase> {
    const database = await prepareDatabase({ adminUrl: this.adminUrl, database: name, target: 'spoke' });
    await migrateQueueStore({ ownerUrl: database.databaseOwnerUrl });
    return database;
  }

  /** Ends the server as a crash does. */
  async kill(): Promise<void> {
    process.kill(this.#server.pid, 'SIGKILL');
    while (isAlive(this.#server.pid)) await delay(10);
    // Nothing is left to stop; this gives the folder free for the next start.
    await this.#server.stop();
  }

  /** Starts it again on the same port and data. */
  async start(): Promise<void> {
    const { port } = this.#server;
    const deadline = Date.now() + 30_000;
    for (;;) {
      try {
        this.#server = await startEmbeddedPostgres({ dataDir: join(this.#folder, 'server'), port });
        return;
      } catch (error) {
        // Sessions of the killed server notice its end within moments; until then it refuses to start.
        if (Date.now() > deadline) throw error;
        await delay(50);
      }
    }
  }

  /** Stops the server's processes where they are; connections stay open. */
  async freeze(): Promise<void> {
    for (const pid of await this.#processes()) process.kill(pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    for (const pid of await this.#processes()) process.kill(pid, 'SIGCONT');
  }

  /** The server first, so that it starts no session that is not seen. */
  async #processes(): Promise<number[]> {
    const { pid } = this.#server;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]);
    return [pid, ...stdout.trim().split('\n').map(Number)];
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
