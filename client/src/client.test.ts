import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError, createClient, each, take, type SpokeClient } from './index.ts';
import { openRealSpoke, type RealSpoke } from './testing/real-spoke.ts';

let spoke: RealSpoke;
let client: SpokeClient;

beforeAll(async () => {
  spoke = await openRealSpoke();
  client = createClient({ url: spoke.url, token: spoke.own.apiKey });
});
afterAll(() => spoke.close());

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

const agent = (name: string) => ({ name, runtime: 'process', config: { argv: ['true'] } });

/** Loses the answers to the first requests after the server did them, as a connection that breaks does. */
function losingAnswers(count: number): {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sent: () => number;
} {
  let sent = 0;
  return {
    sent: () => sent,
    fetch: async (request) => {
      sent += 1;
      const answer = await fetch(request);
      if (sent <= count) throw new TypeError('the connection broke');
      return answer;
    },
  };
}

async function namesOf(): Promise<string[]> {
  const names: string[] = [];
  const pages = each((page) => client.GET('/api/v1/agents', { params: { query: { ...page, limit: 2 } } }));
  for await (const { name } of pages) {
    names.push(name);
  }
  return names;
}

describe('the client', () => {
  test('acts with its key, typed by path, and lists over as many pages as there are', async () => {
    const made = await take(client.POST('/api/v1/agents', { body: agent('one') }));
    expect(made).toMatchObject({ name: 'one', runtime: 'process' });
    for (const name of ['two', 'three', 'four']) await take(client.POST('/api/v1/agents', { body: agent(name) }));
    const path = { id: made.id };
    expect((await take(client.GET('/api/v1/agents/{id}', { params: { path } }))).name).toBe('one');
    expect((await namesOf()).toSorted()).toEqual(['echo', 'embedded', 'four', 'one', 'three', 'two']);
  });

  test('throws refusals by their registered code, with what is wrong and the request to ask about', async () => {
    const id = '00000000-0000-7000-8000-000000000000';
    const missing = await errorOf(take(client.GET('/api/v1/agents/{id}', { params: { path: { id } } })));
    expect(missing).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(missing.requestId).toMatch(/^[\w.-]+$/);
    const invalid = await errorOf(take(client.POST('/api/v1/agents', { body: agent('not a name') })));
    expect(invalid.code).toBe('INVALID');
    expect(invalid.details).toMatchObject({ issues: [{ path: '/name' }] });
    const stranger = createClient({ url: spoke.url, token: 'wh_live_nobody' });
    expect((await errorOf(take(stranger.GET('/api/v1/me')))).code).toBe('UNAUTHENTICATED');
  });

  test('does nothing twice with one Idempotency-Key, also where the first answer was lost', async () => {
    const key = { params: { header: { 'Idempotency-Key': 'once-and-only' } } };
    const first = await take(client.POST('/api/v1/agents', { ...key, body: agent('keyed') }));
    const again = await take(client.POST('/api/v1/agents', { ...key, body: agent('keyed') }));
    expect(again).toEqual(first);
    const other = await errorOf(take(client.POST('/api/v1/agents', { ...key, body: agent('another') })));
    expect(other.code).toBe('CONFLICT');

    const line = losingAnswers(1);
    const shaky = createClient({ url: spoke.url, token: spoke.own.apiKey, fetch: line.fetch });
    const params = { header: { 'Idempotency-Key': 'over-a-bad-line' } };
    await take(shaky.POST('/api/v1/agents', { params, body: agent('arrived') }));
    expect(line.sent()).toBe(2);
    expect((await namesOf()).filter((name) => name === 'arrived')).toHaveLength(1);
  });

  test('leaves to its caller whether a POST without a key of theirs is sent again after a broken connection', async () => {
    const line = losingAnswers(1);
    const shaky = createClient({ url: spoke.url, token: spoke.own.apiKey, fetch: line.fetch });
    await expect(shaky.POST('/api/v1/agents', { body: agent('doubtful') })).rejects.toThrow('the connection broke');
    expect(line.sent()).toBe(1);
    const reading = losingAnswers(3);
    const reader = createClient({ url: spoke.url, token: spoke.own.apiKey, fetch: reading.fetch });
    await expect(reader.GET('/api/v1/agents')).rejects.toThrow('the connection broke');
    expect(reading.sent()).toBe(3);
  });

  test('changes something only in the state that was read, by its ETag', async () => {
    const path = { id: spoke.own.workspaceId };
    const { response } = await client.GET('/api/v1/workspaces/{id}', { params: { path } });
    const header = { 'If-Match': response.headers.get('etag') ?? '' };
    const body = { description: 'read before' };
    const changed = await take(client.PATCH('/api/v1/workspaces/{id}', { params: { path, header }, body }));
    expect(changed.description).toBe('read before');
    const late = await errorOf(
      take(client.PATCH('/api/v1/workspaces/{id}', { params: { path, header }, body: { description: 'too late' } })),
    );
    expect(late).toMatchObject({ code: 'PRECONDITION', status: 412 });
  });

  test('sends no key where it could be read on the way, unless told to', () => {
    const token = 'wh_live_secret';
    expect(() => createClient({ url: 'http://spoke.example.org', token })).toThrow('plain HTTP');
    expect(() => createClient({ url: 'http://127.0.0.1.example.org', token })).toThrow('plain HTTP');
    expect(() => createClient({ url: 'file:///etc/spoke', token })).toThrow('no address');
    expect(() => createClient({ url: 'http://spoke.example.org', token, insecureHttp: true })).not.toThrow();
    expect(() => createClient({ url: 'https://spoke.example.org/', token })).not.toThrow();
  });
});
