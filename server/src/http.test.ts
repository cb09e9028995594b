import { connect, type AddressInfo, type Socket } from 'node:net';
import { WheelhouseError } from '@wheelhouse/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { registerAuth } from './auth.ts';
import { buildHttp, sendData, type HttpServer } from './http.ts';
import { httpLimits } from './http-limits.ts';
import { createLogger } from './logger.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function build(routes: (app: HttpServer) => void = () => {}): Promise<HttpServer> {
  const app = await buildHttp({
    logger: createLogger({ name: 'test', level: 'silent' }),
    name: 'test',
    title: 'Test',
    version: '0',
    readiness: () => Promise.resolve({ ok: true, checks: { store: { ok: true } } }),
  });
  await registerAuth(app, {
    authenticate: (bearer) =>
      Promise.resolve(
        bearer === 'reader-key'
          ? {
              kind: 'operator',
              principalId: 'p',
              permissions: ['runs:read'],
              credential: { kind: 'api-key', id: 'k' },
            }
          : null,
      ),
  });
  routes(app);
  open.push(app);
  return app;
}

const body = z.strictObject({ name: z.string() });
const withRoutes = (): Promise<HttpServer> =>
  build((app) => {
    app.post('/echo', { schema: { body }, config: { permission: 'public' } }, (request, reply) =>
      sendData(reply, request.body),
    );
    app.get('/fails', { config: { permission: 'public' } }, () => {
      throw new Error('a secret detail');
    });
    app.get('/busy', { config: { permission: 'public' } }, () => {
      throw new WheelhouseError('BUSY');
    });
    app.get('/runs', { config: { permission: 'runs:read' } }, (request, reply) => sendData(reply, request.caller));
    app.get('/kill', { config: { permission: 'runs:kill' } }, (_request, reply) => sendData(reply, 1));
  });

describe('answers', () => {
  test('success and error bodies have one shape and carry the request id', async () => {
    const app = await withRoutes();
    const good = await app.inject({
      method: 'POST',
      url: '/echo',
      payload: { name: 'a' },
      headers: { 'x-request-id': 'r-1' },
    });
    expect(good.json()).toMatchObject({ data: { name: 'a' }, meta: { requestId: 'r-1' } });
    expect(good.headers['x-request-id']).toBe('r-1');
    const bad = await app.inject({ method: 'POST', url: '/echo', payload: { name: 1, more: true } });
    expect(bad.statusCode).toBe(400);
    expect(bad.json()).toMatchObject({ error: { code: 'INVALID', details: { issues: [{ path: '/name' }, {}] } } });
  });

  test('an unexpected fault leaves as INTERNAL without its text', async () => {
    const app = await withRoutes();
    const answer = await app.inject('/fails');
    expect(answer.statusCode).toBe(500);
    expect(answer.json().error.code).toBe('INTERNAL');
    expect(answer.body).not.toContain('secret detail');
  });

  test('a retryable refusal says when to come back', async () => {
    const answer = await (await withRoutes()).inject('/busy');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
  });

  test('a path nobody serves gets the registered error body', async () => {
    const answer = await (await withRoutes()).inject('/nowhere');
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error.code).toBe('NOT_FOUND');
  });

  test('readiness reports its checks, and OpenAPI is served', async () => {
    const app = await withRoutes();
    expect((await app.inject('/readyz')).json()).toEqual({ ok: true, checks: { store: { ok: true } } });
    expect((await app.inject('/openapi.json')).json().paths['/echo']).toBeDefined();
  });
});

describe('JSON entrance', () => {
  const post = async (text: string): Promise<number> => {
    const app = await withRoutes();
    const headers = { 'content-type': 'application/json' };
    return (await app.inject({ method: 'POST', url: '/echo', payload: text, headers })).statusCode;
  };

  test('ENV-05: a duplicate key is refused on HTTP', async () => {
    expect(await post('{"name":"a","name":"b"}')).toBe(400);
  });

  test('ENV-07: a nesting bomb is refused on HTTP and the process lives', async () => {
    expect(await post('['.repeat(150_000))).toBe(400);
  });

  test('ENV-08: prototype keys are refused or inert on HTTP', async () => {
    expect(await post('{"name":"a","__proto__":{"admin":true}}')).toBe(400);
    expect(await post('{"name":"a","constructor":{"prototype":{"admin":true}}}')).toBe(400);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});

describe('authorisation', () => {
  test('no credential, a wrong one and one without the permission are told apart only as the rules allow', async () => {
    const app = await withRoutes();
    const get = async (url: string, key?: string): Promise<number> =>
      (await app.inject({ url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })).statusCode;
    expect(await get('/runs')).toBe(401);
    expect(await get('/runs', 'wrong-key')).toBe(401);
    expect(await get('/runs', 'reader-key')).toBe(200);
    expect(await get('/kill', 'reader-key')).toBe(404);
  });

  test('a route that names no permission does not register', async () => {
    const app = await build();
    expect(() => app.get('/open', () => 1)).toThrow(/names no permission/);
  });
});

describe('silent and slow peers', () => {
  async function listening(): Promise<number> {
    const app = await withRoutes();
    await app.listen({ host: '127.0.0.1', port: 0 });
    return (app.server.address() as AddressInfo).port;
  }

  function openSocket(port: number): { socket: Socket; closed: Promise<number> } {
    const startedAt = performance.now();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - startedAt)));
    return { socket, closed };
  }

  test(
    'WS-01: 500 silent connections are closed in time and new clients are served meanwhile',
    { timeout: 60_000 },
    async () => {
      const port = await listening();
      const sockets = Array.from({ length: 500 }, () => openSocket(port));
      const served = await fetch(`http://127.0.0.1:${port}/healthz`);
      expect(served.status).toBe(200);
      const slowest = Math.max(...(await Promise.all(sockets.map(({ closed }) => closed))));
      expect(slowest).toBeLessThan(2 * 15_000);
      expect(slowest).toBeGreaterThan(httpLimits.headersTimeoutMs / 2);
    },
  );

  test('WS-02: headers and bodies that trickle are cut off', { timeout: 60_000 }, async () => {
    const port = await listening();
    const trickle = (start: string): Promise<number> => {
      const { socket, closed } = openSocket(port);
      socket.write(start);
      const timer = setInterval(() => socket.write('a'), 2_000);
      return closed.finally(() => clearInterval(timer));
    };
    const slow = [
      ...Array.from({ length: 100 }, () => trickle('GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ')),
      ...Array.from({ length: 100 }, () =>
        trickle('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'),
      ),
    ];
    expect(Math.max(...(await Promise.all(slow)))).toBeLessThan(2 * 15_000);
  });
});
