import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerFor, openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 2 } });
  for (const [name, argv] of [
    ['sleep', ['sleep', '60']],
    ['args', ['printf', '%s\\0']],
    ['fail', ['sh', '-c', 'echo no >&2; exit 3']],
  ] as const) {
    const answer = await fixture.api('POST', '/api/v1/agents', {
      name,
      runtime: 'process',
      config: { argv, allowArgs: true },
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(async () => fixture.close());

async function spawn(body: object): Promise<string> {
  const answer = await fixture.api('POST', '/api/v1/runs', body);
  expect(answer.status, answer.text).toBe(202);
  return answer.data['runId'] as string;
}

async function runOf(id: string): Promise<Record<string, unknown>> {
  return (await fixture.api('GET', `/api/v1/runs/${id}`)).data;
}

async function reached(id: string, ...states: string[]): Promise<Record<string, unknown>> {
  await until(`run ${id} is ${states.join(' or ')}`, async () => states.includes((await runOf(id))['state'] as string));
  return runOf(id);
}

const kill = (id: string, body: object = {}): Promise<Answer> => fixture.api('POST', `/api/v1/runs/${id}/kill`, body);

test('a run spawned through the API runs, talks and succeeds', async () => {
  const id = await spawn({ agent: 'echo', args: ['world'] });
  expect(await reached(id, 'succeeded', 'failed')).toMatchObject({ state: 'succeeded', exitCode: 0 });
  const log = await fixture.api('GET', `/api/v1/runs/${id}/logs`);
  expect(log.text).toBe('hello world\n');
  expect(log.headers.get('content-range')).toBe('bytes 0-11/12');
  const tail = await fixture.api('GET', `/api/v1/runs/${id}/logs?offset=6`);
  expect(tail.text).toBe('world\n');
});

test('events come as a page and as a stream, from any place on, to their end', async () => {
  const id = await spawn({ agent: 'echo' });
  await reached(id, 'succeeded');
  const page = (await fixture.api('GET', `/api/v1/runs/${id}/events`)).data as unknown as {
    seq: number;
    type: string;
  }[];
  expect(page.map((event) => event.seq)).toEqual(page.map((_event, index) => index + 1));
  expect(page.at(-1)?.type).toBe('result');
  const stream = await fixture.api('GET', `/api/v1/runs/${id}/events`, undefined, {
    accept: 'text/event-stream',
    'last-event-id': '2',
  });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const seqs = [...stream.text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
  expect(seqs).toEqual(page.map((event) => event.seq).filter((seq) => seq > 2));
  expect(stream.text).toContain('event: end');
});

test('a live stream shows events as they come and follows the run to its end', async () => {
  const id = await spawn({ agent: 'sleep' });
  await reached(id, 'running');
  const response = await fetch(`${fixture.spoke.url}/api/v1/runs/${id}/events`, {
    headers: { authorization: `Bearer ${fixture.own.apiKey}`, accept: 'text/event-stream' },
  });
  const ended = response.text();
  expect((await kill(id, { now: true })).status).toBe(202);
  const text = await ended;
  expect(text).toContain('"state":"killed"');
  expect(text.trimEnd().endsWith('data: {"state":"killed"}')).toBe(true);
});

test('PRC-17: a kill before the start, twice, after the exit and of a foreign run', async () => {
  // Both slots are taken, so the third cannot start.
  const busy = [await spawn({ agent: 'sleep' }), await spawn({ agent: 'sleep' })];
  for (const id of busy) await reached(id, 'running');
  const waiting = await spawn({ agent: 'sleep' });
  expect((await kill(waiting)).status).toBe(202);
  expect(await reached(waiting, 'cancelled', 'killed')).toMatchObject({
    state: 'cancelled',
    code: 'CANCELLED_BEFORE_START',
  });

  const [first = '', second = ''] = busy;
  const answers = await Promise.all([kill(first, { now: true }), kill(first, { now: true })]);
  for (const answer of answers) expect([202, 409]).toContain(answer.status);
  const ended = await reached(first, 'killed');
  expect(ended['kill']).toMatchObject({ survivors: 0 });
  const again = await kill(first);
  expect(again.status).toBe(409);
  expect(again.error?.code).toBe('ALREADY_TERMINAL');
  expect(await runOf(first)).toEqual(ended);

  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Other', slug: 'other' });
  const foreign = callerFor(() => fixture.spoke.url, made.data['apiKey'] as string);
  const theirs = await foreign('POST', `/api/v1/runs/${second}/kill`, {});
  const nobodys = await foreign('POST', `/api/v1/runs/${newId(Date.now())}/kill`, {});
  expect(theirs.status).toBe(404);
  expect(theirs.error).toEqual(nobodys.error);
  expect(await runOf(second)).toMatchObject({ state: 'running', desired: 'run' });
  await kill(second, { now: true });
  await reached(second, 'killed');
});

test('a killed run answers every command that concerned it with a signed receipt', async () => {
  const id = await spawn({ agent: 'sleep' });
  await reached(id, 'running');
  const status = await fixture.api('POST', `/api/v1/runs/${id}/status`);
  const killed = await kill(id, { now: true });
  await reached(id, 'killed');
  const settled = async (commandId: unknown): Promise<Record<string, unknown>> => {
    const detail = async (): Promise<Record<string, unknown>> =>
      (await fixture.api('GET', `/api/v1/commands/${String(commandId)}`)).data;
    await until('the last receipt is signed', async () => {
      const receipts = (await detail())['receipts'] as { status: string }[];
      return receipts.at(-1)?.status === 'completed';
    });
    return detail();
  };
  expect(await settled(status.data['commandId'])).toMatchObject({
    verb: 'agent.status',
    state: 'succeeded',
    result: { id },
  });
  const end = await settled(killed.data['commandId']);
  expect(end).toMatchObject({
    verb: 'agent.kill',
    state: 'succeeded',
    result: { state: 'killed', kill: { survivors: 0 } },
  });
  const spawned = await settled((await runOf(id))['commandId']);
  expect((spawned['receipts'] as { status: string }[]).map((receipt) => receipt.status)).toEqual([
    'accepted',
    'started',
    'completed',
  ]);
});

test('PRC-15: arguments arrive literally, whatever a shell would make of them', async () => {
  const args = ['a b', '"q"', "'", ';id', '$(id)', '`id`', '--help', 'line\nbreak', '*', '|', '>x'];
  const id = await spawn({ agent: 'args', args });
  await reached(id, 'succeeded');
  const log = await fixture.api('GET', `/api/v1/runs/${id}/logs`);
  expect(log.text.split('\0').slice(0, -1)).toEqual(args);
  const nul = await fixture.api('POST', '/api/v1/runs', { agent: 'args', args: ['a\0b'] });
  expect(nul.status).toBe(400);
});

test('the embedded agent does a task and its artifact can be fetched', async () => {
  const task = {
    steps: [
      { do: 'write', path: 'note.txt', content: 'made here' },
      { do: 'publish', path: 'note.txt', artifact: 'note' },
    ],
  };
  const id = await spawn({ agent: 'embedded', task });
  expect(await reached(id, 'succeeded', 'failed')).toMatchObject({ state: 'succeeded' });
  const list = (await fixture.api('GET', `/api/v1/runs/${id}/artifacts`)).data as unknown as {
    id: string;
    name: string;
  }[];
  expect(list.map((artifact) => artifact.name)).toEqual(['note']);
  const content = await fixture.api('GET', `/api/v1/runs/${id}/artifacts/${list[0]?.id ?? ''}`);
  expect(content.text).toBe('made here');
  expect(content.headers.get('content-disposition')).toBe('attachment');
});

test('a run that fails says how', async () => {
  const id = await spawn({ agent: 'fail' });
  expect(await reached(id, 'failed')).toMatchObject({ code: 'EXIT_NONZERO', exitCode: 3 });
  const log = await fixture.api('GET', `/api/v1/runs/${id}/logs?stream=stderr`);
  expect(log.text).toBe('no\n');
});
