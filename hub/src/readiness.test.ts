import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestFleet } from './testing/test-fleet.ts';
import type { TestSpoke } from './testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;
beforeAll(async () => {
  fleet = await TestFleet.start();
  ({ issuer, target } = await fleet.pair());
});
afterAll(() => fleet.close());

interface Ready {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean }>>;
}

async function ready(): Promise<{ readonly status: number; readonly report: Ready }> {
  const response = await fetch(`${fleet.hub.url}/readyz`);
  return { status: response.status, report: (await response.json()) as Ready };
}

async function untilReady(wanted: boolean, timeoutMs: number): Promise<Ready> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { report } = await ready();
    if (report.ok === wanted) return report;
    if (Date.now() > deadline) throw new Error(`/readyz stayed ${String(!wanted)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test(
  'a hub whose store answers and stores nothing is not ready, goes on answering, and is ready again',
  { timeout: 90_000 },
  async () => {
    expect(await ready()).toEqual({
      status: 200,
      report: { ok: true, checks: { store: { ok: true }, relay: { ok: true } } },
    });
    const admin = new pg.Client({ connectionString: fleet.database.adminUrl });
    await admin.connect();
    try {
      await admin.query('BEGIN');
      await admin.query('LOCK TABLE mailbox_heads IN ACCESS EXCLUSIVE MODE');
      issuer.sendCommand(
        issuer.command({ aud: target.id, ws: target.workspaceId, body: { verb: 'agent.spawn', agent: 'sh' } }),
      );
      const stalled = await untilReady(false, 30_000);
      expect(stalled.checks).toMatchObject({ store: { ok: true }, relay: { ok: false } });
      expect((await fetch(`${fleet.hub.url}/healthz`)).status).toBe(200);
    } finally {
      await admin.query('ROLLBACK');
      await admin.end();
    }
    expect((await untilReady(true, 30_000)).checks).toMatchObject({ relay: { ok: true } });
  },
);
