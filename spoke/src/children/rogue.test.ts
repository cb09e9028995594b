import { instanceProvidersOf } from '@wheelhouse/orchestrator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doorAgent, doorWorld, type DoorWorld } from '../testing/door-agent.ts';
import { signUp } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let world: DoorWorld;

beforeAll(async () => {
  // With models, agents have a token whether they may start runs or not; nobody answers at that address.
  const providers = instanceProvidersOf({ ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 6, providers } });
  const { name, argv } = doorAgent;
  for (const [agent, execution] of [
    [name, {}],
    ['talker', { network: 'llm-only' }],
  ] as const) {
    const body = { name: agent, runtime: 'process', config: { argv }, execution };
    expect((await fixture.api('POST', '/api/v1/agents', body)).status).toBe(201);
  }
  world = doorWorld(fixture);
});
afterAll(() => fixture.close());

/** Out of the sandbox it comes in a spelling that nobody replaces. */
const spell = `Buffer.from(env.WHEELHOUSE_RUN_TOKEN).toString('hex')`;
const tokenOf = (hex: unknown): string => Buffer.from(String(hex), 'hex').toString();
const echo = `{ agent: 'echo' }`;

async function firstPrinted(id: string): Promise<unknown> {
  await until('it printed', async () => (await world.printed(id)).length > 0);
  return (await world.printed(id))[0];
}

describe('OPS-03: a rogue agent with its own token', () => {
  test('starts nothing where its spawn did not allow it', async () => {
    const mute = await world.spawn(`print([env.WHEELHOUSE_RUN_URL ?? null, env.WHEELHOUSE_RUN_TOKEN ?? null]);`);
    expect(await world.ended(mute)).toMatchObject({ state: 'succeeded' });
    expect(await world.printed(mute)).toEqual([[null, null]]);
    const model = await world.spawn(
      `const url = env.ANTHROPIC_BASE_URL.replace('/anthropic', '/run/v1');
       const key = env.ANTHROPIC_AUTH_TOKEN ?? env.ANTHROPIC_API_KEY;
       for (const [method, path] of [['POST', '/children'], ['GET', '/children'], ['GET', '/children/' + env.WHEELHOUSE_RUN_ID]]) {
         const answer = await fetch(url + path, { method, headers: { 'x-api-key': key }, ...(method === 'POST' ? { body: JSON.stringify(${echo}) } : {}) });
         print([answer.status, (await answer.json()).error?.code]);
       }`,
      { agent: 'talker' },
    );
    expect(await world.ended(model)).toMatchObject({ state: 'succeeded' });
    expect(await world.printed(model)).toEqual(Array.from({ length: 3 }, () => [409, 'LIMIT_CHILDREN']));
    expect(await world.below(model)).toEqual([]);
  });

  test('sees and ends neither what is above it, nor beside it, nor of others', async () => {
    const { browser: eve } = await signUp(fixture, 'eve@rogue.test');
    const task = { steps: [{ do: 'sleep', ms: 600_000 }] };
    const foreign = String((await eve('POST', '/api/v1/runs', { agent: 'embedded', task })).data['runId']);
    const neighbour = await world.spawn('await sleep(600000)');
    const rogue = `const [sibling, ...others] = JSON.parse(args);
      for (const id of [sibling, ...others, env.WHEELHOUSE_RUN_ID, crypto.randomUUID(), 'nonsense', '%2e%2e'])
        for (const [method, path] of [['GET', ''], ['POST', '/kill'], ['GET', '?waitMs=10']])
          print((await door(method, '/children/' + id + path)).error?.code);`;
    const root = await world.spawn(
      `const rogue = ${JSON.stringify(rogue)};
       const sibling = (await door('POST', '/children', { agent: 'script', prompt: 'await sleep(600000)' })).data.id;
       const args = JSON.stringify([sibling, env.WHEELHOUSE_RUN_ID, ${JSON.stringify(neighbour)}, ${JSON.stringify(foreign)}]);
       const { data } = await door('POST', '/children',
         { agent: 'script', limits: { children: 1 }, prompt: 'const args = ' + JSON.stringify(args) + ';' + rogue });
       print((await door('GET', '/children/' + data.id + '?waitMs=60000')).data);
       print((await door('GET', '/children/' + sibling)).data.state);`,
      { limits: { children: 3, depth: 2 } },
    );
    await world.ended(root);
    const [seen, sibling] = (await world.printed(root)) as [{ state: string; output: string }, string];
    expect(seen.state).toBe('succeeded');
    expect(seen.output.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(
      Array.from({ length: 24 }, () => 'NOT_FOUND'),
    );
    expect(['queued', 'preparing', 'starting', 'running']).toContain(sibling);
    expect((await world.run(neighbour)).desired).toBe('run');
    expect((await eve('GET', `/api/v1/runs/${foreign}`)).data).toMatchObject({ desired: 'run' });
    await fixture.api('POST', `/api/v1/runs/${neighbour}/kill`, { now: true });
    await eve('POST', `/api/v1/runs/${foreign}/kill`, { now: true });
  });

  test('does nothing with it at the spoke’s own API', async () => {
    const root = await world.spawn(`print(${spell}); await sleep(600000);`, { limits: { children: 1 } });
    const token = tokenOf(await firstPrinted(root));
    expect(token).toMatch(/^wh_model_/);
    const calls = [
      ['GET', '/api/v1/runs', undefined],
      ['GET', `/api/v1/runs/${root}`, undefined],
      ['POST', '/api/v1/runs', { agent: 'echo' }],
      ['POST', `/api/v1/runs/${root}/kill`, {}],
      ['GET', '/api/v1/me', undefined],
      ['GET', '/run/v1/children', undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-api-key': token };
      const answer = await fetch(fixture.spoke.url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect([path, answer.status]).toEqual([path, path.startsWith('/api') ? 401 : 404]);
    }
    expect((await world.run(root)).state).toBe('running');
    await fixture.api('POST', `/api/v1/runs/${root}/kill`, { now: true });
    await world.ended(root);
  });

  test('is bounded: a flood gives what its limits say, and refusals by the spoke come to an end', async () => {
    const root = await world.spawn(
      `const counts = {};
       const count = ({ status, error }) => { const what = error?.code ?? status; counts[what] = (counts[what] ?? 0) + 1; };
       const ask = async (body) => count(await door('POST', '/children', body));
       await Promise.all(Array.from({ length: 60 }, () => ask({ agent: 'script', prompt: 'await sleep(600000)' })));
       await Promise.all(Array.from({ length: 200 }, () => door('GET', '/children').then(count)));
       print(counts);`,
      { limits: { children: 3 } },
    );
    await world.ended(root);
    const [counts] = (await world.printed(root)) as [Record<string, number>];
    expect(counts).toMatchObject({ 201: 3, LIMIT_CHILDREN: 57 });
    expect(counts['RATE_LIMITED']).toBeGreaterThan(20);
    expect(await world.below(root)).toHaveLength(3);
    const { workspaceId } = fixture.own;
    const booked = (runId: string): Promise<number> =>
      fixture.spoke.db.withSystemTenant(workspaceId, (tx) => tx.childRequest.count({ where: { workspaceId, runId } }));
    expect(await booked(root)).toBe(3);
    const stubborn = await world.spawn(
      `const refused = { agent: 'echo', source: { kind: 'git', repository: '/etc' } };
       let code;
       while ((code = (await door('POST', '/children', refused)).error.code) !== 'QUOTA')
         if (code === 'RATE_LIMITED') await sleep(1000);
       print(code);`,
      { limits: { children: 3 } },
    );
    expect(await world.ended(stubborn)).toMatchObject({ state: 'succeeded' });
    expect(await world.printed(stubborn)).toEqual(['QUOTA']);
    expect(await booked(stubborn)).toBe(100);
  }, 60_000);

  test('has nothing left of it from the first step of a kill on', async () => {
    const root = await world.spawn(
      `process.on('SIGTERM', () => undefined);
       for (;;) {
         const status = await door('GET', '/children').then((answer) => answer.status, () => 'gone');
         console.log(JSON.stringify(status));
         if (status !== 200) break;
         await sleep(100);
       }
       const spawned = await door('POST', '/children', ${echo}).then(({ status }) => status, () => 'gone');
       console.log(JSON.stringify(spawned));
       await sleep(600000);`,
      { limits: { children: 1 } },
    );
    expect(await firstPrinted(root)).toBe(200);
    await fixture.api('POST', `/api/v1/runs/${root}/kill`);
    const ended = await world.ended(root);
    expect(ended).toMatchObject({ state: 'killed', kill: { survivors: 0 } });
    const [beforeLast, last] = (await world.printed(root)).slice(-2);
    for (const answer of [beforeLast, last]) expect(['gone', 401]).toContain(answer);
    expect(await world.below(root)).toEqual([]);
  });
});
