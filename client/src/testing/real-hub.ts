import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub } from '@wheelhouse/hub';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';

/** A hub as it is in earnest, on a database and a port of its own. */
export interface RealHub {
  readonly url: string;
  close(): Promise<void>;
}

export async function openRealHub(): Promise<RealHub> {
  const database = await createTestDatabase('hub');
  const folder = await mkdtemp(join(tmpdir(), 'wh-client-'));
  const { databaseUrl } = database;
  const config = { name: 'hub', host: '127.0.0.1', port: 0, databaseUrl, identityPath: join(folder, 'identity.json') };
  const hub = await startHub(config, { logger: createLogger({ name: 'client-test', level: 'silent' }) });
  return {
    url: hub.url,
    close: async () => {
      await hub.close();
      await dropTestDatabase(database);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
