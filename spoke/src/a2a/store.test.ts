import { eventTypes, type WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { newPerson } from '../testing/people.ts';
import { getAgentLine, listAgentLines, listTaskRows, listTypedEvents } from './store.ts';

let fixture: Fixture;
let own: WorkspaceCaller;
let stranger: WorkspaceCaller;
let runId: string;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  const { workspaceId, ownerId } = fixture.own;
  const rest = { kind: 'user', permissions: ['workspace:*', 'runs:*', 'agents:*'], requestId: 'test' } as const;
  own = { ...rest, workspaceId, principalId: ownerId };
  const person = await newPerson(fixture, 'stranger');
  stranger = { ...rest, workspaceId: person.workspaceId as WorkspaceId, principalId: person.id };
  runId = (await fixture.api('POST', '/api/v1/runs', { agent: 'echo' })).data['runId'] as string;
  const data = { workspaceId, runId, seq: 1, at: new Date(), type: 'message', data: { text: 'mine' } };
  await fixture.spoke.db.withSystemTenant(workspaceId, (tx) => tx.runEvent.create({ data }));
});
afterAll(() => fixture.close());

const tasks = { agent: null, contextId: null, states: null, since: null, cursor: null, limit: 10 };

test('a stranger with every permission finds nothing of it', async () => {
  const { db } = fixture.spoke;
  const events = { runId, upTo: 10, types: eventTypes, limit: 10 };
  expect(await listTypedEvents(db, own, events)).toHaveLength(1);
  expect(await listTypedEvents(db, stranger, events)).toEqual([]);
  expect(await listTaskRows(db, own, tasks)).toMatchObject({ rows: [{ id: runId }], total: 1 });
  expect(await listTaskRows(db, stranger, { ...tasks, contextId: runId })).toEqual({ rows: [], total: 0 });
  expect((await listAgentLines(db, own)).map(({ name }) => name)).toContain('echo');
  expect((await listAgentLines(db, stranger)).map(({ name }) => name)).not.toContain('echo');
  await expect(getAgentLine(db, stranger, 'echo')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a disabled agent is as one that is not there', async () => {
  const agent = { name: 'off', runtime: 'process', config: { argv: ['true'] } };
  const made = await fixture.api('POST', '/api/v1/agents', agent);
  expect(await getAgentLine(fixture.spoke.db, own, 'off')).toEqual({ name: 'off', runtime: 'process' });
  await fixture.api('PATCH', `/api/v1/agents/${String(made.data['id'])}`, { enabled: false });
  await expect(getAgentLine(fixture.spoke.db, own, 'off')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
