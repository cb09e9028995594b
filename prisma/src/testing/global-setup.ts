import { mkdtemp, chmod, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { asAdmin, ensureGroupRoles, ensureLogin, newPassword } from '../database/prepare-database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { testLogins, type TestServer } from './test-server.ts';

/**
 * Starts one PostgreSQL server for a whole vitest run and ends it afterwards. Nobody waits for it here: a test file that
 * needs a database waits in `createTestDatabase`. `TEST_DATABASE_ADMIN_URL` names a server to use instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-test-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who has to pass.
  const file = join(folder, 'server.json');
  project.provide('testServerFile', file);
  let server: EmbeddedPostgres | undefined;
  const started = start(folder).then(
    async (result) => {
      server = result.server;
      await announce(file, result.announcement);
    },
    async (error: unknown) => announce(file, { error: String(error) }),
  );
  return async () => {
    await started;
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(folder: string): Promise<{ server?: EmbeddedPostgres; announcement: TestServer }> {
  const given = process.env['TEST_DATABASE_ADMIN_URL'];
  if (given !== undefined && given !== '') return { announcement: await prepareServer(given) };
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    // Test data need not outlive a power cut.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  });
  return { server, announcement: await prepareServer(server.adminUrl) };
}

async function prepareServer(adminUrl: string): Promise<TestServer> {
  const passwords = { app: newPassword(), owner: newPassword() };
  await asAdmin(adminUrl, async (admin) => {
    await ensureGroupRoles(admin);
    await ensureLogin(admin, { name: testLogins.app, group: 'wheelhouse_app', password: passwords.app });
    await ensureLogin(admin, { name: testLogins.owner, group: 'wheelhouse_owner', password: passwords.owner });
  });
  return { adminUrl, passwords };
}

/** Whole or not at all: test files poll for the file. */
async function announce(file: string, content: TestServer | { error: string }): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
