import { prepareDatabase } from '@wheelhouse/prisma';
import { startEmbeddedPostgres } from '@wheelhouse/prisma/embedded';
import { migrateQueueStore } from '@wheelhouse/orchestrator';
import { join } from 'node:path';

export interface DatabaseServer {
  /** Makes (or opens) one instance's database and migrates it. */
  prepare(name: string, target: 'hub' | 'spoke', known?: DatabaseUrls): Promise<DatabaseUrls>;
  stop(): Promise<void>;
}

export interface DatabaseUrls {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
}

function passwordOf(url: string): string {
  return decodeURIComponent(new URL(url).password);
}

/** The server that `DATABASE_URL` names, else PostgreSQL from npm under our own launcher. */
export async function openDatabaseServer(options: {
  readonly adminUrl: string | undefined;
  readonly dataDir: string;
  readonly onProgress: (message: string) => void;
}): Promise<DatabaseServer> {
  const own =
    options.adminUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: join(options.dataDir, 'postgres'), onProgress: options.onProgress })
      : null;
  const adminUrl = options.adminUrl ?? own?.adminUrl ?? '';
  return {
    async prepare(name, target, known) {
      const database = `wh_${name.toLowerCase().replace(/[^a-z0-9]/g, '_')}`;
      const passwords =
        known === undefined
          ? {}
          : { passwords: { app: passwordOf(known.databaseUrl), owner: passwordOf(known.databaseOwnerUrl) } };
      const { databaseUrl, databaseOwnerUrl } = await prepareDatabase({ adminUrl, database, target, ...passwords });
      if (target === 'spoke') await migrateQueueStore({ ownerUrl: databaseOwnerUrl });
      return { databaseUrl, databaseOwnerUrl };
    },
    stop: async () => own?.stop(),
  };
}
