import { hash } from '@node-rs/argon2';
import { createPasswordHasher } from '@wheelhouse/identity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, signUp, testPassword, type Browser } from '../testing/browser.ts';
import { flood } from '../testing/flood.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';

const raised = { perIp: 1e6, perAccountAndIp: 1e6, perAccount: 1e6, mailsPerAddress: 1e6 };

describe('AUTH-01: many passwords at once', () => {
  const concurrency = 2;

  const requests = Array.from({ length: 200 }, (_, index) => ({
    path: '/api/v1/auth/sign-in',
    body: { email: `person${index % 50}@example.test`, password: `guess number ${index}` },
  }));

  /** Answered at once, without a look-up: what the clients' own threads cost. */
  const idleRequests = Array.from({ length: 200 }, () => ({ path: '/api/v1/auth/sign-in', body: {} }));

  function p99Of(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Infinity;
  }

  test.each([
    ['with the limits as they are', {}],
    ['with the limits raised', raised],
  ])(
    '%s most are refused early; the health route answers on, and never more hashes run than allowed',
    { timeout: 180_000 },
    async (_name, limits) => {
      const hasher = createPasswordHasher({ concurrency });
      const fixture = await openFixture({ hub: false, deps: { people: { limits, hasher } } });
      try {
        await signUp(fixture, 'warm@example.test');
        // On a machine that is busy with other things the route is late without any sign-in; that is not the spoke's doing.
        const idle = await flood(fixture.spoke.url, idleRequests, '/healthz');
        const allowedMs = Math.max(200, 3 * p99Of(idle.watchedMs));
        let healthP99Ms = Infinity;
        // Other work comes and goes; a server that is itself late is late in each run.
        for (let run = 0; run < 4 && healthP99Ms >= allowedMs; run += 1) {
          const { statuses, watchedMs } = await flood(fixture.spoke.url, requests, '/healthz');
          healthP99Ms = p99Of(watchedMs);
          const kinds = new Set(statuses);
          expect([...kinds].every((status) => status === 401 || status === 429)).toBe(true);
          expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(50);
        }
        expect(hasher.peak).toBeLessThanOrEqual(concurrency);
        expect(healthP99Ms).toBeLessThan(allowedMs);
      } finally {
        await fixture.close();
      }
    },
  );
});

describe('AUTH-02: known and unknown addresses', () => {
  let fixture: Fixture;
  let browser: Browser;
  let workspaceId: string;
  beforeAll(async () => {
    fixture = await openFixture({ hub: false, deps: { people: { limits: raised } } });
    const person = await signUp(fixture, 'known@example.test');
    browser = person.browser;
    workspaceId = person.user.currentWorkspaceId ?? '';
    await signUp(fixture, 'familiar@example.test');
  });
  afterAll(() => fixture.close());

  const visit = (): Browser => openBrowser(() => fixture.spoke.url);
  type Ask = (email: string) => Promise<Answer>;
  const routes: [string, number, Ask][] = [
    ['sign-in', 401, (email) => visit()('POST', '/api/v1/auth/sign-in', { email, password: 'not the right one' })],
    ['a code by mail', 202, (email) => visit()('POST', '/api/v1/auth/email-code', { email })],
    ['a password reset', 202, (email) => visit()('POST', '/api/v1/auth/password/reset', { email })],
    [
      'an invitation',
      201,
      (email) => browser('POST', `/api/v1/workspaces/${workspaceId}/invitations`, { email, role: 'viewer' }),
    ],
  ];

  interface Comparison {
    /** Answers without what is new in each. */
    readonly shapes: ReadonlySet<string>;
    readonly differenceMs: number;
    /** Ten per cent, or twice what two addresses of one kind differ by. */
    readonly allowedMs: number;
  }

  async function compare(addresses: readonly string[], status: number, ask: Ask): Promise<Comparison> {
    const timings = addresses.map((): number[] => []);
    const shapes = new Set<string>();
    for (let round = 0; round < 200; round += 1) {
      // Interleaved, and each in every place of the row: whatever else the machine does falls on all alike.
      for (let step = 0; step < addresses.length; step += 1) {
        const which = (step + round) % addresses.length;
        const askedAt = performance.now();
        const answer = await ask(addresses[which] ?? '');
        timings[which]?.push(performance.now() - askedAt);
        expect(answer.status).toBe(status);
        shapes.add(shapeOf(answer));
      }
    }
    const [known = 0, unknown = 0, knownToo = 0, unknownToo = 0] = timings.map(medianOf);
    const sameMs = Math.max(Math.abs(known - knownToo), Math.abs(unknown - unknownToo));
    const differenceMs = Math.abs(known + knownToo - unknown - unknownToo) / 2;
    return { shapes, differenceMs, allowedMs: Math.max(0.1 * known, 2 * sameMs) };
  }

  test.each(routes)('%s: same status, same body, same time', { timeout: 300_000 }, async (_name, status, ask) => {
    const addresses = ['known', 'stranger', 'familiar', 'unheard'].map((name) => `${name}@example.test`);
    if (status === 201) addresses[0] = 'familiar@example.test';
    const differences: string[] = [];
    // Other work comes and goes; a difference that the server makes is there in each run.
    for (let run = 0; run < 3 && differences.length === run; run += 1) {
      const { shapes, differenceMs, allowedMs } = await compare(addresses, status, ask);
      expect([...shapes]).toHaveLength(1);
      if (differenceMs > allowedMs) differences.push(`${differenceMs} ms, ${allowedMs} ms allowed`);
    }
    expect(differences.length, differences.join('; ')).toBeLessThan(3);
  });

  /** The answer without what is new in each: ids and times. */
  function shapeOf({ text, headers }: Answer): string {
    const names = [...headers.keys()].filter((name) => !['date', 'x-request-id', 'content-length'].includes(name));
    const values = text
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      .replaceAll(/\d{13}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT')
      .replaceAll(/[a-z]+@example\.test/g, 'ADDRESS');
    return `${names.join()} ${values}`;
  }

  function medianOf(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  }
});

test('AUTH-03: a hash with older parameters signs in once more, and is replaced by one of today', async () => {
  const fixture = await openFixture({ hub: false });
  try {
    const { user } = await signUp(fixture, 'old@example.test');
    const old = await hash(testPassword, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const stored = () =>
      fixture.spoke.db.withUser(user.id, (tx) => tx.userCredentials.findUnique({ where: { userId: user.id } }));
    await fixture.spoke.db.withUser(user.id, (tx) =>
      tx.userCredentials.update({ where: { userId: user.id }, data: { passwordHash: old } }),
    );
    const signIn = (password: string): Promise<Answer> =>
      openBrowser(() => fixture.spoke.url)('POST', '/api/v1/auth/sign-in', { email: 'old@example.test', password });
    expect((await signIn('wrong')).status).toBe(401);
    expect((await stored())?.passwordHash).toBe(old);
    expect((await signIn(testPassword)).status).toBe(200);
    expect((await stored())?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await signIn(testPassword)).status).toBe(200);
  } finally {
    await fixture.close();
  }
});
