import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startServerProcess, type ServerProcess } from '@wheelhouse/cli';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { password, tokenIn, until, Visitor } from '../tenancy/instance.ts';
import { consoleDir } from './browser.ts';
import { adaEmail } from './stage.ts';

type Environment = Readonly<Record<string, string>>;

/** A spoke as a process of its own, with Ada as its administrator, that can be killed and started again where it was. */
export interface SpokeProcess extends Restartable {
  readonly origin: string;
  readonly ada: Visitor;
  /** The id of the first workspace. */
  readonly home: string;
  close(): Promise<void>;
}

// The test runner's own flags are not passed on, so the process is told how to read sources.
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const inherited = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_ENV: 'test',
  NODE_OPTIONS: `--conditions=@wheelhouse/source --import ${loader}`,
  WH_CONSOLE_DIR: consoleDir,
};

/** Something that can be killed and started again where it was. */
export interface Restartable {
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

interface Place extends Restartable {
  readonly origin: string;
  /** What it said so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** A server in a process of its own, on a port and with a folder and database that it keeps. */
async function openPlace(kind: 'hub' | 'spoke', own: Environment = {}): Promise<Place> {
  const database = await createTestDatabase(kind);
  const dir = await mkdtemp(join(tmpdir(), 'wh-console-'));
  const port = await freePort();
  const logFile = join(dir, `${kind}.log`);
  const env = {
    ...inherited,
    DATABASE_URL: database.databaseUrl,
    DATABASE_OWNER_URL: database.databaseOwnerUrl,
    WH_PORT: String(port),
    WH_INSTANCE_NAME: kind,
    WH_DATA_DIR: dir,
    ...own,
  };
  const launch = (): Promise<ServerProcess> => startServerProcess({ name: kind, args: [kind], env, logFile });
  let running = await launch();
  return {
    origin: `http://127.0.0.1:${port}`,
    log: () => readFile(logFile, 'utf8'),
    kill: () => running.kill(),
    async start() {
      running = await launch();
    },
    async close() {
      await running.stop();
      await dropTestDatabase(database);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** @param own variables on top of the usual ones */
export async function openSpokeProcess(own: Environment = {}): Promise<SpokeProcess> {
  const place = await openPlace('spoke', { WH_ALLOW_OPEN_FILESYSTEM: '1', ...own });
  const ada = new Visitor(place.origin);
  const token = await setUpToken(place);
  await ada.get('POST', '/auth/setup', { token, email: adaEmail, name: 'Ada', password, organization: 'Acme' });
  const [workspace] = await ada.get<{ id: string }[]>('GET', '/workspaces');
  return { ...place, ada, home: workspace?.id ?? '' };
}

export interface HubProcess extends Restartable {
  /** Joins its bearer without anybody looking. */
  joinToken(): Promise<string>;
  close(): Promise<void>;
}

export async function openHubProcess(): Promise<HubProcess> {
  const place = await openPlace('hub');
  const ada = new Visitor(place.origin);
  await ada.get('POST', '/auth/setup', { token: await setUpToken(place), email: adaEmail, name: 'Ada', password });
  return {
    ...place,
    async joinToken() {
      const wish = { nameHint: 'spoke', autoApprove: true };
      return (await ada.get<{ token: string }>('POST', '/join-tokens', wish)).token;
    },
  };
}

/** Of the link that it prints when it has begun and nobody has an account. */
async function setUpToken(place: Place): Promise<string> {
  await until('it says how to begin', async () => /\/set-?up#/.test(await place.log()));
  return tokenIn(/\/set-?up(#.*)/.exec(await place.log())?.[1] ?? '');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
