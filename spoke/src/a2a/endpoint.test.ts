import { randomUUID } from 'node:crypto';
import { TaskState, type StreamResponse, type Task } from '@a2a-js/sdk';
import type { Client } from '@a2a-js/sdk/client';
import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openA2aClient, requestOf, sendForTask, textOf, wordOf } from '../testing/a2a-client.ts';
import { openAuditRows, type AuditRows } from '../testing/audit-rows.ts';
import { callerFor, openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { addMember, keyFor } from '../testing/matrix/tenant.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let client: Client;
let rows: AuditRows;
let foreignKey: string;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 4 } });
  rows = await openAuditRows(fixture.database.adminUrl);
  for (const agent of [
    { name: 'sleep', runtime: 'process', config: { argv: ['sleep', '60'] } },
    { name: 'fail', runtime: 'process', config: { argv: ['sh', '-c', 'exit 3'] } },
    { name: 'steps', runtime: 'embedded', config: {} },
  ]) {
    expect((await fixture.api('POST', '/api/v1/agents', agent)).status).toBe(201);
  }
  client = await openA2aClient(fixture.spoke.url, fixture.own.apiKey);
  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Other', slug: 'other' });
  foreignKey = made.data['apiKey'] as string;
});
afterAll(async () => {
  await rows.close();
  await fixture.close();
});

const states = (task: Task): unknown => task.status?.state;

async function reached(id: string, state: string): Promise<void> {
  await until(`run ${id} is ${state}`, async () => {
    return (await fixture.api('GET', `/api/v1/runs/${id}`)).data['state'] === state;
  });
}

/** Calls as it stands, past the client. */
function raw(body: unknown, options: { readonly key?: string | null; readonly path?: string } = {}): Promise<Answer> {
  const { key = fixture.own.apiKey, path = '/a2a/v1' } = options;
  return callerFor(() => fixture.spoke.url, key)('POST', path, body, { 'a2a-version': '1.0' });
}

const rpc = (method: string, params: object = {}): object => ({ jsonrpc: '2.0', id: 'one', method, params });
const answerOf = (answer: Answer): { error?: { code: number; data?: { reason?: string }[] }; id: unknown } =>
  JSON.parse(answer.text) as ReturnType<typeof answerOf>;

describe('cards', () => {
  test('the public one says how to speak and nothing of any workspace', async () => {
    const response = await fetch(`${fixture.spoke.url}/.well-known/agent-card.json`);
    const text = await response.text();
    expect(response.headers.get('cache-control')).toContain('max-age');
    expect(JSON.parse(text)).toMatchObject({
      name: 'Wheelhouse north',
      supportedInterfaces: [{ url: `${fixture.spoke.url}/a2a/v1`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
      capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: true },
      securitySchemes: { apiKey: { httpAuthSecurityScheme: { scheme: 'Bearer' } } },
      skills: [{ id: 'run' }],
    });
    expect(text).not.toMatch(/echo|sleep|steps|Acme/);
  });

  test('the extended one lists the agents of the key’s workspace as skills, and no other’s', async () => {
    const card = await client.getAgentCard();
    expect(card.skills.map(({ id }) => id)).toEqual(['echo', 'embedded', 'fail', 'sleep', 'steps']);
    const foreign = await openA2aClient(fixture.spoke.url, foreignKey);
    expect((await foreign.getAgentCard()).skills.map(({ id }) => id)).not.toContain('sleep');
  });

  test('one agent has a card and an endpoint of its own, which knows its tasks alone', async () => {
    const path = '/a2a/v1/agents/echo/agent-card.json';
    const echo = await openA2aClient(fixture.spoke.url, fixture.own.apiKey, path);
    const task = await sendForTask(echo, { text: 'hello', returnImmediately: false });
    expect(task.metadata?.['agent']).toBe('echo');
    expect((await echo.listTasks(listAll)).tasks.map(({ metadata }) => metadata?.['agent'])).toEqual(['echo']);
    const other = await sendForTask(client, { agent: 'fail', text: 'x', returnImmediately: false });
    await expect(echo.getTask({ tenant: '', id: other.id })).rejects.toMatchObject({ name: 'TaskNotFoundError' });
    expect((await fixture.api('GET', '/a2a/v1/agents/nobody/agent-card.json')).status).toBe(404);
    expect((await raw(rpc('ListTasks'), { key: foreignKey, path: '/a2a/v1/agents/echo' })).status).toBe(404);
  });
});

const listAll = {
  tenant: '',
  contextId: '',
  status: TaskState.TASK_STATE_UNSPECIFIED,
  pageToken: '',
  statusTimestampAfter: undefined,
};

describe('a message', () => {
  test('becomes a run; a send that waits brings its end and what it printed', async () => {
    const task = await sendForTask(client, { agent: 'echo', text: 'hi', returnImmediately: false });
    expect(states(task)).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(task.artifacts.map(({ name, parts }) => [name, textOf({ parts })])).toEqual([['stdout', 'hello']]);
    expect(textOf(task.history[0])).toBe('hi');
    expect(await client.getTask({ tenant: '', id: task.id })).toEqual(task);
    expect((await client.getTask({ tenant: '', id: task.id, historyLength: 0 })).history).toEqual([]);
  });

  test('carries task steps in a data part, and its artifacts come with their text', async () => {
    const steps = [
      { do: 'write', path: 'note.txt', content: 'made over A2A' },
      { do: 'publish', path: 'note.txt', artifact: 'note.txt' },
    ];
    const task = await sendForTask(client, { agent: 'steps', data: { task: { steps } }, returnImmediately: false });
    expect([states(task), textOf(task.status?.message)]).toEqual([
      TaskState.TASK_STATE_COMPLETED,
      'all 2 steps are done',
    ]);
    expect(task.artifacts.map(({ name, parts }) => [name, textOf({ parts })])).toEqual([['note.txt', 'made over A2A']]);
  });

  test('of the same id gives the same task, however parallel; with other words it is a conflict', async () => {
    const wish = { agent: 'echo', text: 'once', messageId: randomUUID() };
    const [first, second] = await Promise.all([sendForTask(client, wish), sendForTask(client, wish)]);
    expect(second.id).toBe(first.id);
    expect((await sendForTask(client, wish)).id).toBe(first.id);
    await expect(sendForTask(client, { ...wish, text: 'twice' })).rejects.toMatchObject({
      name: 'RequestMalformedError',
      message: expect.stringContaining('idempotency'),
    });
  });

  test('keeps its context, by which tasks are listed, newest change first, page by page', async () => {
    const contextId = randomUUID();
    const ids: string[] = [];
    for (const text of ['a', 'b', 'c']) {
      const task = await sendForTask(client, { agent: 'echo', text, contextId, returnImmediately: false });
      expect(task.contextId).toBe(contextId);
      ids.unshift(task.id);
    }
    const first = await client.listTasks({ ...listAll, contextId, pageSize: 2 });
    const second = await client.listTasks({ ...listAll, contextId, pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.tasks, ...second.tasks].map(({ id }) => id)).toEqual(ids);
    expect([first.totalSize, second.nextPageToken, first.tasks[0]?.artifacts]).toEqual([3, '', []]);
    const failed = await client.listTasks({ ...listAll, contextId, status: TaskState.TASK_STATE_FAILED });
    expect(failed.tasks).toEqual([]);
    const elsewhere = { agent: 'echo', text: 'd', taskId: ids[0] ?? '', contextId: randomUUID() };
    await expect(sendForTask(client, elsewhere)).rejects.toMatchObject({ name: 'RequestMalformedError' });
  });

  test('to an agent that fails brings a failed task with its code', async () => {
    const task = await sendForTask(client, { agent: 'fail', text: 'x', returnImmediately: false });
    expect([states(task), task.metadata?.['code']]).toEqual([TaskState.TASK_STATE_FAILED, 'EXIT_NONZERO']);
  });

  test('that cannot be taken is refused in the words of A2A', async () => {
    await expect(sendForTask(client, { text: 'who?' })).rejects.toMatchObject({ name: 'RequestMalformedError' });
    await expect(sendForTask(client, { agent: 'nobody', text: 'x' })).rejects.toThrow('no such agent');
    const file = requestOf({ agent: 'echo', text: 'x' });
    file.message?.parts.push({
      content: { $case: 'url', value: 'https://x.test' },
      filename: '',
      mediaType: '',
      metadata: undefined,
    });
    await expect(client.sendMessage(file)).rejects.toMatchObject({ name: 'ContentTypeNotSupportedError' });
  });
});

const question = { steps: [{ do: 'approve', question: 'Deploy?' }] };

describe('a task that asks', () => {
  test('is input-required, says its question, and goes on with the answer', async () => {
    const asked = await sendForTask(client, { agent: 'steps', data: { task: question }, returnImmediately: false });
    expect(states(asked)).toBe(TaskState.TASK_STATE_INPUT_REQUIRED);
    expect(textOf(asked.status?.message)).toContain('Deploy?');
    await expect(sendForTask(client, { taskId: asked.id, text: 'perhaps' })).rejects.toThrow('approve, reject');
    const done = await sendForTask(client, { taskId: asked.id, text: 'Approve', returnImmediately: false });
    expect(states(done)).toBe(TaskState.TASK_STATE_COMPLETED);
    await expect(sendForTask(client, { taskId: asked.id, text: 'more' })).rejects.toMatchObject({
      name: 'UnsupportedOperationError',
    });
  });

  test('takes an answer as data too', async () => {
    const asked = await sendForTask(client, { agent: 'steps', data: { task: question }, returnImmediately: false });
    const data = { option: 'reject' };
    const done = await sendForTask(client, { taskId: asked.id, data, returnImmediately: false });
    expect(states(done)).toBe(TaskState.TASK_STATE_FAILED);
  });
});

async function collect(stream: AsyncIterable<StreamResponse>): Promise<string[]> {
  const words: string[] = [];
  for await (const step of stream) words.push(wordOf(step));
  return words;
}

describe('a stream', () => {
  test('begins with the task, tells each change and ends with the end', async () => {
    const data = { task: { steps: [{ do: 'run', argv: ['true'] }] } };
    const words = await collect(client.sendMessageStream(requestOf({ agent: 'steps', data })));
    expect(words[0]).toMatch(/^task [12]$/);
    expect(words.at(-1)).toBe(`status ${TaskState.TASK_STATE_COMPLETED} all 1 steps are done`);
    expect(words.filter((word) => word === `status ${TaskState.TASK_STATE_WORKING}`).length).toBeLessThanOrEqual(1);
  });

  test('that is taken up in the middle tells everything once: what was before in the task, the rest after it', async () => {
    const steps = ['one', 'two', 'three'].flatMap((name) => [
      { do: 'write', path: `${name}.txt`, content: name },
      { do: 'publish', path: `${name}.txt`, artifact: `${name}.txt` },
      { do: 'approve', question: `after ${name}` },
    ]);
    const asked = await sendForTask(client, { agent: 'steps', data: { task: { steps } }, returnImmediately: false });
    const late: StreamResponse[] = [];
    const following = (async () => {
      for await (const step of client.resubscribeTask({ tenant: '', id: asked.id })) late.push(step);
    })();
    await until('the stream is open', () => late.length > 0);
    for (const word of ['two', 'three']) {
      const next = await sendForTask(client, { taskId: asked.id, text: 'approve', returnImmediately: false });
      expect(textOf(next.status?.message)).toContain(`after ${word}`);
    }
    await sendForTask(client, { taskId: asked.id, text: 'approve', returnImmediately: false });
    await following;
    const [first] = late;
    const before = first?.payload?.$case === 'task' ? first.payload.value.artifacts.map(({ name }) => name) : [];
    expect(before).toEqual(['one.txt']);
    expect(late.map(wordOf).filter((word) => word.startsWith('artifact'))).toEqual([
      'artifact two.txt',
      'artifact three.txt',
    ]);
    expect(wordOf(late.at(-1) ?? {})).toContain(`status ${TaskState.TASK_STATE_COMPLETED}`);
    await expect(collect(client.resubscribeTask({ tenant: '', id: asked.id }))).rejects.toMatchObject({
      name: 'UnsupportedOperationError',
    });
  });
});

describe('a cancel', () => {
  test('really ends the processes, and streams end with it', async () => {
    const task = await sendForTask(client, { agent: 'sleep', text: 'x' });
    await reached(task.id, 'running');
    const following = collect(client.resubscribeTask({ tenant: '', id: task.id }));
    const canceled = await client.cancelTask({ tenant: '', id: task.id, metadata: undefined });
    expect(states(canceled)).toBe(TaskState.TASK_STATE_CANCELED);
    expect((await fixture.api('GET', `/api/v1/runs/${task.id}`)).data).toMatchObject({
      state: 'killed',
      kill: { survivors: 0 },
    });
    expect((await following).at(-1)).toContain(`status ${TaskState.TASK_STATE_CANCELED}`);
    await expect(client.cancelTask({ tenant: '', id: task.id, metadata: undefined })).rejects.toMatchObject({
      name: 'TaskNotCancelableError',
    });
  });
});

describe('whoever may not', () => {
  test('another tenant’s task is as one of nothing, for every operation', async () => {
    const foreign = await openA2aClient(fixture.spoke.url, foreignKey);
    const task = await sendForTask(client, { agent: 'sleep', text: 'x' });
    const notFound = { name: 'TaskNotFoundError', message: expect.any(String) };
    const told: unknown[] = [];
    for (const id of [task.id, newId(Date.now()), 'none']) {
      const tries = [
        () => foreign.getTask({ tenant: '', id }),
        () => foreign.cancelTask({ tenant: '', id, metadata: undefined }),
        () => collect(foreign.resubscribeTask({ tenant: '', id })),
        () => sendForTask(foreign, { taskId: id, text: 'x' }),
      ];
      for (const one of tries) await expect(one()).rejects.toMatchObject(notFound);
      told.push((await raw(rpc('GetTask', { id }), { key: foreignKey })).text);
    }
    expect(new Set(told).size).toBe(1);
    expect((await foreign.listTasks(listAll)).tasks).toEqual([]);
    await client.cancelTask({ tenant: '', id: task.id, metadata: undefined });
  });

  test('a viewer reads tasks and neither makes, answers nor cancels one', async () => {
    const { workspaceId, organizationId, ownerId: id } = fixture.own;
    const owner = { workspaceId, organizationId, id };
    const principalId = await addMember(fixture, owner, 'viewer');
    const viewer = await keyFor(fixture, owner, { principalId, principalKind: 'user' });
    const asked = await sendForTask(client, { agent: 'steps', data: { task: question }, returnImmediately: false });
    const call = async (method: string, params: object): Promise<unknown> => {
      const answer = await viewer('POST', '/a2a/v1', rpc(method, params), { 'a2a-version': '1.0' });
      return answerOf(answer).error?.code ?? 'done';
    };
    const said = (extra: object): object => ({
      message: { messageId: 'x', role: 'ROLE_USER', parts: [{ text: 'approve' }], ...extra },
    });
    expect(await call('GetTask', { id: asked.id })).toBe('done');
    expect(await call('SendMessage', said({ metadata: { agent: 'echo' } }))).toBe(-32_004);
    expect(await call('SendStreamingMessage', said({ metadata: { agent: 'echo' } }))).toBe(-32_004);
    expect(await call('SendMessage', said({ taskId: asked.id }))).toBe(-32_001);
    expect(await call('CancelTask', { id: asked.id })).toBe(-32_001);
    await reached(asked.id, 'waiting');
    await client.cancelTask({ tenant: '', id: asked.id, metadata: undefined });
  });

  test('without a key or with a wrong one nothing is called', async () => {
    expect((await raw(rpc('ListTasks'), { key: null })).status).toBe(401);
    expect((await raw(rpc('ListTasks'), { key: 'wh_live_nothing' })).status).toBe(401);
  });
});

describe('what is no call', () => {
  test.each([
    ['{"jsonrpc":', 400, -32_700, null],
    ['[]', 400, -32_600, null],
    [{ jsonrpc: '1.0', id: 'x', method: 'GetTask' }, 400, -32_600, 'x'],
    [{ jsonrpc: '2.0', id: {}, method: 'GetTask' }, 400, -32_600, null],
    [{ jsonrpc: '2.0', id: 7, method: 'GetTask', params: [] }, 400, -32_602, 7],
    [rpc('message/send'), 200, -32_601, 'one'],
    [rpc('GetTask'), 200, -32_001, 'one'],
    [rpc('SendMessage', { message: 5 }), 200, -32_602, 'one'],
    [rpc('CreateTaskPushNotificationConfig', { taskId: 'x' }), 200, -32_003, 'one'],
    [rpc('ListTasks', { pageSize: 1000 }), 200, -32_602, 'one'],
    [rpc('ListTasks', { pageToken: "'; DROP" }), 200, -32_602, 'one'],
  ])('%j', async (body, status, code, id) => {
    const answer = await raw(body);
    expect([answer.status, answerOf(answer).error?.code, answerOf(answer).id], answer.text).toEqual([status, code, id]);
  });

  test('an older version of the protocol, or none named, is told so', async () => {
    const answer = await fixture.api('POST', '/a2a/v1', rpc('ListTasks'));
    expect(answerOf(answer).error).toMatchObject({ code: -32_009 });
    expect(answerOf(await fixture.api('POST', '/a2a/v1?A2A-Version=1.0', rpc('ListTasks'))).error).toBeUndefined();
  });
});

describe('the audit log', () => {
  const rowsOf = async (body: unknown, key = fixture.own.apiKey): Promise<unknown[]> => {
    const requestId = randomUUID();
    const call = callerFor(() => fixture.spoke.url, key);
    await call('POST', '/a2a/v1', body, { 'a2a-version': '1.0', 'x-request-id': requestId });
    return (await rows.of(requestId)).map(({ verdict, code }) => [verdict, code]);
  };
  const message = (extra: object): object => ({
    message: { messageId: randomUUID(), role: 'ROLE_USER', parts: [{ text: 'x' }], ...extra },
    configuration: { returnImmediately: true },
  });

  test('has one row for each change and each refusal, and none for a look', async () => {
    const spawn = message({ metadata: { agent: 'sleep' } });
    expect(await rowsOf(rpc('SendMessage', spawn))).toEqual([['accepted', null]]);
    expect(await rowsOf(rpc('SendMessage', message({})))).toEqual([['rejected', 'INVALID']]);
    expect(await rowsOf(rpc('SendMessage', message({ metadata: { agent: 'nobody' } })))).toEqual([
      ['rejected', 'AGENT_UNKNOWN'],
    ]);
    const { tasks } = await client.listTasks({ ...listAll, pageSize: 1 });
    const id = tasks[0]?.id ?? '';
    expect(await rowsOf(rpc('GetTask', { id }))).toEqual([]);
    expect(await rowsOf(rpc('ListTasks'))).toEqual([]);
    expect(await rowsOf(rpc('GetExtendedAgentCard'))).toEqual([]);
    expect(await rowsOf(rpc('GetTask', { id }), foreignKey)).toEqual([['rejected', 'NOT_FOUND']]);
    expect(await rowsOf(rpc('CancelTask', { id }), foreignKey)).toEqual([['rejected', 'NOT_FOUND']]);
    expect(await rowsOf(rpc('CancelTask', { id }))).toEqual([['accepted', null]]);
    expect(await rowsOf(rpc('CancelTask', { id }))).toEqual([['rejected', 'ALREADY_TERMINAL']]);
    expect(await rowsOf(rpc('nonsense'))).toEqual([['rejected', 'UNSUPPORTED']]);
    expect(await rowsOf({ jsonrpc: '2.0' })).toEqual([['rejected', 'INVALID']]);
  });
});
