import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';
import { bootstrapSpoke, startSpoke, type Bootstrapped } from '@wheelhouse/spoke';

/** A spoke as it is in earnest, on a database and a port of its own. */
export interface RealSpoke {
  readonly url: string;
  readonly own: Bootstrapped;
  close(): Promise<void>;
}

export async function openRealSpoke(): Promise<RealSpoke> {
  const database = await createTestDatabase('spoke');
  const instanceDir = await mkdtemp(join(tmpdir(), 'wh-client-'));
  const spoke = await startSpoke(
    {
      name: 'north',
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.databaseUrl,
      databaseOwnerUrl: database.databaseOwnerUrl,
      instanceDir,
      orchestrator: 'none',
      concurrency: 1,
      containment: 'auto',
      allowOpenFilesystem: true,
    },
    { logger: createLogger({ name: 'client-test', level: 'silent' }) },
  );
  const own = await bootstrapSpoke(spoke.db, {
    organization: { name: 'Acme', slug: 'acme' },
    workspace: { name: 'Main', slug: 'main' },
    owner: { name: 'Ada', email: 'ada@example.test' },
    processAgents: [{ name: 'echo', argv: ['echo', 'hello'], allowArgs: true }],
  });
  return {
    url: spoke.url,
    own,
    close: async () => {
      await spoke.close();
      await dropTestDatabase(database);
      await rm(instanceDir, { recursive: true, force: true });
    },
  };
}
