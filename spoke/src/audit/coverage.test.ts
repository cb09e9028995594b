import { randomUUID } from 'node:crypto';
import { formatApiKey, newId, randomBytes } from '@wheelhouse/protocol';
import { exampleBody } from '@wheelhouse/protocol/testing';
import type { RouteInfo } from '@wheelhouse/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../auth/create-api-key.ts';
import { openAuditRows, type AuditRows } from '../testing/audit-rows.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
let aheadMs = 0;
let rows: AuditRows;
let keys: { readonly owner: string; readonly weak: string; readonly unknown: string };

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { now: () => Date.now() + aheadMs } });
  rows = await openAuditRows(fixture.database.adminUrl);
  const unknown = formatApiKey('live', randomBytes(42)).key;
  keys = { owner: fixture.own.apiKey, weak: await makeWeakKey(), unknown };
});
afterAll(async () => {
  await rows.close();
  await fixture.close();
});

/** A service account that may nothing at all. */
async function makeWeakKey(): Promise<string> {
  const { workspaceId, ownerId } = fixture.own;
  const principalId = newId(Date.now());
  return fixture.spoke.db.withSystemTenant(workspaceId, async (tx) => {
    const { organizationId } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    await tx.workspacePrincipal.create({ data: { workspaceId, organizationId, principalId, kind: 'service' } });
    await tx.serviceAccount.create({
      data: { workspaceId, id: principalId, name: 'weak', permissions: [], createdBy: ownerId },
    });
    const wish = { workspaceId, principalId, principalKind: 'service', name: 'weak', createdBy: ownerId } as const;
    return createApiKey(tx, { ...wish, now: Date.now() });
  });
}

interface Answered {
  readonly status: number;
  readonly rows: readonly { readonly action: string; readonly verdict: string; readonly code: string | null }[];
}

/** Calls a route with ids that nothing has, and a body that its schema might take. */
async function attempt({ method, url, schema }: RouteInfo, key: string | null): Promise<Answered> {
  const requestId = randomUUID();
  const body = method === 'GET' ? undefined : exampleBody(schema?.body);
  const path = url.replaceAll(/:[A-Za-z]+/g, () => newId(Date.now()));
  const response = await fetch(fixture.spoke.url + path, {
    method,
    headers: {
      'x-request-id': requestId,
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.body?.cancel();
  return { status: response.status, rows: await rows.of(requestId) };
}

/** Everything that the process serves; a route that is registered tomorrow is among them. */
const forEachRoute = async (check: (route: RouteInfo, name: string) => Promise<void>): Promise<void> => {
  expect(fixture.spoke.routes.length).toBeGreaterThan(50);
  for (const route of fixture.spoke.routes) await check(route, `${route.method} ${route.url}`);
};
const changes = ({ method, audit }: RouteInfo): boolean => method !== 'GET' && audit?.changesNothing !== true;

describe('OPS-02: from the route list', () => {
  test('a credential that does not hold is refused with one row, whatever the route', async () => {
    await forEachRoute(async (route, name) => {
      if (route.permission === 'public') return;
      aheadMs += 1_000; // Of strangers, a log takes so many rows a minute.
      const answered = await attempt(route, keys.unknown);
      expect(answered, name).toMatchObject({ status: 401, rows: [{ verdict: 'rejected', code: 'UNAUTHENTICATED' }] });
      expect(answered.rows, name).toHaveLength(1);
    });
  });

  test('nobody at all leaves no row', async () => {
    await forEachRoute(async (route, name) => {
      if (route.permission === 'public') return;
      expect((await attempt(route, null)).rows, name).toEqual([]);
    });
  });

  test('every refusal of somebody known has one row, with its code', async () => {
    await forEachRoute(async (route, name) => {
      if (route.permission === 'public') return;
      const { status, rows: written } = await attempt(route, keys.weak);
      // Some routes let any caller in and show them what is theirs: nothing.
      if (status < 400 && !changes(route))
        return expect(written.length, name).toBe(route.audit?.reads === true ? 1 : 0);
      expect(written, `${name} ${status}`).toHaveLength(1);
      if (status >= 400) expect(written[0], name).toMatchObject({ verdict: 'rejected', code: expect.any(String) });
    });
  });

  test('whatever the owner attempts to change has one row, done or not; what is not there has one too', async () => {
    // The rows about strangers of a minute are used up by the tests above: there are as many routes.
    aheadMs += 61_000;
    await forEachRoute(async (route, name) => {
      if (route.url.endsWith('/sign-out-everywhere')) return;
      // What such a call does is in its body, and so is what it is refused: a2a/endpoint.test.ts.
      if (route.audit?.perCall === true) return;
      const isPublic = route.permission === 'public';
      const { status, rows: written } = await attempt(route, isPublic ? null : keys.owner);
      const counts = changes(route) || route.audit?.reads === true || [401, 404, 409, 412].includes(status);
      // What a stranger misspells is noise that would make the log the victim.
      const expected = counts && !(isPublic && status === 400) ? 1 : 0;
      expect(written, `${name} ${status}`).toHaveLength(expected);
      if (expected === 1) {
        expect(written[0]?.verdict, `${name} ${status}`).toBe(status < 400 ? 'accepted' : 'rejected');
      }
    });
  });
});
