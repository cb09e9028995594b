import { newId, type spokeApi } from '@wheelhouse/protocol';
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
    expect(child).toMatchObject({ parentId: root, rootId: root, depth: 1, createdBy: parent.createdBy, state: 'succeeded' });
    const children = await fixture.api('GET', `/api/v1/runs?parent=${root}`);
    expect(children.data).toMatchObject([{ id: child.id }]);
    expect((await world.below(root)).map(({ id }) => id)).toEqual([child.id]);
  });

  test('gives its issuer’s audit log the spawn, by whom and by which run, and signed receipts', async () => {
    const root = await world.spawn(`print(await door('POST', '/children', ${echo}));`, { limits: { children: 1 } });
    const { createdBy } = await world.ended(root);
    const [child] = await world.below(root);
    const rows = (await fixture.api('GET', '/api/v1/audit?limit=200')).data as unknown as spokeApi.AuditEntry[];
    const [row, ...others] = rows.filter(({ resourceId }) => resourceId === child?.id);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ action: 'agent.spawn', verdict: 'accepted', actorKind: 'user', actorId: createdBy });
    expect(row?.detail).toMatchObject({ run: root });
    const command = await fixture.api('GET', `/api/v1/commands/${child?.commandId}`);
    expect(command.data).toMatchObject({ verb: 'agent.spawn', runId: child?.id });
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
    expect(same.map(([status]) => status).toSorted()).toEqual([200, 200, 201]);
    expect(new Set(same.map(([, id]) => id)).size).toBe(1);
    expect(other).toMatchObject({ status: 409, error: { code: 'CONFLICT' } });
    expect(await world.below(root)).toHaveLength(1);
  });
});

interface Answer {
  readonly status: number;
  readonly data: { readonly id: string; readonly state: string };
  readonly error?: { readonly code: string; readonly message: string };
}
void newId;
void until;
