import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapHub } from '@wheelhouse/hub';
import { prepareDatabase, type PreparedDatabase } from '@wheelhouse/prisma';
import { startEmbeddedPostgres } from '@wheelhouse/prisma/embedded';
import { InstanceId } from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import type { Child } from './start-child.ts';
import { startServer } from './start-cli.ts';

/** A hub in a process of its own, and what reaches it. */
export interface BenchHub {
  readonly process: Child;
  readonly url: string;
  readonly hubId: InstanceId;
  readonly apiKey: string;
}

/** A PostgreSQL server as in production (fsync on) in a folder of its own. */
export interface Stage {
  readonly folder: string;
  readonly postgresPid: number;
  /** Later closed with the stage, the newest first. */
  keep(closable: () => Promise<void>): void;
  prepare(database: string, target: 'hub' | 'spoke'): Promise<PreparedDatabase>;
  startHub(name: string, nodeOptions?: readonly string[]): Promise<BenchHub>;
  close(): Promise<void>;
}

/** More than any bench sends: the rate limit is not what is measured. */
const unlimited = { WH_COMMANDS_PER_SECOND: '1000000', WH_COMMANDS_BURST: '1000000' };

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-bench-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who has to pass.
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const kept: (() => Promise<void>)[] = [];
  const prepare: Stage['prepare'] = (database, target) =>
    prepareDatabase({ adminUrl: server.adminUrl, database, target });
  return {
    folder,
    postgresPid: server.pid,
    keep: (closable) => void kept.push(closable),
    prepare,
    async startHub(name, nodeOptions) {
      const { databaseUrl } = await prepare(name, 'hub');
      const { keyset } = createIdentity({ name: 'console', now: Date.now() });
      const { apiKey } = await bootstrapHub({ databaseUrl, consoleKeyset: keyset, now: Date.now() });
      const env = { ...unlimited, DATABASE_URL: databaseUrl, WH_DATA_DIR: join(folder, name) };
      const process = await startServer('hub', env, nodeOptions);
      kept.push(() => process.stop());
      return { process, url: process.url, hubId: InstanceId.parse(process.facts['hubId']), apiKey };
    },
    async close() {
      for (const close of kept.toReversed()) await close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
