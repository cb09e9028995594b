import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabasePasswords } from '../database/prepare-database.ts';

/** The server of this test run. */
export interface TestServer {
  readonly adminUrl: string;
  readonly passwords: DatabasePasswords;
}

/** Logins that every test database admits; made once, because roles belong to the whole server. */
export const testLogins = { app: 'wheelhouse_test_app', owner: 'wheelhouse_test_owner' } as const;

const startTimeoutMs = 60_000;

/**
 * Waits until the run's server is up.
 * @param file what the global set-up provided as `testServerFile`
 * @throws Error where it could not start
 */
export async function waitForTestServer(file: string): Promise<TestServer> {
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const content = JSON.parse(text) as TestServer | { error: string };
      if ('error' in content) throw new Error(`no PostgreSQL for the tests: ${content.error}`);
      return content;
    }
    await delay(20);
  }
  throw new Error('the PostgreSQL server of the tests did not start');
}
