import { randomUUID } from 'node:crypto';
import { openHubDb, type HubDb } from '@wheelhouse/prisma/hub';
import { formatApiKey, newId, randomBytes, verifyAuditExport, type AuditReport } from '@wheelhouse/protocol';
import { exampleBody } from '@wheelhouse/protocol/testing';
import type { RouteInfo } from '@wheelhouse/server';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../access/api-keys.ts';
import { TestFleet } from '../testing/test-fleet.ts';

let fleet: TestFleet;
let db: HubDb;
let admin: pg.Client;
let weak: string;
const unknown = formatApiKey('live', randomBytes(42)).key;

beforeAll(async () => {
  fleet = await TestFleet.start();
  db = await openHubDb({ databaseUrl: fleet.database.databaseUrl, maxConnections: 2 });
  admin = new pg.Client({ connectionString: fleet.database.adminUrl });
  await admin.connect();
  const made = await db.transaction((tx) => createApiKey(tx, { name: 'weak', permissions: [], now: Date.now() }));
  weak = made.key;
});
afterAll(async () => {
  const { rows } = await admin.query(
    'SELECT request_id FROM audit_log WHERE request_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1',
  );
  await admin.end();
  await db.close();
  await fleet.close();
  expect(rows).toEqual([]);
});

interface Answered {
  readonly status: number;
  readonly rows: readonly { readonly action: string; readonly verdict: string; readonly code: string | null }[];
}

async function rowsOf(requestId: string): Promise<Answered['rows']> {
  return (await admin.query('SELECT action, verdict, code FROM audit_log WHERE request_id = $1', [requestId])).rows;
}

async function attempt({ method, url, schema }: RouteInfo, key: string | null): Promise<Answered> {
  const requestId = randomUUID();
  const body = method === 'GET' ? undefined : exampleBody(schema?.body);
  const response = await fetch(fleet.hub.url + url.replaceAll(/:[A-Za-z]+/g, () => newId(Date.now())), {
    method,
    headers: {
      'x-request-id': requestId,
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.body?.cancel();
  return { status: response.status, rows: await rowsOf(requestId) };
}

const closedRoutes = (): RouteInfo[] => fleet.hub.routes.filter((route) => route.permission !== 'public');
const nameOf = ({ method, url }: RouteInfo): string => `${method} ${url}`;

describe('OPS-02: at the hub, from the route list', () => {
  test('a key that does not hold, and one that permits nothing, are refused with one row each', async () => {
    for (const route of closedRoutes()) {
      expect(await attempt(route, unknown), nameOf(route)).toMatchObject({
        status: 401,
        rows: [{ verdict: 'refused', code: 'UNAUTHENTICATED' }],
      });
      const refused = await attempt(route, weak);
      expect(refused, nameOf(route)).toMatchObject({
        status: 404,
        rows: [{ verdict: 'refused', code: 'NOT_AUTHORIZED' }],
      });
      expect(refused.rows, nameOf(route)).toHaveLength(1);
    }
  });

  test('whatever an operator attempts to change has one row, done or not; what is not there has one too', async () => {
    for (const route of closedRoutes()) {
      const { status, rows } = await attempt(route, fleet.apiKey);
      const counts = route.method !== 'GET' || route.audit?.reads === true || status === 404;
      expect(rows, `${nameOf(route)} ${status}`).toHaveLength(counts ? 1 : 0);
      if (counts) expect(rows[0]?.verdict, `${nameOf(route)} ${status}`).toBe(status < 400 ? 'allowed' : 'refused');
    }
  });

  test('changes that succeed have one row', async () => {
    const [north, south] = [await fleet.enrol('north'), await fleet.enrol('south')];
    const requestId = randomUUID();
    const response = await fetch(`${fleet.hub.url}/api/v1/connections`, {
      method: 'POST',
      headers: {
        'x-request-id': requestId,
        'content-type': 'application/json',
        authorization: `Bearer ${fleet.apiKey}`,
      },
      body: JSON.stringify({ from: north.id, to: south.id }),
    });
    expect(response.status).toBe(200);
    expect(await rowsOf(requestId)).toMatchObject([{ verdict: 'allowed' }]);
  });
});

async function exported(format: string): Promise<{ text: string; report: AuditReport }> {
  const headers = { authorization: `Bearer ${fleet.apiKey}` };
  const response = await fetch(`${fleet.hub.url}/api/v1/audit/export?format=${format}`, { headers });
  expect(response.status).toBe(200);
  const text = await response.text();
  return { text, report: await verify(text) };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
const verify = (text: string): Promise<AuditReport> =>
  verifyAuditExport(once(text), { fingerprint: fleet.hub.fingerprint });

test.each(['jsonl', 'csv'])('OPS-02: the hub’s export as %s verifies offline', async (format) => {
  const { text, report } = await exported(format);
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({ ok: true, header: { kind: 'hub', chain: fleet.hub.hubId } });
  expect(report.entries).toBeGreaterThan(10);
  expect((await verify(text.replace('NOT_AUTHORIZED', 'NOT_FOUND'))).problems).toMatchObject([{ kind: 'altered' }]);
});

test('filters choose rows of the hub’s log', async () => {
  const refused = await fleet.get<{ verdict: string; code: string }[]>('/audit?verdict=refused&code=NOT_AUTHORIZED');
  expect(refused.length).toBeGreaterThan(3);
  expect(refused.every((row) => row.verdict === 'refused' && row.code === 'NOT_AUTHORIZED')).toBe(true);
  expect(await fleet.get('/audit?actor=nobody')).toEqual([]);
});

test('OPS-02: the hub’s role cannot change its log, and a row that a superuser removed is named', async () => {
  await expect(db.run((tx) => tx.auditLink.deleteMany())).rejects.toThrow(/denied/);
  await expect(db.run((tx) => tx.auditCheckpoint.deleteMany())).rejects.toThrow(/denied/);
  const { rows } = await admin.query<{ id: string }>('SELECT id::text FROM audit_log ORDER BY id LIMIT 1 OFFSET 3');
  await admin.query('DELETE FROM audit_log WHERE id = $1', [rows[0]?.id]);
  const { report } = await exported('jsonl');
  expect(report.problems[0]).toMatchObject({ kind: 'removed', row: rows[0]?.id });
});
