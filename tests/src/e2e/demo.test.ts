import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrivateRedis, redisMissing } from '@wheelhouse/orchestrator/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The tour's steps, in their order: part of the interface. */
const steps = [
  'boot',
  'enrol-north',
  'enrol-south',
  'pair',
  'grant',
  'spawn-accepted',
  'spawn-started',
  'output-streamed',
  'artifact',
  'status',
  'kill-survivors',
  'kill-before-spawn',
  'replay',
  'refuse-flipped-byte',
  'refuse-audience',
  'refuse-expired',
  'refuse-ungranted-workspace',
  'refuse-disconnected',
  'refuse-forged-by-hub',
  'second-workspace',
  'refuse-viewer',
  'service-account',
  'shutdown',
];

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-demo-'));
  // As root PostgreSQL runs as another user, who has to pass.
  await chmod(dataDir, 0o755);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

interface Tour {
  readonly code: number | null;
  readonly lines: readonly {
    step?: string;
    ok?: boolean;
    detail?: string;
    summary?: { passed: number; failed: number };
  }[];
  readonly seconds: number;
}

/** Runs the tour as a user does. Variables of the test run that would change it are left out. */
function runTour(env: Readonly<Record<string, string>>): Promise<Tour> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'demo', '--exit', '--json'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], WH_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      const lines = out.split('\n').filter((line) => line.startsWith('{'));
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ code, seconds, lines: lines.map((line) => JSON.parse(line) as Tour['lines'][number]) });
    });
  });
}

function expectAllHeld(tour: Tour): void {
  const held = tour.lines.filter((line) => line.step !== undefined);
  expect(
    held.filter((line) => line.ok !== true),
    'steps that did not hold',
  ).toEqual([]);
  expect(held.map((line) => line.step)).toEqual(steps);
  expect(tour.lines.at(-1)?.summary).toMatchObject({ passed: steps.length, failed: 0 });
  expect(tour.code).toBe(0);
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** First start under 5 minutes, later ones under 30 s; twice that where this test is not alone on the machine. */
const limitSeconds = { first: 2 * 300, again: 2 * 30 };

/** How many times as long something takes as on an idle machine: what waits for each core. */
function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());
}

describe('the demo', () => {
  test(
    'takes its tour with queues on PostgreSQL, frees its ports, and a second run reuses the enrolment',
    { timeout: 300_000 },
    async () => {
      const first = await runTour({});
      expectAllHeld(first);
      expect(first.seconds).toBeLessThan(limitSeconds.first);
      const ports = first.lines.flatMap((line) => /http:\/\/127\.0\.0\.1:(\d+)/.exec(line.detail ?? '')?.[1] ?? []);
      expect(ports).toHaveLength(3);
      for (const port of ports) expect(await isPortFree(Number(port))).toBe(true);
      const second = await runTour({});
      expectAllHeld(second);
      expect(second.seconds).toBeLessThan(limitSeconds.again * crowding());
    },
  );

  test('takes its tour with queues on Redis', { timeout: 300_000 }, async (context) => {
    const missing = redisMissing();
    if (missing !== undefined) return context.skip(missing);
    const redis = await PrivateRedis.open();
    try {
      expectAllHeld(await runTour({ REDIS_URL: redis.url }));
    } finally {
      await redis.close();
    }
  });
});
