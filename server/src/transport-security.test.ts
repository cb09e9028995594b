import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { buildHttp, sendData, type HttpOptions, type HttpServer } from './http.ts';
import { createLogger } from './logger.ts';
import { selfSigned } from './testing/self-signed.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function build(options: Partial<HttpOptions> = {}): Promise<HttpServer> {
  const app = await buildHttp({
    logger: createLogger({ name: 'test', level: 'silent' }),
    name: 'test',
    title: 'Test',
    version: '0',
    readiness: () => Promise.resolve({ ok: true, checks: {} }),
    ...options,
  });
  const config = { permission: 'public' };
  app.get('/who', { config }, (request, reply) =>
    sendData(reply, { ip: request.ip, host: request.host, protocol: request.protocol }),
  );
  app.post('/change', { config }, (_request, reply) => sendData(reply, 1));
  app.get('/page', { config }, (_request, reply) => reply.type('text/html').send('<p>hello</p>'));
  open.push(app);
  return app;
}

type Answer = Awaited<ReturnType<HttpServer['inject']>>;

interface Told {
  readonly ip: string;
  readonly host: string;
  readonly protocol: string;
}

const elsewhere = '203.0.113.9';
const publicUrl = 'https://north.example';

describe('AUTH-15: plain HTTP off this machine', () => {
  test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('is answered from %s', async (remoteAddress) => {
    const app = await build();
    expect((await app.inject({ url: '/who', remoteAddress })).statusCode).toBe(200);
  });

  test.each([elsewhere, '10.0.0.4', '::ffff:10.0.0.4', 'fe80::1', '128.0.0.1'])(
    'is refused from %s, before anything else is said',
    async (remoteAddress) => {
      const app = await build();
      for (const request of [
        { url: '/who' },
        { url: '/nowhere' },
        { method: 'POST' as const, url: '/change', payload: {} },
      ]) {
        const answer = await app.inject({ ...request, remoteAddress });
        expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([
          403,
          'TLS_REQUIRED',
        ]);
        expect(answer.body).toContain('WH_INSECURE_HTTP');
        expect(answer.headers['strict-transport-security']).toBeUndefined();
      }
    },
  );

  test('a page is sent to the public https address, whatever Host says; a program and a change are not', async () => {
    const app = await build({ transport: { publicUrl: `${publicUrl}/` } });
    const ask = (method: 'GET' | 'POST', url: string, accept: string): Promise<Answer> =>
      app.inject({ method, url, remoteAddress: elsewhere, headers: { accept, host: 'evil.example' } });
    const page = await ask('GET', '/page?a=1', 'text/html,*/*');
    expect([page.statusCode, page.headers.location]).toEqual([308, `${publicUrl}/page?a=1`]);
    expect((await ask('GET', '//evil.example/x', 'text/html')).headers.location).toBe(`${publicUrl}//evil.example/x`);
    expect((await ask('GET', '/who', 'application/json')).statusCode).toBe(403);
    expect((await ask('POST', '/change', 'text/html')).statusCode).toBe(403);
  });

  test('is answered where the operator said so by name', async () => {
    const app = await build({ transport: { insecureHttp: true } });
    expect((await app.inject({ url: '/who', remoteAddress: elsewhere })).statusCode).toBe(200);
  });

  test('load balancers may ask after health', async () => {
    const app = await build();
    for (const url of ['/healthz', '/readyz']) {
      expect((await app.inject({ url, remoteAddress: elsewhere })).statusCode).toBe(200);
    }
  });

  test('is refused to a browser in words for people', async () => {
    const app = await build();
    const accept = 'text/html,application/xhtml+xml';
    const answer = await app.inject({ url: '/who?next=<i>', headers: { accept }, remoteAddress: '10.0.0.7' });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('use HTTPS, or allow plain HTTP by WH_INSECURE_HTTP');
    expect(answer.body).not.toContain('<i>');
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  const own = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  test.runIf(own !== undefined)('is refused on a real socket of another interface', async () => {
    const app = await build();
    await app.listen({ host: '0.0.0.0', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const answer = await fetch(`http://${own?.address}:${port}/who`);
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      403,
      'TLS_REQUIRED',
    ]);
    expect((await fetch(`http://127.0.0.1:${port}/who`)).status).toBe(200);
  });
});

describe('AUTH-15: HTTPS', () => {
  test('of our own is answered from everywhere and says that it shall stay so', async () => {
    const app = await build({ tls: selfSigned });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const answer = await getTls(port, 'north.example');
    expect([answer.status, answer.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    // Other servers of a developer's machine would be lost with it.
    expect((await getTls(port, 'localhost')).headers['strict-transport-security']).toBeUndefined();
  });

  test('of a trusted proxy counts; what the proxy got over plain HTTP is refused', async () => {
    const app = await build({ trustProxy: ['10.0.0.0/8'], transport: { publicUrl } });
    const ask = (proto: string | undefined, remoteAddress = '10.1.2.3'): Promise<Answer> =>
      app.inject({
        url: '/who',
        remoteAddress,
        headers: {
          host: 'north.example',
          'x-forwarded-for': elsewhere,
          ...(proto === undefined ? {} : { 'x-forwarded-proto': proto }),
        },
      });
    const good = await ask('https');
    expect([good.statusCode, good.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    expect((await ask('http')).statusCode).toBe(403);
    expect((await ask(undefined)).statusCode).toBe(403);
    expect((await ask('https', '192.0.2.1')).statusCode).toBe(403);
  });

  test('a proxy on this machine does not make strangers local', async () => {
    const app = await build({ trustProxy: true });
    const answer = await app.inject({
      url: '/who',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': `127.0.0.1, ${elsewhere}`, 'x-forwarded-proto': 'http' },
    });
    expect(answer.statusCode).toBe(403);
  });
});

describe('WS-20: what a client says about itself', () => {
  const forged = {
    host: 'north.example',
    'x-forwarded-for': '198.51.100.7',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=198.51.100.7;host=evil.example;proto=https',
  };
  const tell = async (options: Partial<HttpOptions>, headers = forged, remoteAddress = '10.1.2.3'): Promise<Told> => {
    const app = await build({ transport: { insecureHttp: true }, ...options });
    return (await app.inject({ url: '/who', remoteAddress, headers })).json<{ data: Told }>().data;
  };
  const plain = { ip: '10.1.2.3', host: 'north.example', protocol: 'http' };

  test.each([
    ['no proxy is trusted', {}],
    ['an empty list is trusted', { trustProxy: [] }],
    ['another proxy is trusted', { trustProxy: ['10.9.9.9', '192.0.2.0/24'] }],
    ['a proxy on this machine is trusted', { trustProxy: true }],
  ])('does not count where %s', async (_name, options) => {
    expect(await tell(options)).toEqual(plain);
  });

  test('counts from a trusted proxy: the last hop that is none of ours', async () => {
    const behind = { ip: '198.51.100.7', host: 'evil.example', protocol: 'https' };
    expect(await tell({ trustProxy: ['10.0.0.0/8'] })).toEqual(behind);
    const chain = { ...forged, 'x-forwarded-for': '127.0.0.1, 198.51.100.7, 10.4.4.4' };
    expect((await tell({ trustProxy: ['10.0.0.0/8'] }, chain)).ip).toBe('198.51.100.7');
  });
});

test('every answer forbids sniffing, framing and telling where one came from', async () => {
  const app = await build();
  const inert = "default-src 'none'; frame-ancestors 'none'";
  for (const url of ['/who', '/nowhere', '/healthz', '/openapi.json']) {
    const { headers } = await app.inject({ url });
    expect(headers, url).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': inert,
    });
  }
  const page = (await app.inject({ url: '/page' })).headers;
  expect(page['content-security-policy']).toContain("default-src 'self'");
  expect(page['content-security-policy']).toContain("frame-ancestors 'none'");
});

/** `fetch` cannot be told to take a certificate that nobody signed. */
function getTls(port: number, host: string): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      { host: '127.0.0.1', port, path: '/who', rejectUnauthorized: false, headers: { host } },
      (response) => {
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
      },
    );
    request.once('error', reject);
    request.end();
  });
}
