import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asAdmin } from '../database/prepare-database.ts';
import { waitFor } from '../testing/wait-for.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.ts';

let folder: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-embedded-'));
  await chmod(folder, 0o711);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const dataDir = (): string => join(folder, 'postgres');

async function start(options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: dataDir(), ...options });
  running.push(server);
  return server;
}

/** A zombie is dead: it waits only for whoever adopted it to notice. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

/** Starts the server from a process of its own, which can then be killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; server: EmbeddedPostgres }> {
  const program = join(folder, 'starter.mjs');
  const module = new URL('./start-embedded-postgres.ts', import.meta.url).href;
  await writeFile(
    program,
    `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir())} });
    process.send(server);
    setInterval(() => undefined, 1000);`,
  );
  const tsx = import.meta.resolve('tsx');
  const child = fork(program, { execArgv: ['--conditions=@wheelhouse/source', '--import', tsx] });
  children.push(child);
  const [server] = (await once(child, 'message')) as [EmbeddedPostgres];
  return { child, server };
}

describe('a first start', () => {
  test('serves UTF-8 with a random password on loopback only, and stops without a trace', async () => {
    const server = await start();
    const { rows } = await asAdmin(server.adminUrl, (admin) =>
      admin.query(`SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS listen,
        current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync,
        (SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules) AS scram, upper('ß') AS text`),
    );
    expect(rows[0]).toMatchObject({ encoding: 'UTF8', listen: '127.0.0.1', sockets: '', fsync: 'on', scram: true });
    expect((await stat(join(dataDir(), 'admin-password'))).mode & 0o777).toBe(0o600);
    const wrong = server.adminUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(asAdmin(wrong, async () => 1)).rejects.toThrow(/password authentication failed/);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  test('takes another port where the wanted one is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const server = await start({ port });
    expect(server.port).not.toBe(port);
    other.close();
  });

  test('runs as somebody else where we are root', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('not root here');
    const server = await start();
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
  });

  test('says what to do where root has closed the folder above', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('not root here');
    await chmod(folder, 0o700);
    await expect(start()).rejects.toThrow(/cannot reach .* WH_DATA_DIR/);
  });

  test('an initialisation that was cut off is done again', async () => {
    const server = await start();
    await server.stop();
    await rm(join(dataDir(), 'admin-password'));
    const again = await start();
    await asAdmin(again.adminUrl, (admin) => admin.query('SELECT 1'));
  });
});

describe('a second start', () => {
  test('finds what the first one stored', async () => {
    const first = await start();
    await asAdmin(first.adminUrl, (admin) => admin.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)'));
    await first.stop();
    const second = await start();
    const { rows } = await asAdmin(second.adminUrl, (admin) => admin.query('SELECT id FROM kept'));
    expect(rows).toEqual([{ id: 1 }]);
  });

  test('while the first one runs joins it and leaves it to its owner', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ pid: first.pid, port: first.port, shared: true });
    await second.stop();
    await asAdmin(first.adminUrl, (admin) => admin.query('SELECT 1'));
  });

  test('starts that come together end up on one server', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map((server) => server.pid)).size).toBe(1);
    expect(servers.filter((server) => !server.shared)).toHaveLength(1);
  });
});

describe('after a kill', () => {
  test('of the server under writes every acknowledged row is there again', async () => {
    const first = await start();
    const client = new pg.Client({ connectionString: first.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE ledger (id int)');
    let acknowledged = 0;
    const writes = (async () => {
      for (;;) {
        await client.query('INSERT INTO ledger VALUES ($1)', [acknowledged + 1]);
        acknowledged++;
        if (acknowledged === 200) process.kill(first.pid, 'SIGKILL');
      }
    })();
    await expect(writes).rejects.toThrow(/terminat|connection|ECONN/i);
    await client.end().catch(() => undefined);
    await first.stop(); // What a program does next; there is nothing left to stop.
    const second = await start();
    const { rows } = await asAdmin(second.adminUrl, (admin) =>
      admin.query('SELECT count(*)::int AS count FROM ledger'),
    );
    expect(rows[0].count).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThanOrEqual(200);
  });

  test('of the process that started it the server ends too', async () => {
    const { child, server } = await startElsewhere();
    expect(isAlive(server.pid)).toBe(true);
    child.kill('SIGKILL');
    await waitFor(() => !isAlive(server.pid));
  });

  test('of starter and keeper together the next start ends what is left and begins anew', async () => {
    const { child, server } = await startElsewhere();
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '');
    const keeper = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    const pids = (await readFile(`/proc/${keeper}/task/${keeper}/children`, 'utf8').catch(() => '')).trim().split(' ');
    for (const pid of [keeper, ...pids.map(Number)]) if (pid > 1 && pid !== server.pid) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(server.pid)).toBe(true);
    const next = await start();
    expect(next.pid).not.toBe(server.pid);
    expect(next.shared).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  test("a dead server's pid that another program has by now is no server", async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const pidFile = join(dataDir(), 'cluster', 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    const second = await start();
    await asAdmin(second.adminUrl, (admin) => admin.query('SELECT 1'));
  });
});
