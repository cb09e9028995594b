import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, signUp, testPassword, type SignedUp } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: { perIp: 10_000, perAccountAndIp: 1_000 } } } });
});
afterAll(() => fixture.close());

interface Sent {
  readonly status: number;
  readonly code: string;
  readonly setCookie: string;
}

/** A raw request, as a page anywhere can make a browser send it. */
async function send(
  spokeUrl: string,
  path: string,
  init: { headers: Record<string, string>; body?: string; method?: string },
): Promise<Sent> {
  const response = await fetch(spokeUrl + path, { method: 'POST', ...init });
  const text = await response.text();
  const { error } = JSON.parse(text === '' ? '{}' : text) as { error?: { code: string } };
  return {
    status: response.status,
    code: error?.code ?? '',
    setCookie: response.headers.getSetCookie().join('\n'),
  };
}

describe('AUTH-06: changes with a cookie come from our own pages alone', () => {
  let person: SignedUp;
  beforeAll(async () => {
    person = await signUp(fixture, 'victim@example.test');
  });

  const json = { 'content-type': 'application/json' };
  const cases: [string, (own: string) => Record<string, string>, number][] = [
    ['a foreign Origin', () => ({ ...json, origin: 'https://evil.example' }), 403],
    ['an Origin that only ends like ours', (own) => ({ ...json, origin: `https://evil-${own.slice(7)}` }), 403],
    ['another port of ours', () => ({ ...json, origin: 'http://127.0.0.1:1' }), 403],
    ['the null Origin of a sandboxed frame', () => ({ ...json, origin: 'null' }), 403],
    ['no Origin at all', () => json, 403],
    ['Sec-Fetch-Site: cross-site', (own) => ({ ...json, origin: own, 'sec-fetch-site': 'cross-site' }), 403],
    ['Sec-Fetch-Site: same-site without an Origin', () => ({ ...json, 'sec-fetch-site': 'same-site' }), 403],
    ['a form of ours', (own) => ({ 'content-type': 'application/x-www-form-urlencoded', origin: own }), 415],
    ['text/plain of ours', (own) => ({ 'content-type': 'text/plain', origin: own }), 415],
    ['a form of another site', () => ({ 'content-type': 'multipart/form-data', origin: 'https://evil.example' }), 403],
  ];

  test.each(cases)('%s is refused and changes nothing', async (_name, headersFor, status) => {
    const { url } = fixture.spoke;
    const headers = { ...headersFor(url), cookie: person.browser.cookie };
    const renamed = await send(url, '/api/v1/me', { method: 'PATCH', headers, body: '{"name":"owned"}' });
    expect(renamed.status).toBe(status);
    if (status === 403) expect(renamed.code).toBe('ORIGIN_REFUSED');
    const signedOut = await send(url, '/api/v1/auth/sign-out', { headers, body: '{}' });
    expect(signedOut.status).toBe(status);
    expect((await person.browser('GET', '/api/v1/me')).data).toMatchObject({ name: 'victim' });
  });

  test('a page of ours may, by its Origin or by Sec-Fetch-Site', async () => {
    const { url } = fixture.spoke;
    for (const proof of [{ origin: url }, { 'sec-fetch-site': 'same-origin' }] as Record<string, string>[]) {
      const headers = { ...json, ...proof, cookie: person.browser.cookie };
      const answer = await send(url, '/api/v1/me', { method: 'PATCH', headers, body: '{"name":"victim"}' });
      expect(answer.status).toBe(200);
    }
  });

  test('nobody is signed in by a page of another site; a program without a browser may', async () => {
    const { url } = fixture.spoke;
    const body = JSON.stringify({ email: 'victim@example.test', password: testPassword });
    for (const proof of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<
      string,
      string
    >[]) {
      const answer = await send(url, '/api/v1/auth/sign-in', { headers: { ...json, ...proof }, body });
      expect([answer.status, answer.setCookie]).toEqual([403, '']);
    }
    expect((await send(url, '/api/v1/auth/sign-in', { headers: json, body })).status).toBe(200);
  });

  test('a key needs no Origin, and a cookie does not make good a key that does not hold', async () => {
    expect((await fixture.api('GET', '/api/v1/me', undefined, { origin: 'https://evil.example' })).status).toBe(200);
    const both = { authorization: 'Bearer wh_live_nonsense', cookie: person.browser.cookie };
    expect((await fixture.api('GET', '/api/v1/me', undefined, both)).status).toBe(401);
  });
});

describe('AUTH-05: the session cookie', () => {
  const signIn = async (own: Fixture, headers: Record<string, string>, email = 'cookie@example.test'): Promise<Sent> =>
    send(own.spoke.url, '/api/v1/auth/sign-in', {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ email, password: testPassword }),
    });

  test('on loopback it is __Host-, Secure, HttpOnly, SameSite, Path=/ and of no Domain', async () => {
    await signUp(fixture, 'cookie@example.test');
    const { setCookie } = await signIn(fixture, {});
    expect(setCookie).toMatch(/^__Host-wh_session=[A-Za-z0-9_-]{43};/);
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000']) {
      expect(setCookie).toContain(attribute);
    }
    expect(setCookie).not.toContain('Domain');
  });

  test('off loopback over plain HTTP there is none', async () => {
    const { setCookie, status, code } = await signInAs(fixture, 'north.lan');
    expect([setCookie, status, code]).toEqual(['', 403, 'TLS_REQUIRED']);
  });

  test('behind a proxy that ends TLS it is the secure one', async () => {
    const proxied = await openFixture({ hub: false, config: { trustProxy: true } });
    try {
      await signUp(proxied, 'cookie@example.test');
      const { setCookie } = await signInAs(proxied, 'north.example', { 'x-forwarded-proto': 'https' });
      expect(setCookie).toMatch(/^__Host-wh_session=.*Secure/);
    } finally {
      await proxied.close();
    }
  });

  test('plain HTTP elsewhere only by explicit word, and then under another name, without Secure', async () => {
    const insecure = await openFixture({ hub: false, config: { insecureHttp: true } });
    try {
      await signUp(insecure, 'cookie@example.test');
      const { setCookie } = await signInAs(insecure, 'north.lan');
      expect(setCookie).toMatch(/^wh_session=[A-Za-z0-9_-]{43};/);
      expect(setCookie).toContain('HttpOnly');
      expect(setCookie).not.toContain('Secure');
      const cookie = setCookie.split(';')[0] ?? '';
      expect((await openBrowser(() => insecure.spoke.url)('GET', '/api/v1/me', undefined, { cookie })).status).toBe(
        200,
      );
    } finally {
      await insecure.close();
    }
  });

  test('the plain name is not read where plain HTTP was not allowed: a neighbour could have set it', async () => {
    const { browser } = await signUp(fixture, 'planted@example.test');
    const cookie = browser.cookie.replace('__Host-wh_session', 'wh_session');
    expect((await openBrowser(() => fixture.spoke.url)('GET', '/api/v1/me', undefined, { cookie })).status).toBe(401);
  });
});

/** `fetch` sets Host itself, so this speaks HTTP by hand. */
async function signInAs(own: Fixture, host: string, headers: Record<string, string> = {}): Promise<Sent> {
  const { request } = await import('node:http');
  const body = JSON.stringify({ email: 'cookie@example.test', password: testPassword });
  return new Promise((resolve, reject) => {
    const sent = request(
      `${own.spoke.url}/api/v1/auth/sign-in`,
      { method: 'POST', headers: { host, 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const { error } = JSON.parse(text) as { error?: { code: string } };
          const setCookie = (response.headers['set-cookie'] ?? []).join('\n');
          resolve({ status: response.statusCode ?? 0, code: error?.code ?? '', setCookie });
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
