import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';
import { startSpoke, type Spoke } from '@wheelhouse/spoke';
import { vi } from 'vitest';
import { readCliConfig } from '../config.ts';
import { runProgram } from '../program.ts';
import { withSession, type Session } from '../session-client.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of standard input; default nothing. */
  readonly input?: string;
  /** Answers at a terminal, instead of standard input. */
  readonly typed?: readonly string[];
}

/** A spoke with its first administrator, and a folder for profiles. */
export interface TenancyFixture {
  readonly spoke: Spoke;
  readonly url: string;
  readonly dir: string;
  readonly profilesFile: string;
  /** Runs a command line as its process would. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ended>;
  /** {@link run} with `--json`, which has to end well. */
  json<T>(argv: readonly string[], options?: RunOptions): Promise<T>;
  asAda<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export const ada = { email: 'ada@example.test', password: 'correct horse battery' } as const;

const noTiers = { free: { perMinute: 1_000_000, perDay: 10_000_000 } };
const noSignInLimits = { perIp: 10_000, perAccountAndIp: 1_000, perAccount: 1_000, mailsPerAddress: 1_000 };

export async function openTenancyFixture(): Promise<TenancyFixture> {
  const database = await createTestDatabase('spoke');
  const dir = await mkdtemp(join(tmpdir(), 'wh-cli-'));
  const spoke = await startSpoke(
    {
      name: 'north',
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.databaseUrl,
      databaseOwnerUrl: database.databaseOwnerUrl,
      instanceDir: join(dir, 'north'),
      orchestrator: 'none',
      concurrency: 1,
      containment: 'auto',
      allowOpenFilesystem: true,
    },
    {
      logger: createLogger({ name: 'cli-test', level: 'silent' }),
      tiers: noTiers,
      people: { limits: noSignInLimits },
    },
  );
  const { url } = spoke;
  await setUp(spoke);
  const run = async (argv: readonly string[], { env = {}, ...given }: RunOptions = {}): Promise<Ended> => {
    const said = { out: '', err: '' };
    const catchAll = (to: 'out' | 'err') => (chunk: unknown) => ((said[to] += String(chunk)), true);
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(catchAll('out'));
    const err = vi.spyOn(process.stderr, 'write').mockImplementation(catchAll('err'));
    try {
      const config = await readCliConfig({ WH_DATA_DIR: dir, XDG_CONFIG_HOME: join(dir, 'config'), ...env });
      const code = await runProgram(argv, { ...config, streams: streamsOf(given, catchAll('err')) });
      return { code, ...said };
    } finally {
      out.mockRestore();
      err.mockRestore();
      process.exitCode = 0;
    }
  };
  return {
    spoke,
    url,
    dir,
    profilesFile: join(dir, 'config', 'wheelhouse', 'profiles.json'),
    run,
    async json<T>(argv: readonly string[], options?: RunOptions) {
      const { code, out, err } = await run([...argv, '--json'], options);
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out) as T;
    },
    asAda: (work) => withSession({ url, ...ada, secondFactor: () => Promise.reject(new Error('none')) }, work),
    async close() {
      await spoke.close();
      await dropTestDatabase(database);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function setUp({ setupUrl, url }: Spoke): Promise<void> {
  const token = setupUrl?.slice(setupUrl.indexOf('#') + 1);
  const response = await fetch(`${url}/api/v1/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ada, token, name: 'Ada', organization: 'Acme' }),
  });
  if (!response.ok) throw new Error(`setting up failed: ${await response.text()}`);
}

/** A terminal on which each question is answered in turn, or a pipe. */
function streamsOf(
  { input = '', typed }: RunOptions,
  onQuestion: (chunk: unknown) => boolean,
): { input: NodeJS.ReadableStream & { isTTY?: boolean }; questions: NodeJS.WritableStream } {
  const questions = new PassThrough();
  questions.on('data', onQuestion);
  if (typed === undefined) return { input: Readable.from([Buffer.from(input)]), questions };
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  const answers = [...typed];
  questions.on('data', (chunk: Buffer) => {
    if (!chunk.toString().includes(': ')) return;
    const answer = answers.shift();
    if (answer !== undefined) setImmediate(() => keyboard.write(`${answer}\r`));
  });
  return { input: keyboard, questions };
}
