import type { RouteInfo } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Answer } from '../fixture.ts';
import { nameOf } from './bodies.ts';
import { fillPath, kindsIn, randomIdOf } from './paths.ts';
import { fieldsOf } from './schema-fields.ts';
import type { World } from './world.ts';

/** What has broken queries before. Sent as they are, so that broken escapes are among them. */
const escaped = [
  "' OR '1'='1",
  "'; SELECT set_config('app.workspace_id', '00000000-0000-0000-0000-000000000000', false); --",
  "') UNION SELECT id::text, name FROM agents --",
  '"; DROP TABLE runs; --',
  '1; RESET ROLE; SET row_security = off; --',
  '$1',
  "E'\\x27 OR 1=1'",
  '%_\\',
  '\u0000',
  'a\u0000b',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '{"$ne":null}',
  '__proto__',
  '../../../etc/passwd',
  '\r\nset-cookie: a=b',
  '\u202Etxet',
  '\uFEFF\u200B',
  '👩‍👩‍👧‍👦ﷺ',
  'NULL',
  'NaN',
  '-1',
  '1e400',
  '99999999999999999999',
  'x'.repeat(512),
].map((text) => encodeURIComponent(text));
const raw = ['%', '%ff%fe', '%ED%A0%80', '%00', '+', ';'];
const naughty = [...escaped, ...raw];
/** For cursors, which every list reads in one of a few ways. */
const fewNaughty = [...escaped.slice(0, 2), ...escaped.slice(-3), ...raw.slice(0, 4)];

const hasQuery = ({ schema }: RouteInfo): boolean => fieldsOf(schema?.querystring).length > 0;

/** What only somebody in bob's workspace can read. */
interface Secrets {
  readonly everywhere: readonly string[];
  /** Ids that others have asked for, so that audit logs of theirs tell of them. */
  readonly outsideAudit: readonly string[];
}

async function secretsOf({ bob }: World): Promise<Secrets> {
  const rows = await bob.inside((tx) => tx.auditLog.findMany({ select: { requestId: true }, take: 500 }));
  const requests = rows.flatMap(({ requestId }) => (requestId === null ? [] : [requestId]));
  return { everywhere: ['bob.foreign', ...requests], outsideAudit: Object.values(bob.ids) };
}

function expectNothingOf(secrets: Secrets, route: RouteInfo, answer: Answer, query: string): void {
  const what = `${nameOf(route)}?${query}: ${answer.status} ${answer.text.slice(0, 300)}`;
  expect(answer.status, what).toBeLessThan(500);
  const hidden = route.url.includes('/audit') ? secrets.everywhere : [...secrets.everywhere, ...secrets.outsideAudit];
  expect(
    hidden.filter((text) => answer.text.includes(text)),
    what,
  ).toEqual([]);
}

/** All parameters that take any text in one query, for each text; cursors; and each of the others once. */
function queriesOf(route: RouteInfo): string[] {
  const schema = route.schema?.querystring as z.ZodType;
  const fields = fieldsOf(schema);
  const free = fields.filter((field) => schema.safeParse({ [field]: 'text of any kind' }).success);
  const others = fields.filter((field) => !free.includes(field));
  const texts = free.filter((field) => field !== 'cursor');
  const withText = texts.length === 0 ? [] : naughty.map((text) => texts.map((field) => `${field}=${text}`).join('&'));
  const cursors = free.includes('cursor') ? fewNaughty.map((text) => `cursor=${text}`) : [];
  return [...withText, ...cursors, ...others.map((field) => `${field}=${naughty[1] ?? ''}`)];
}

export function describeQueries(world: () => World): void {
  const pathOf = ({ url }: RouteInfo): string =>
    fillPath(
      url,
      kindsIn(url).map((kind) => world().ada.ids[kind] ?? randomIdOf(kind)),
    );

  describe('TEN-11: from the route list, no query changes whose rows are read', () => {
    test('what is looked for is there for its owner', async () => {
      const answer = await world().bob.person.browser('GET', '/api/v1/agents');
      expect(answer.text).toContain('bob.foreign');
    });

    test('strings that break queries', async () => {
      const secrets = await secretsOf(world());
      const routes = world().fixture.spoke.routes.filter(hasQuery);
      expect(routes.length).toBeGreaterThan(15);
      for (const route of routes) {
        for (const query of queriesOf(route)) {
          const answer = await world().ada.key(route.method, `${pathOf(route)}?${query}`);
          expectNothingOf(secrets, route, answer, query);
        }
      }
    });

    test('another tenant’s identity and ids', async () => {
      const { ada, bob } = world();
      const secrets = await secretsOf(world());
      const { workspaceId, organizationId, id } = bob.person;
      const identity = `workspaceId=${workspaceId}&tenantId=${workspaceId}&organizationId=${organizationId}&userId=${id}`;
      const lists = world().fixture.spoke.routes.filter(
        ({ method, permission }) => method === 'GET' && permission !== 'public',
      );
      for (const route of lists) {
        const claimed = await ada.person.browser('GET', `${pathOf(route)}?${identity}&role=owner`);
        expectNothingOf(secrets, route, claimed, identity);
        for (const field of fieldsOf(route.schema?.querystring)) {
          const value = { agt: bob.ids['runs'], resourceId: bob.ids['runs'], cursor: bob.ids['shares'] }[field] ?? id;
          const query = `${field}=${value ?? ''}`;
          expectNothingOf(secrets, route, await ada.key('GET', `${pathOf(route)}?${query}`), query);
        }
      }
    });
  });
}
