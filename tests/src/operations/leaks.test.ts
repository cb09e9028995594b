import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@wheelhouse/cli';
import { PrivateRedis, redisMissing } from '@wheelhouse/orchestrator/testing';
import type { CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from '../faults/world.ts';

/** Nobody but who sends it, and what it is meant for, may ever see one of these. */
const canaries = {
  provider: 'canary-provider-key-4f1d',
  agent: 'canary-agent-secret-77b2',
  bearer: 'wh_canarybearer0c55.canary-bearer-secret-0c55',
  header: 'canary-header-9e01',
  cookie: 'canary-cookie-5a3c',
  nested: 'canary-nested-body-61fe',
  broken: 'canary-broken-json-d80a',
  query: 'canary-query-3b19',
  password: 'canary-password-e2c4',
} as const;
/** Kept in its run's rows, since people read it there; it belongs in no log and no queue. */
const prompt = 'canary-prompt-1f70';

const missing = redisMissing();
let redis: PrivateRedis | null = null;
let world: World;
beforeAll(async () => {
  if (missing === undefined) redis = await PrivateRedis.open();
  world = await World.open({
    ...(redis === null ? {} : { redisUrl: redis.url }),
    everywhere: { WH_LOG_LEVEL: 'trace' },
    north: { ANTHROPIC_API_KEY: canaries.provider },
  });
}, 180_000);
afterAll(async () => {
  await world.close();
  await redis?.close();
});

/** Everything the two servers answer to somebody who shows them secrets in every place, in vain. */
async function refusedEverywhere(): Promise<string[]> {
  const { north, stack } = world;
  const headers = {
    authorization: `Bearer ${canaries.bearer}`,
    'x-api-key': canaries.header,
    'x-forwarded-for': canaries.header,
    cookie: `wheelhouse_session=${canaries.cookie}`,
    'content-type': 'application/json',
  };
  const allowed = { ...headers, authorization: `Bearer ${north.endpoint.apiKey}` };
  const nested = JSON.stringify({ agent: 'brief', deep: { er: [{ password: canaries.nested }] } });
  const broken = `{"password": "${canaries.broken}", "agent": `;
  const signIn = JSON.stringify({ email: 'nobody@example.org', password: canaries.password });
  const answers: string[] = [];
  const ask = async (url: string, init: RequestInit): Promise<void> => {
    const answer = await fetch(url, init);
    expect(answer.status, url).toBeGreaterThanOrEqual(400);
    answers.push(JSON.stringify([...answer.headers]), await answer.text());
  };
  for (const base of [north.endpoint.url, stack.hubEndpoint.url]) {
    for (const path of ['/runs', '/fleet/runs', '/secrets', '/nowhere', '/auth/session']) {
      await ask(`${base}/api/v1${path}?api_key=${canaries.query}`, { headers });
      for (const body of [nested, broken, '{}']) {
        await ask(`${base}/api/v1${path}?token=${canaries.query}`, { method: 'POST', headers, body });
      }
    }
    await ask(`${base}/api/v1/auth/sign-in`, { method: 'POST', headers: { ...headers, origin: base }, body: signIn });
  }
  for (const body of [nested, broken])
    await ask(`${north.endpoint.url}/api/v1/runs`, { method: 'POST', headers: allowed, body });
  return answers;
}

/** An agent of north's that gets a secret and says it in every way it can. */
async function tellingRun(): Promise<RunRecord> {
  const { api } = world.north;
  await api.post('/secrets', { name: 'DEPLOY', value: canaries.agent });
  const script =
    'echo "$KEY"; echo "$KEY" >&2; i=0; while [ $i -lt 200 ]; do echo "line $i $KEY"; i=$((i+1)); done; cat; exit 3';
  await api.post('/agents', {
    name: 'telling',
    runtime: 'process',
    config: { argv: ['/bin/sh', '-c', script] },
    execution: { secrets: { KEY: 'DEPLOY' } },
  });
  const { runId } = await api.post<CommandTaken>('/runs', { agent: 'telling', prompt });
  await until('the telling run ends', 30_000, async () => {
    return (await api.get<RunRecord>(`/runs/${runId}`)).state === 'failed';
  });
  return api.get<RunRecord>(`/runs/${runId}`);
}

/** Every row of every table of every database of the world, as text. */
async function allRows(): Promise<string> {
  const parts: string[] = [];
  for (const name of ['hub', 'north', 'south']) {
    const url = new URL(world.postgres.adminUrl);
    url.pathname = `/wh_${name}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    for (const { name: table } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${table} t`);
      parts.push(...rows.map(({ row }) => `${name} ${table} ${row}`));
    }
    await client.end();
  }
  return parts.join('\n');
}

async function textsBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

async function allOfRedis(url: string): Promise<string> {
  const client = new Redis(url);
  const keys = await client.keys('*');
  const values = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
  client.disconnect();
  return [...keys, ...values.map((value) => value?.toString('latin1') ?? '')].join('\n');
}

/** As it is, and as it would look in bytes that were written down as text. */
function shapesOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // The last characters of the encoding depend on what follows.
  return [secret, bytes.toString('hex'), bytes.toString('base64').slice(0, -4)];
}

function found(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => shapesOf(secret).some((shape) => text.includes(shape)))
    .map(([name]) => name);
}

/** The seeds of every key file of the world. */
async function seeds(): Promise<Record<string, string>> {
  const names = await readdir(world.dataDir, { recursive: true });
  const files = names.filter((name) => /(identity|console-key)\.json$|secrets\.key$/.test(name));
  expect(files.length).toBeGreaterThanOrEqual(5);
  const all: Record<string, string> = {};
  for (const file of files) {
    const text = await readFile(join(world.dataDir, file), 'utf8');
    const words = [...text.matchAll(/"(?:seed|secret|privateKey|key)":\s*"([\w+/=-]{40,})"/g)].map(([, word]) => word);
    expect(words.length, file).toBeGreaterThan(0);
    for (const [index, word] of words.entries()) if (word !== undefined) all[`${file} ${index}`] = word;
  }
  return all;
}

test('OPS-01: secrets shown in every place reach no log, no row, no queue, no file and no answer', async () => {
  const run = await tellingRun();
  const answers = await refusedEverywhere();
  const taken = await world.spawn('brief', { prompt });
  await world.settled([taken]);
  const { api } = world.north;
  const shown = [
    JSON.stringify(run),
    JSON.stringify(await api.get(`/runs/${run.id}/events`)),
    JSON.stringify(await api.get('/secrets')),
    JSON.stringify(await api.get('/audit')),
  ];
  // It did say something, and the secret is where it was.
  expect(shown.join()).toContain('[redacted]');
  const secrets = {
    ...canaries,
    ...(await seeds()),
    'north’s key': world.north.endpoint.apiKey,
    'south’s key': world.south.endpoint.apiKey,
    'the hub’s key': world.stack.hubEndpoint.apiKey,
  };
  const logs = await textsBelow(join(world.dataDir, 'logs'));
  expect(logs.length).toBeGreaterThan(10_000);
  expect(found(logs, { ...secrets, prompt })).toEqual([]);
  expect(found(answers.join('\n'), { ...secrets, prompt })).toEqual([]);
  expect(found(shown.join('\n'), secrets)).toEqual([]);
  expect(found(await textsBelow(join(world.dataDir, 'north', 'runs')), secrets)).toEqual([]);
  const rows = await allRows();
  expect(rows).toContain(run.id);
  expect(found(rows, secrets)).toEqual([]);
  if (redis === null) return;
  const queued = await allOfRedis(redis.url);
  expect(queued).toContain('wh:');
  expect(found(queued, { ...secrets, prompt })).toEqual([]);
}, 180_000);
