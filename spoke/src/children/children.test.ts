import type { spokeApi } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doorAgent, doorWorld, type DoorWorld } from '../testing/door-agent.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let world: DoorWorld;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 2 } });
  const { name, argv } = doorAgent;
  const added = await fixture.api('POST', '/api/v1/agents', { name, runtime: 'process', config: { argv } });
  expect(added.status, added.text).toBe(201);
  world = doorWorld(fixture);
});
afterAll(() => fixture.close());

const echo = `{ agent: 'echo', args: ['child'] }`;

describe('a run that may have children', () => {
  test('starts one, waits for its end, and reads what it said', async () => {
    const root = await world.spawn(
      `const spawned = await door('POST', '/children', ${echo});
       print(spawned);
       print(await door('GET', '/children/' + spawned.data.id + '?waitMs=30000'));
       print(await door('GET', '/children'));`,
      { limits: { children: 1 } },
    );
    expect(await world.ended(root), JSON.stringify(await world.printed(root))).toMatchObject({
      state: 'succeeded',
      parentId: null,
      rootId: root,
      depth: 0,
    });
    const [spawned, waited, listed] = (await world.printed(root)) as [Answer, Answer, Answer];
    expect(spawned).toMatchObject({ status: 201, data: { agent: 'echo' } });
    expect(waited).toMatchObject({
      status: 200,
      data: { id: spawned.data.id, state: 'succeeded', exitCode: 0, output: 'hello child', artifacts: [] },
    });
    expect(listed.data).toMatchObject([{ id: spawned.data.id, state: 'succeeded' }]);
    const child = await world.run(spawned.data.id);
    const parent = await world.run(root);
    expect(child).toMatchObject({
      parentId: root,
      rootId: root,
      depth: 1,
      createdBy: parent.createdBy,
      state: 'succeeded',
    });
    const children = await fixture.api('GET', `/api/v1/runs?parent=${root}`);
    expect(children.data).toMatchObject([{ id: child.id }]);
    expect((await world.below(root)).map(({ id }) => id)).toEqual([child.id]);
  });

  test('gives its issuer’s audit log the spawn, by whom and by which run, and signed receipts', async () => {
    const root = await world.spawn(`print(await door('POST', '/children', ${echo}));`, { limits: { children: 1 } });
    const { createdBy } = await world.ended(root);
    const [child] = await world.below(root);
    const rows = (await fixture.api('GET', '/api/v1/audit?limit=200')).data as unknown as spokeApi.AuditView[];
    const [row, ...others] = rows.filter(({ resourceId }) => resourceId === child?.id);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ action: 'agent.spawn', verdict: 'accepted', actorKind: 'user', actorId: createdBy });
    expect(row?.detail).toMatchObject({ run: root });
    const { workspaceId } = fixture.own;
    await until('its receipts are signed', async () => {
      const receipts = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
        tx.receipt.findMany({ where: { workspaceId, commandId: child?.commandId ?? '' } }),
      );
      const told = receipts.map(({ status }) => status);
      return told.includes('accepted') && told.includes('completed');
    });
  });

  test('gets the same child for the same key, and a conflict where the wish is another', async () => {
    const root = await world.spawn(
      `const ask = (more) => door('POST', '/children', { agent: 'echo', key: 'one', ...more });
       const all = await Promise.all([ask({}), ask({}), ask({})]);
       print(all.map(({ status, data }) => [status, data?.id]));
       print(await ask({ args: ['other'] }));`,
      { limits: { children: 5 } },
    );
    await world.ended(root);
    const [same, other] = (await world.printed(root)) as [[number, string][], Answer];
    expect(same.map(([status]) => String(status)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      '200',
      '200',
      '201',
    ]);
    expect(new Set(same.map(([, id]) => id)).size).toBe(1);
    expect(other).toMatchObject({ status: 409, error: { code: 'CONFLICT' } });
    expect(await world.below(root)).toHaveLength(1);
  });
});

describe('what a run may not', () => {
  test('more children than its limit: refused by name, and nothing is started', async () => {
    const root = await world.spawn(`for (let i = 0; i < 3; i += 1) print(await door('POST', '/children', ${echo}));`, {
      limits: { children: 2 },
    });
    await world.ended(root);
    const [first, second, third] = (await world.printed(root)) as [Answer, Answer, Answer];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(third).toMatchObject({ status: 409, error: { code: 'LIMIT_CHILDREN' } });
    expect(third.error?.message).toContain('all 2 runs');
    expect(await world.below(root)).toHaveLength(2);
  });

  test('deeper children than its limit: the same, whoever in the tree asks', async () => {
    const nested = `const inner = ${JSON.stringify(`print(await door('POST', '/children', ${echo}));`)};
      const asked = { agent: 'script', prompt: inner, limits: { children: 2 } };
      const { data } = await door('POST', '/children', asked);
      print((await door('GET', '/children/' + data.id + '?waitMs=30000')).data);`;
    const flat = await world.spawn(nested, { limits: { children: 4 } });
    const deep = await world.spawn(nested, { limits: { children: 4, depth: 2 } });
    await world.ended(flat);
    const [refused] = (await world.printed(flat)) as [{ output: string }];
    expect(JSON.parse(refused.output)).toMatchObject({ status: 409, error: { code: 'LIMIT_DEPTH' } });
    expect(await world.below(flat)).toHaveLength(1);
    await world.ended(deep);
    const [allowed] = (await world.printed(deep)) as [{ output: string }];
    expect(JSON.parse(allowed.output)).toMatchObject({ status: 201 });
    const tree = await world.below(deep);
    expect(tree.map(({ rootId }) => rootId)).toEqual([deep, deep]);
    expect(new Set(tree.map(({ depth }) => depth))).toEqual(new Set([1, 2]));
  });

  test('children of all levels count for the root', async () => {
    const inner = `for (let i = 0; i < 3; i += 1) print((await door('POST', '/children', ${echo})).error?.code ?? 'started');`;
    const root = await world.spawn(
      `const asked = { agent: 'script', prompt: ${JSON.stringify(inner)}, limits: { children: 9, depth: 1 } };
       const { data } = await door('POST', '/children', asked);
       print((await door('GET', '/children/' + data.id + '?waitMs=30000')).data.output);`,
      { limits: { children: 3, depth: 2 } },
    );
    await world.ended(root);
    const [said] = (await world.printed(root)) as [string];
    expect(said.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      'started',
      'started',
      'LIMIT_CHILDREN',
    ]);
    expect(await world.below(root)).toHaveLength(3);
  });

  test('what no spawn of an agent may say, an agent that is not there, and a wish that cannot be read', async () => {
    const root = await world.spawn(
      `const ask = async (body) => print((await door('POST', '/children', body)).error?.code);
       for (const more of [{ resume: env.WHEELHOUSE_RUN_ID }, { notBefore: 1 }, { onConflict: 'replace' }, { id: '1' }])
         await ask({ agent: 'echo', ...more });
       await ask({ agent: 'nobody' });
       await ask('{');
       await ask({ agent: 'echo', source: { kind: 'git', repository: '/etc' } });
       print((await door('GET', '/elsewhere')).error?.code);
       print((await door('DELETE', '/children')).error?.code);`,
      { limits: { children: 5 } },
    );
    await world.ended(root);
    const invalid = ['INVALID', 'INVALID', 'INVALID', 'INVALID'];
    expect(await world.printed(root)).toEqual([
      ...invalid,
      'AGENT_UNKNOWN',
      'INVALID',
      'NOT_AUTHORIZED',
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
    expect(await world.below(root)).toEqual([]);
  });
});

test('a run kills its child, which the audit log says', async () => {
  const root = await world.spawn(
    `const { data } = await door('POST', '/children', { agent: 'script', prompt: 'await sleep(600000)' });
     print((await door('POST', '/children/' + data.id + '/kill', { now: true, reason: 'not wanted any more' })).status);
     print((await door('GET', '/children/' + data.id + '?waitMs=30000')).data);
     print((await door('POST', '/children/' + data.id + '/kill')).error.code);`,
    { limits: { children: 1 } },
  );
  await world.ended(root);
  const [taken, ended, again] = (await world.printed(root)) as [number, { state: string; id: string }, string];
  expect([taken, again]).toEqual([202, 'ALREADY_TERMINAL']);
  expect(['killed', 'cancelled']).toContain(ended.state);
  const rows = (await fixture.api('GET', '/api/v1/audit?limit=200')).data as unknown as spokeApi.AuditView[];
  const kills = rows.filter(({ action, resourceId }) => action === 'agent.kill' && resourceId === ended.id);
  expect(kills).toMatchObject([{ actorKind: 'run', actorId: root, verdict: 'accepted' }]);
});

test('runs that wait for their children lend their slots: a chain longer than there are slots comes to its end', async () => {
  const level = (below: string): string =>
    `const { data } = await door('POST', '/children', ${below});
     const child = (await door('GET', '/children/' + data.id + '?waitMs=60000')).data;
     if (child.state !== 'succeeded') throw new Error(child.state + ' ' + child.output);`;
  let order = echo;
  for (let depth = 1; depth <= 3; depth += 1)
    order = `{ agent: 'script', prompt: ${JSON.stringify(level(order))}, limits: { children: ${depth}, depth: ${depth} } }`;
  const roots = [
    await world.spawn(level(order), { limits: { children: 4, depth: 4 } }),
    await world.spawn(level(order), { limits: { children: 4, depth: 4 } }),
  ];
  for (const root of roots) expect(await world.ended(root)).toMatchObject({ state: 'succeeded' });
  for (const root of roots) expect(await world.below(root)).toHaveLength(4);
}, 60_000);

test('a demotion counts: whoever may spawn no more has no children either', async () => {
  const { workspaceId, ownerId } = fixture.own;
  const root = await world.spawn(
    `const { data } = await door('POST', '/children', { agent: 'script', prompt: 'await sleep(600000)' });
     await door('GET', '/children/' + data.id + '?waitMs=60000');
     print((await door('POST', '/children', ${echo})).error?.code);`,
    { limits: { children: 2 } },
  );
  await until('the first is there', async () => (await world.below(root)).length === 1);
  const inside = <T>(work: (tx: SpokeTx) => Promise<T>): Promise<T> =>
    fixture.spoke.db.withSystemTenant(workspaceId, work);
  const member = { workspaceId_userId: { workspaceId, userId: ownerId } };
  const [first] = await world.below(root);
  await inside((tx) => tx.workspaceMember.update({ where: member, data: { role: 'viewer' } }));
  const stop = { desired: 'stop', stop: { now: true } };
  await inside((tx) => tx.run.updateMany({ where: { workspaceId, id: first?.id ?? '' }, data: stop }));
  await world.ended(root);
  await inside((tx) => tx.workspaceMember.update({ where: member, data: { role: 'owner' } }));
  expect(await world.printed(root)).toEqual(['NOT_AUTHORIZED']);
  expect(await world.below(root)).toHaveLength(1);
});

interface Answer {
  readonly status: number;
  readonly data: { readonly id: string; readonly state: string };
  readonly error?: { readonly code: string; readonly message: string };
}
