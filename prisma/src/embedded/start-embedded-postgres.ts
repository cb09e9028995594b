import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { adminUser, filesIn, initialise, type ServerFiles } from './initialise.ts';
import { findFreePort, launch, type LaunchedServer } from './launch.ts';
import { claimOwnership, dropOwnership, isOwnerAlive } from './owner.ts';
import { endServer, findRunningServer, removeStalePidFile, type RunningServer } from './running-server.ts';
import { findServerUser, isReachable, type ServerUser } from './server-user.ts';

const joinTimeoutMs = 60_000;

export interface StartEmbeddedPostgresOptions {
  /** Folder for the cluster, the password and the log; made if missing. */
  readonly dataDir: string;
  /** Default `<dataDir>/postgres.log`. */
  readonly logFile?: string;
  /** Wanted port; the next free one where it is taken. Default: any free one. */
  readonly port?: number;
  /** Server settings on top of ours, for example `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's connection to the database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  /** Of the server itself. */
  readonly pid: number;
  /** True where another living process had started it and will stop it. */
  readonly shared: boolean;
  /** Ends sessions, writes everything down, resolves when the server is gone. Leaves a shared server alone. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server of our own on 127.0.0.1, or joins the one that another living process runs on this folder.
 * A server whose starter was killed is ended first. The server ends with this process, however that ends.
 * As root it runs as `postgres` or `nobody`.
 * @throws Error saying what is missing
 */
export async function startEmbeddedPostgres(options: StartEmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const progress = options.onProgress ?? (() => undefined);
  const user = await findServerUser();
  const files = await prepareFolder(options.dataDir, user);
  const shared = await joinOrClaim(files, progress);
  if (shared !== undefined) {
    const password = await readFile(files.passwordFile, 'utf8');
    return describe(shared, password, { shared: true, stop: async () => undefined });
  }
  try {
    return await startOwn(files, user, options);
  } catch (error) {
    await dropOwnership(files);
    throw error;
  }
}

async function startOwn(
  files: ServerFiles,
  user: ServerUser | undefined,
  options: StartEmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries(user, files.dataDir);
  const password = await initialise(files, binaries, user);
  await removeStalePidFile(files);
  options.onProgress?.('starting PostgreSQL');
  const logFile = options.logFile ?? join(files.dataDir, 'postgres.log');
  const settings = options.settings ?? {};
  const server = await launchOnFreePort(options, (port) => launch({ files, binaries, user, port, logFile, settings }));
  return describe(server, password, { shared: false, stop: () => stop(server, files) });
}

async function prepareFolder(dataDir: string, user: ServerUser | undefined): Promise<ServerFiles> {
  // 0711: the server's user passes through to the cluster and sees nothing else.
  await mkdir(dataDir, { recursive: true, mode: user === undefined ? 0o700 : 0o711 });
  const real = await realpath(dataDir);
  if (user !== undefined && !(await isReachable(real, user))) {
    throw new Error(
      `PostgreSQL must run as ${user.name}, who cannot reach ${real}: choose another folder with WH_DATA_DIR, or open the folders above it (chmod o+x)`,
    );
  }
  return filesIn(real);
}

/** Joins the server of a living owner, or makes this process the owner after ending what a dead one left. */
async function joinOrClaim(
  files: ServerFiles,
  progress: (message: string) => void,
): Promise<RunningServer | undefined> {
  const until = Date.now() + joinTimeoutMs;
  while (Date.now() < until) {
    if (await claimOwnership(files)) {
      const left = await findRunningServer(files);
      if (left !== undefined) {
        progress('ending the PostgreSQL server that a killed process left');
        await endServer(left, files);
      }
      return undefined;
    }
    if (await isOwnerAlive(files)) {
      const running = await findRunningServer(files);
      if (running?.ready === true) return running;
      await delay(20);
    } else {
      await dropOwnership(files);
    }
  }
  throw new Error(`another process has been starting PostgreSQL in ${files.dataDir} for too long`);
}

/** Between finding a port free and listening on it another program may take it. */
async function launchOnFreePort(
  options: StartEmbeddedPostgresOptions,
  start: (port: number) => Promise<LaunchedServer>,
): Promise<LaunchedServer> {
  for (let triesLeft = 3; ; triesLeft--) {
    try {
      return await start(await findFreePort(options.port));
    } catch (error) {
      const portTaken = error instanceof Error && error.message.includes('Address already in use');
      if (!portTaken || triesLeft === 0) throw error;
    }
  }
}

async function stop(server: LaunchedServer, files: ServerFiles): Promise<void> {
  const { keeper } = server;
  const gone = keeper.exitCode !== null || keeper.signalCode !== null;
  if (!gone) {
    const exited = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
    // Not by closing the keeper's input: the server's own pid tells at once whether it is there.
    if ((await findRunningServer(files))?.pid === server.pid) await endServer(server, files);
    keeper.stdin?.end();
    await exited;
  }
  await dropOwnership(files);
}

function describe(
  server: RunningServer,
  password: string,
  rest: Pick<EmbeddedPostgres, 'shared' | 'stop'>,
): EmbeddedPostgres {
  const { pid, port } = server;
  return { adminUrl: `postgresql://${adminUser}:${password}@127.0.0.1:${port}/postgres`, pid, port, ...rest };
}
