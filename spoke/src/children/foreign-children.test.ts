import { migrateQueueStore } from '@wheelhouse/orchestrator';
import { EngineProcess } from '@wheelhouse/orchestrator/testing';
import type { spokeApi } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { doorAgent, doorWorld, type DoorWorld } from '../testing/door-agent.ts';
import {
  connectPeer,
  firstReceipt,
  grantTo,
  makePeer,
  openFixture,
  signCommand,
  type Fixture,
} from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const peer = makePeer();
let fixture: Fixture;
let world: DoorWorld;
let engine: EngineProcess;

// The orchestrator is a process of its own, without any key.
beforeAll(async () => {
  fixture = await openFixture({ config: { orchestrator: 'none' } });
  const { database, spoke, dir } = fixture;
  await migrateQueueStore({ ownerUrl: database.databaseOwnerUrl });
  const { databaseUrl } = database;
  const { instanceId } = spoke;
  engine = await EngineProcess.open({
    databaseUrl,
    instanceId,
    dataDir: dir,
    connect: { driver: 'postgres', databaseUrl, instanceId },
    config: { concurrency: 4, containment: 'auto', allowOpenFilesystem: true },
  });
  const { name, argv } = doorAgent;
  const added = await fixture.api('POST', '/api/v1/agents', { name, runtime: 'process', config: { argv } });
  expect(added.status).toBe(201);
  world = doorWorld(fixture);
  await connectPeer(fixture, peer);
});
afterEach(async () => {
  const grants = (await fixture.api('GET', '/api/v1/grants')).data as unknown as {
    id: string;
    revokedAt: number | null;
  }[];
  for (const { id } of grants) await fixture.api('DELETE', `/api/v1/grants/${id}`);
});
afterAll(async () => {
  await engine.kill();
  await fixture.close();
});

const ask = `print((await door('POST', '/children', { agent: 'echo', args: ['far'] })).error?.code ?? 'started');`;

async function spawnAsPeer(prompt: string): Promise<string> {
  const body = { verb: 'agent.spawn', agent: 'script', prompt, limits: { children: 2 } } as const;
  const command = signCommand(fixture, peer, { body });
  expect(await firstReceipt(fixture, command)).toMatchObject({ status: 'accepted' });
  return command.agt;
}

test('a child is signed for by the spoke, also where the orchestrator is a process of its own', async () => {
  const root = await world.spawn(ask, { limits: { children: 1 } });
  expect(await world.ended(root)).toMatchObject({ state: 'succeeded' });
  expect(await world.printed(root)).toEqual(['started']);
  expect(await world.below(root)).toMatchObject([{ agent: 'echo', parentId: root }]);
});

test('a child of another instance’s run is that instance’s: by its grant, in its count, under its kill', async () => {
  await grantTo(fixture, peer, { maxConcurrent: 2 });
  const root = await spawnAsPeer(
    `const { data } = await door('POST', '/children', { agent: 'script', prompt: 'await sleep(600000)' });
     print((await door('POST', '/children', { agent: 'echo' })).error?.code);
     print(data.id); await sleep(600000);`,
  );
  await until('it printed', async () => (await world.printed(root)).length === 2);
  const [code, child] = await world.printed(root);
  expect(code).toBe('QUOTA');
  expect(await world.run(String(child))).toMatchObject({ issuer: peer.instanceId, createdBy: null, rootId: root });
  const rows = (await fixture.api('GET', '/api/v1/audit?limit=200')).data as unknown as spokeApi.AuditView[];
  const [row] = rows.filter(({ resourceId }) => resourceId === child);
  expect(row).toMatchObject({
    actorKind: 'remote',
    actorId: peer.instanceId,
    verdict: 'accepted',
    detail: { run: root },
  });
  await world.running(String(child));
  const kill = signCommand(fixture, peer, { agt: root, body: { verb: 'agent.kill', now: true } });
  await firstReceipt(fixture, kill);
  await world.ended(root);
  expect(await world.run(String(child))).toMatchObject({ state: 'killed', code: 'PARENT_ENDED' });
  // It was told of the run that it asked for, and of no other.
  expect(fixture.hub.relayed.map(({ message }) => ('agt' in message ? message.agt : null))).not.toContain(child);
});

test('of agents that its grant does not name there is none', async () => {
  await grantTo(fixture, peer, { agents: ['script'] });
  const root = await spawnAsPeer(ask);
  expect(await world.ended(root)).toMatchObject({ state: 'succeeded' });
  expect(await world.printed(root)).toEqual(['NOT_AUTHORIZED']);
  expect(await world.below(root)).toEqual([]);
});
