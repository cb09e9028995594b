import { readFile } from 'node:fs/promises';
import { newId, permissionsOfRole, permits, roles, type WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { openLiveClient, tabHeaders, type LiveClient } from '../testing/live-client.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';
import { listTopics, runEventsPermission, topicRules } from './topics.ts';

let fixture: Fixture;
let ada: TestPerson;
let bob: TestPerson;
let runs: { readonly ada: string; readonly bob: string };
let seat: (who: TestPerson) => Promise<LiveClient>;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits } } });
  ada = await newPerson(fixture, 'ada.topics');
  bob = await newPerson(fixture, 'bob.topics');
  runs = { ada: await spawn(ada), bob: await spawn(bob) };
  seat = (who) => openLiveClient(fixture, tabHeaders(fixture, who.browser.cookie, ada.workspaceId));
});
afterAll(() => fixture.close());

async function spawn({ browser }: TestPerson): Promise<string> {
  const spawned = await browser('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
  expect(spawned.status, spawned.text).toBe(202);
  return spawned.data['runId'] as string;
}

/** What a frame about a topic is answered with, without what names the topic. */
async function answerTo(client: LiveClient, frame: Parameters<LiveClient['send']>[0]): Promise<object> {
  const id = newId(Date.now());
  client.send({ ...frame, id });
  const find = (): object | undefined => client.frames.find((each) => 'id' in each && each.id === id);
  await eventually(find).toBeDefined();
  const { topic: _topic, id: _id, ...said } = find() as { topic?: string; id?: string };
  return said;
}

const nobodys = (): string => `runs/${newId(Date.now())}/events`;

describe('TEN-04: a topic of another tenant is as one of nothing', () => {
  test('for every frame that names one, from a session and from a key', async () => {
    const made = await ada.browser('POST', '/api/v1/keys', {});
    const key = { authorization: `Bearer ${made.data['key'] as string}` };
    const clients = [await seat(ada), await openLiveClient(fixture, key)];
    for (const client of clients) {
      const foreign = `runs/${runs.bob}/events`;
      for (const t of ['subscribe', 'resume', 'unsubscribe'] as const) {
        const frameFor = (topic: string): Parameters<LiveClient['send']>[0] =>
          t === 'resume' ? { t, topic, epoch: 'stored', seq: 0 } : { t, topic };
        const theirs = await answerTo(client, frameFor(foreign));
        expect(theirs).toMatchObject({ t: 'error', code: 'NOT_FOUND' });
        expect(theirs).toEqual(await answerTo(client, frameFor(nobodys())));
      }
      expect(
        await answerTo(client, { t: 'resume', topic: `runs/${runs.ada}/events`, epoch: 'stored', seq: 0 }),
      ).toEqual({ t: 'subscribed', epoch: 'stored', seq: 0 });
      // A position of another tenant's list leads nowhere.
      const theirTab = await openLiveClient(fixture, tabHeaders(fixture, bob.browser.cookie));
      theirTab.send({ t: 'subscribe', topic: 'runs' });
      const { epoch, seq } = await theirTab.first('subscribed');
      expect(await answerTo(client, { t: 'resume', topic: 'runs', epoch, seq })).toMatchObject({ t: 'snapshot' });
      expect((await client.first('snapshot')).epoch).not.toBe(epoch);
      theirTab.socket.terminate();
    }
    for (const client of clients) client.socket.terminate();
  });

  test('nothing of what the other tenant does is heard, in any topic', async () => {
    const client = await seat(ada);
    for (const topic of listTopics) client.send({ t: 'subscribe', topic });
    for (const topic of listTopics) await client.first('subscribed', { topic });
    const guest = await newPerson(fixture, 'bobs.guest');
    await letIn(fixture, bob, guest, 'operator');
    const theirs = await spawn(bob);
    await bob.browser('POST', `/api/v1/runs/${theirs}/kill`, {});
    const own = await spawn(ada);
    await eventually(() => client.all('event', 'commands').map(({ data }) => data['agt'])).toContain(own);
    await eventually(() => client.all('event', 'runs').map(({ data }) => data['id'])).toContain(own);
    const said = JSON.stringify(client.frames);
    for (const secret of [theirs, guest.id, bob.id, bob.workspaceId]) expect(said).not.toContain(secret);
    client.socket.terminate();
  });

  test('what is no topic, or cannot be an id, is found as little', async () => {
    const client = await seat(ada);
    const noTopics = [
      'nothing',
      'runs/x/events',
      `runs/${runs.ada}`,
      `runs/${runs.ada}/logs`,
      `runs/${runs.ada}/events/1`,
    ];
    for (const topic of noTopics) {
      expect(await answerTo(client, { t: 'subscribe', topic }), topic).toMatchObject({ t: 'error', code: 'NOT_FOUND' });
    }
    client.socket.terminate();
  });
});

describe('AUTH-13: every topic is guarded', () => {
  test.each(roles)('a %s follows exactly what the table says', async (role) => {
    const who = role === 'owner' ? ada : await newPerson(fixture, `r.${role}`);
    if (role !== 'owner') await letIn(fixture, ada, who, role);
    const held = permissionsOfRole(role);
    const client = await seat(who);
    for (const topic of listTopics) {
      const { needs, inParts } = topicRules[topic];
      const isAllowed = needs.every((permission) => permits(held, inParts ? `${permission}:any` : permission));
      const answer = await answerTo(client, { t: 'subscribe', topic });
      expect(answer, topic).toMatchObject(isAllowed ? { t: 'subscribed' } : { t: 'error', code: 'NOT_AUTHORIZED' });
    }
    // A guest sees runs that were shared, and this one was not.
    const answer = await answerTo(client, { t: 'subscribe', topic: `runs/${runs.ada}/events` });
    expect(answer).toMatchObject(permits(held, runEventsPermission) ? { t: 'subscribed' } : { code: 'NOT_FOUND' });
    client.socket.terminate();
  });

  test('a key that may read its owner’s own runs hears of those alone', async () => {
    const made = await ada.browser('POST', '/api/v1/keys', { permissions: ['runs:read:own'] });
    expect(made.status, made.text).toBe(201);
    const client = await openLiveClient(fixture, { authorization: `Bearer ${made.data['key'] as string}` });
    for (const topic of ['commands', 'members', 'approvals'] as const) {
      expect(await answerTo(client, { t: 'subscribe', topic })).toMatchObject({ code: 'NOT_AUTHORIZED' });
    }
    expect(await answerTo(client, { t: 'subscribe', topic: 'runs' })).toMatchObject({ t: 'subscribed' });
    const operator = await newPerson(fixture, 'ada.operator');
    await letIn(fixture, ada, operator, 'operator');
    const headers = { 'x-workspace-id': ada.workspaceId };
    const wish = { agent: 'embedded', prompt: 'x' };
    const theirs = await operator.browser('POST', '/api/v1/runs', wish, headers);
    expect(theirs.status, theirs.text).toBe(202);
    const own = await spawn(ada);
    const heard = (): unknown[] => client.all('event', 'runs').map(({ data }) => data['id']);
    await eventually(heard).toContain(own);
    expect(heard()).not.toContain(theirs.data['runId']);
    const topic = `runs/${theirs.data['runId'] as string}/events`;
    expect(await answerTo(client, { t: 'subscribe', topic })).toEqual(
      await answerTo(client, { t: 'subscribe', topic: nobodys() }),
    );
    client.socket.terminate();
  });
});

test('docs/live.md shows every topic with what it needs', async () => {
  const page = await readFile(new URL('../../../docs/live.md', import.meta.url), 'utf8');
  for (const topic of listTopics) {
    const needs = topicRules[topic].needs.map((permission) => `\`${permission}\``).join(', ');
    expect(page).toContain(`| \`${topic}\` | ${needs}`);
  }
  expect(page).toContain(`| \`runs/<id>/events\` | \`${runEventsPermission}\` on that run |`);
});

describe('what topics tell', () => {
  test('members come, change and go; a run asks for an approval and has it', async () => {
    const client = await seat(ada);
    for (const topic of ['members', 'approvals'] as const) client.send({ t: 'subscribe', topic });
    await client.first('subscribed', { topic: 'approvals' });
    const who = await newPerson(fixture, 'comes.and.goes');
    await letIn(fixture, ada, who, 'viewer');
    const path = `/api/v1/workspaces/${ada.workspaceId}/members/${who.id}`;
    const ofWho = (): unknown[] =>
      client
        .all('event', 'members')
        .flatMap(({ type, data }) => (data['userId'] === who.id ? [[type, data['role']]] : []));
    await eventually(ofWho).toEqual([['member', 'viewer']]);
    expect(client.all('event', 'members').at(-1)?.data).toMatchObject({ email: who.email, isCreator: false });
    await ada.browser('PUT', `${path}/role`, { role: 'operator' });
    await eventually(ofWho).toHaveLength(2);
    await ada.browser('DELETE', path);
    await eventually(ofWho).toEqual([
      ['member', 'viewer'],
      ['member', 'operator'],
      ['member.left', undefined],
    ]);
    const workspaceId = ada.workspaceId as WorkspaceId;
    const asked = (): unknown[] => client.all('event', 'approvals').map(({ type, data }) => [type, data['id']]);
    for (const state of ['waiting', 'running']) {
      await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
        tx.run.update({ where: { workspaceId_id: { workspaceId, id: runs.ada } }, data: { state } }),
      );
      await eventually(() => asked().length).toBe(state === 'waiting' ? 1 : 2);
    }
    expect(asked()).toEqual([
      ['approval.requested', runs.ada],
      ['approval.resolved', runs.ada],
    ]);
    client.socket.terminate();
  });

  test('each request of a run is told and so is each answer, though the run waits all the while', async () => {
    const workspaceId = ada.workspaceId as WorkspaceId;
    const runId = await spawn(ada);
    const client = await seat(ada);
    client.send({ t: 'subscribe', topic: 'approvals' });
    await client.first('subscribed', { topic: 'approvals' });
    const told = (): unknown[] =>
      client.all('event', 'approvals').flatMap(({ type, data }) => (data['id'] === runId ? [type] : []));
    const ask = { workspaceId, runId, attempt: 1, kind: 'permission', title: 'May it?' };
    const db = fixture.spoke.db;
    const requests = ['first', 'second'].map((request) => ({ ...ask, request, id: newId(Date.now()) }));
    await db.withSystemTenant(workspaceId, (tx) => tx.approval.createMany({ data: requests }));
    await eventually(told).toEqual(['approval.requested']);
    for (const [index, { id }] of requests.entries()) {
      await db.withSystemTenant(workspaceId, (tx) =>
        tx.approval.update({ where: { workspaceId_id: { workspaceId, id } }, data: { state: 'answered' } }),
      );
      await eventually(told).toHaveLength(index + 2);
    }
    expect(told()).toEqual(['approval.requested', 'approval.requested', 'approval.resolved']);
    client.socket.terminate();
  });

  test('a run’s numbers that the store does not have are told, and so is a place that never was', async () => {
    const workspaceId = ada.workspaceId as WorkspaceId;
    const run = await spawn(ada);
    const at = new Date();
    await fixture.spoke.db.withSystemTenant(workspaceId, async (tx) => {
      const events = [3, 4, 7].map((seq) => ({ workspaceId, runId: run, seq, at, type: 'log', data: {} }));
      await tx.runEvent.createMany({ data: events, skipDuplicates: true });
      await tx.run.update({ where: { workspaceId_id: { workspaceId, id: run } }, data: { lastSeq: 7 } });
    });
    const topic = `runs/${run}/events`;
    const client = await seat(ada);
    client.send({ t: 'resume', topic, epoch: 'stored', seq: 2 });
    await eventually(() => client.all('event')).toHaveLength(3);
    const told = client.frames.slice(1).map((frame) => [frame.t, 'seq' in frame ? frame.seq : null]);
    expect(told).toEqual([
      ['subscribed', 2],
      ['event', 3],
      ['event', 4],
      ['snapshot', 6],
      ['event', 7],
    ]);
    client.send({ t: 'unsubscribe', topic });
    await client.first('unsubscribed');
    expect(await answerTo(client, { t: 'resume', topic, epoch: 'stored', seq: 99 })).toEqual({
      t: 'snapshot',
      epoch: 'stored',
      seq: 7,
    });
    client.socket.terminate();
  });
});
