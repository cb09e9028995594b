import { readFile } from 'node:fs/promises';
import { PostgresConnection, PostgresQueueBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PrivatePostgres } from '../testing/queues/private-postgres.ts';
import { PrivateRedis, redisMissing } from '../testing/queues/private-redis.ts';
import { readClaimHints } from './bullmq-private.ts';

/** What the queues rely on beyond BullMQ's documented interface. When this fails after an update, read bullmq-private.ts. */
describe('what is used of BullMQ', () => {
  let server: PrivatePostgres;
  let pool: Pool;
  let connection: PostgresConnection;
  let databaseUrl: string;

  beforeAll(async () => {
    server = await PrivatePostgres.open();
    ({ databaseUrl } = await server.createDatabase('contract'));
    pool = new Pool({ connectionString: databaseUrl, options: '-c search_path=bullmq', max: 3 });
    connection = new PostgresConnection(pool as never);
  });

  afterAll(async () => {
    await pool.end();
    await server.close();
  });

  const backend = (name: string, options: object): PostgresQueueBackend =>
    new PostgresQueueBackend(connection, name, options as never, false);

  test('the release is pinned exactly', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(manifest.dependencies['bullmq']).toBe('6.7.0');
  });

  test('a worker that was never run has both hints, and an empty claim sets when the first delayed job is due', async () => {
    const queue = new Queue('hints', { connection: pool as never, skipMetasUpdate: true }, backend);
    const worker = new Worker('hints', async () => undefined, { connection: pool as never, autorun: false }, backend);
    expect(Object.keys(worker)).toEqual(expect.arrayContaining(['blockUntil', 'limitUntil', 'processorAcceptsSignal']));
    expect(readClaimHints(worker)).toEqual({ blockUntil: 0, limitUntil: 0 });
    const dueAt = Date.now() + 60_000;
    await queue.add('later', {}, { delay: 60_000, jobId: 'c-1' });
    expect(await worker.getNextJob('token', { block: false })).toBeUndefined();
    expect(Math.abs(readClaimHints(worker).blockUntil - dueAt)).toBeLessThan(5_000);
  });

  test('a processor with two parameters gets no abort controller of BullMQ', () => {
    const worker = new Worker(
      'plain',
      async (_job, _token) => undefined,
      { connection: pool as never, autorun: false },
      backend,
    );
    expect(Reflect.get(worker, 'processorAcceptsSignal')).toBe(false);
  });

  test('a lock that somebody else took is reported as lost', async () => {
    const queue = new Queue('locks', { connection: pool as never, skipMetasUpdate: true }, backend);
    const worker = new Worker('locks', async () => undefined, { connection: pool as never, autorun: false }, backend);
    const { id = '' } = await queue.add('job', {}, { jobId: 'c-1' });
    await worker.getNextJob('mine', { block: false });
    expect(await worker.extendJobLocks([id], ['mine'], 1_000)).toEqual([]);
    expect(await worker.extendJobLocks([id], ['theirs'], 1_000)).toEqual([id]);
  });

  test('adding a job notifies bullmq_jobs with the name of its queue', async () => {
    const listener = new Client({ connectionString: databaseUrl });
    listener.on('error', () => undefined);
    await listener.connect();
    const heard: unknown[] = [];
    listener.on('notification', ({ channel, payload }) => heard.push({ channel, payload }));
    await listener.query('LISTEN bullmq_jobs');
    await new Queue('heard', { connection: pool as never, skipMetasUpdate: true }, backend).add(
      'job',
      {},
      { jobId: 'c-1' },
    );
    await vi.waitFor(() => expect(heard).toContainEqual({ channel: 'bullmq_jobs', payload: 'heard' }));
    await listener.end();
  });

  test('the runtime role creates nothing: bulk adding and a generated id, which would, are refused', async () => {
    const queue = new Queue('bulk', { connection: pool as never, skipMetasUpdate: true }, backend);
    await expect(queue.addBulk([{ name: 'job', data: {} }])).rejects.toThrow(/permission denied/);
    await expect(queue.add('job', {})).rejects.toThrow(/permission denied/);
  });

  test.skipIf(redisMissing() !== undefined)(
    'Redis keeps a delayed job by its due time shifted left by 12 bits',
    async () => {
      const redis = await PrivateRedis.open();
      const client = new Redis(redis.url);
      const queue = new Queue('later', { connection: client, prefix: 'wh:x' });
      const dueAt = Date.now() + 60_000;
      await queue.add('job', {}, { delay: 60_000, jobId: 'c-1' });
      const [, score] = await client.zrange('wh:x:later:delayed', 0, 0, 'WITHSCORES');
      expect(Math.abs(Number(score) / 4_096 - dueAt)).toBeLessThan(5_000);
      client.disconnect();
      await redis.close();
    },
  );
});
