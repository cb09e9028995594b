import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { until } from '@wheelhouse/cli';
import { openModelStub, type ModelStub } from '@wheelhouse/orchestrator/testing';
import type { CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './world.ts';

/** Writes what it was given and what it can reach into its folder, and stays. */
const script = `
const { writeFileSync } = require('node:fs');
const { connect } = require('node:net');
const { ANTHROPIC_API_KEY: token, ANTHROPIC_BASE_URL: url, PORTS } = process.env;
const reach = (port) => new Promise((resolve) => {
  const socket = connect(Number(port), '127.0.0.1');
  socket.once('connect', () => resolve('reached'));
  socket.once('error', ({ code }) => resolve(code));
});
Promise.all(PORTS.split(',').map(reach)).then((ports) => {
  writeFileSync('found.json', JSON.stringify({ token, url, ports }));
  setInterval(() => {}, 1000);
});`;

interface Found {
  readonly token: string;
  readonly url: string;
  readonly ports: readonly string[];
}

let models: ModelStub;
let world: World;
beforeAll(async () => {
  models = await openModelStub();
  models.play([{ word: 'hello', done: 'hello' }]);
  world = await World.open({
    north: { ANTHROPIC_BASE_URL: `${models.access.baseUrl}/anthropic`, ANTHROPIC_API_KEY: models.access.token },
  });
  const ports = [world.north.endpoint.url, world.stack.hubEndpoint.url].map((url) => new URL(url).port);
  await world.north.api.post('/agents', {
    name: 'rogue',
    runtime: 'process',
    config: { argv: [process.execPath, '-e', script], env: { PORTS: ports.join(',') } },
    execution: { network: 'llm-only' },
  });
}, 180_000);
afterAll(async () => {
  await world.close();
  await models.close();
});

async function rogue(): Promise<{ readonly run: RunRecord; readonly found: Found }> {
  const { api } = world.north;
  const { runId } = await api.post<CommandTaken>('/runs', { agent: 'rogue' });
  const path = join(world.dataDir, 'north', 'work', String(runId), '1', 'work', 'found.json');
  let text = '';
  await until('the agent has looked around', 30_000, async () => {
    text = await readFile(path, 'utf8').catch(() => '');
    return text !== '';
  });
  return { run: await api.get<RunRecord>(`/runs/${runId}`), found: JSON.parse(text) as Found };
}

/** Asks the model as an agent would; the status, or why there was none. */
function ask(run: RunRecord, { token, url }: Found): Promise<number | string> {
  const body = JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 20,
    messages: [{ role: 'user', content: 'hello' }],
  });
  const options = {
    method: 'POST',
    path: '/anthropic/v1/messages',
    headers: { 'x-api-key': token, 'content-type': 'application/json' },
  };
  const place =
    run.network === 'llm-only' ? { socketPath: join(world.dataDir, 'north', 'models', `${run.id}.sock`) } : hostOf(url);
  return new Promise((resolve) => {
    const asking = request({ ...options, ...place }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on('error', ({ message }) => resolve(message));
    asking.end(body);
  });
}

function hostOf(url: string): { host: string; port: string } {
  const { hostname: host, port } = new URL(url);
  return { host, port };
}

test('OPS-03: what an agent is given opens its own models and nothing else, and dies with its run', async () => {
  const { run, found } = await rogue();
  const sibling = await rogue();
  expect(found.token).not.toBe(sibling.found.token);
  const bearer = { authorization: `Bearer ${found.token}`, 'content-type': 'application/json' };
  const { north, stack } = world;
  const attempts: (readonly [string, string, object?])[] = [
    ['POST', `${north.endpoint.url}/api/v1/runs`, { agent: 'brief' }],
    ['GET', `${north.endpoint.url}/api/v1/runs`],
    ['GET', `${north.endpoint.url}/api/v1/runs/${run.id}`],
    ['GET', `${north.endpoint.url}/api/v1/runs/${sibling.run.id}`],
    ['POST', `${north.endpoint.url}/api/v1/runs/${sibling.run.id}/kill`, {}],
    ['POST', `${north.endpoint.url}/api/v1/kill-all`, {}],
    ['GET', `${stack.hubEndpoint.url}/api/v1/fleet/runs`],
    ['POST', `${stack.hubEndpoint.url}/api/v1/fleet/commands`, {}],
  ];
  for (const [method, url, body] of attempts) {
    const answer = await fetch(url, {
      method,
      headers: bearer,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status, `${method} ${url}`).toBe(401);
  }
  if (run.network === 'llm-only') expect(found.ports).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  expect(await ask(run, found)).toBe(200);
  expect(await ask(sibling.run, { ...sibling.found, token: found.token })).toBe(401);
  await north.api.post(`/runs/${run.id}/kill`, { now: true });
  await until(
    'it is killed',
    30_000,
    async () => (await north.api.get<RunRecord>(`/runs/${run.id}`)).state === 'killed',
  );
  // Its own socket is gone with it; at a sibling's the token is worth as little as before.
  if (run.network === 'llm-only') expect(await ask(run, found)).toMatch(/ENOENT|ECONNREFUSED/);
  expect(await ask(sibling.run, { ...sibling.found, token: found.token })).toBe(401);
  expect(await ask(sibling.run, sibling.found)).toBe(200);
  await north.api.post(`/runs/${sibling.run.id}/kill`, { now: true });
}, 120_000);
