import { expect, test } from 'vitest';
import { signUp } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

const forged = (ip: string): Record<string, string> => ({
  'x-forwarded-for': ip,
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  forwarded: `for=${ip};host=evil.example;proto=https`,
});

const attempts = 4;

async function withSpoke(trustProxy: boolean | readonly string[], use: (own: Fixture) => Promise<void>): Promise<void> {
  const limits = { perIp: attempts, perAccountAndIp: 1_000, perAccount: 1_000, mailsPerAddress: 1_000 };
  const own = await openFixture({ hub: false, config: { trustProxy }, deps: { people: { limits } } });
  try {
    await use(own);
  } finally {
    await own.close();
  }
}

/** Signs in wrongly, each time as if from elsewhere. Resolves with the statuses. */
async function tryFrom(own: Fixture, ips: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const [index, ip] of ips.entries()) {
    const body = { email: `nobody${index}@example.test`, password: 'not the password' };
    const headers = { ...forged(ip), authorization: '' };
    statuses.push((await own.api('POST', '/api/v1/auth/sign-in', body, headers)).status);
  }
  return statuses;
}

async function auditedIp(own: Fixture): Promise<unknown> {
  const body = { name: 'forwarded', runtime: 'process', config: { argv: ['true'] } };
  expect((await own.api('POST', '/api/v1/agents', body, forged('198.51.100.1'))).status).toBe(201);
  const { text } = await own.api('GET', '/api/v1/audit?action=agents.create&limit=1');
  return (JSON.parse(text) as { data: { ip: string }[] }).data[0]?.ip;
}

const addresses = Array.from({ length: attempts + 2 }, (_, index) => `198.51.100.${index + 1}`);

test('WS-20: without a trusted proxy forged headers move no limit, no audit row and no link in a mail', async () => {
  await withSpoke(false, async (own) => {
    expect(await auditedIp(own)).toBe('127.0.0.1');
    await signUp(own, 'linked@example.test');
    const asked = await own.api(
      'POST',
      '/api/v1/auth/password/reset',
      { email: 'linked@example.test' },
      {
        ...forged('198.51.100.1'),
        authorization: '',
      },
    );
    expect(asked.status).toBe(202);
    const outbox = await own.api('GET', '/api/v1/dev/outbox');
    expect(outbox.text).toContain(`${own.spoke.url}/`);
    expect(outbox.text).not.toContain('evil.example');
    const statuses = await tryFrom(own, addresses);
    expect(statuses).toContain(429);
    expect(statuses.lastIndexOf(401)).toBeLessThan(statuses.indexOf(429));
  });
});

test('WS-20: a proxy that is not the configured one is a client like any other', async () => {
  await withSpoke(['192.0.2.0/24'], async (own) => {
    expect(await auditedIp(own)).toBe('127.0.0.1');
    expect(await tryFrom(own, addresses)).toContain(429);
  });
});

test('from the configured proxy they count: each client has its own limit and its own address in the audit log', async () => {
  await withSpoke(['127.0.0.0/8', '::1'], async (own) => {
    expect(await auditedIp(own)).toBe('198.51.100.1');
    expect(await tryFrom(own, addresses)).toEqual(addresses.map(() => 401));
  });
});
