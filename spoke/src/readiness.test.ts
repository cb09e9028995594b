import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Fixture } from './testing/fixture.ts';
import { until } from './testing/until.ts';
import { readinessOf } from './readiness.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture({ hub: false });
});
afterAll(() => fixture.close());

/** As many as the spoke's pool has. */
const connections = 10;

test('health is answered while every database connection is taken, and readiness says what is missing', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  const holding = Array.from({ length: connections }, () =>
    fixture.spoke.db.withInstance('health', async (tx) => {
      await tx.$queryRaw`SELECT 1`;
      held += 1;
      await released;
    }),
  );
  try {
    await until('all are taken', () => held === connections);
    const asked = Array.from({ length: 50 }, () => fixture.api('GET', '/healthz'));
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
    const ready = await fixture.api('GET', '/readyz');
    expect([ready.status, JSON.parse(ready.text)]).toMatchObject([
      503,
      { ok: false, checks: { database: { ok: false } } },
    ]);
    expect((await fixture.api('GET', '/metrics')).text).toContain('wheelhouse_link_up 0');
  } finally {
    release();
    await Promise.all(holding);
  }
  await until('it is ready again', async () => (await fixture.api('GET', '/readyz')).status === 200);
});

test('a publisher or a queue that makes no progress is not ready, though the database answers', async () => {
  const { db } = fixture.spoke;
  const working = { queue: () => null, close: () => Promise.resolve() };
  const stuck = { queue: () => ({ driver: 'x', ok: false, reason: 'no progress', waiting: 1 }), close: working.close };
  const look = (idleForMs: number, orchestrator: typeof working | typeof stuck): ReturnType<typeof readinessOf> =>
    readinessOf({ db, orchestrator, publisher: { idleForMs } });
  expect(await look(2_500, working)).toEqual({ ok: true, checks: { database: { ok: true }, publisher: { ok: true } } });
  expect(await look(31_000, working)).toMatchObject({ ok: false, checks: { publisher: { ok: false } } });
  expect(await look(0, stuck)).toMatchObject({ ok: false, checks: { queue: { ok: false, detail: 'no progress' } } });
});
