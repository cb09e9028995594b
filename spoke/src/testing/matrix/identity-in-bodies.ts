import { newId } from '@wheelhouse/protocol';
import type { RouteInfo } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import { callerFor, type Answer, type Caller } from '../fixture.ts';
import { bodyFor, nameOf } from './bodies.ts';
import { fillPath, kindsIn, randomIdOf } from './paths.ts';
import { fieldsOf } from './schema-fields.ts';
import { saidBy, type World } from './world.ts';

/** Bodies that hold whatever a person likes, which means nothing to the spoke. */
const freeBodies: readonly string[] = ['PATCH /api/v1/me/preferences'];
/** What those routes are about: what may be given is decided by rules of their own. */
const subjects: readonly string[] = ['role', 'permissions'];
/** What no request names as its own: asked of every body. */
const identity = ['userId', 'tenantId', 'workspaceId', 'organizationId', 'role', 'permissions'];
/** Who is who, and who may what. */
const standing = ['users', 'organizations', 'organization_members', 'workspace_members', 'workspace_principals'];

/** Somebody else's identity, as a body might claim it. */
function claimsOf({ bob: { person, ids } }: World): Readonly<Record<string, unknown>> {
  return {
    userId: person.id,
    tenantId: person.workspaceId,
    workspaceId: person.workspaceId,
    organizationId: person.organizationId,
    role: 'owner',
    permissions: ['workspace:*'],
    teamId: ids['teams'],
    resourceId: ids['runs'],
  };
}

async function standingOf({ digests, ada }: World): Promise<unknown> {
  const all = Object.entries(await digests.of(ada.person));
  return all.filter(([table]) => standing.includes(table));
}

/** Sends a body that is good with one claim in it. */
function claim(world: World, route: RouteInfo, field: string): Promise<Answer> {
  const { ada, fixture } = world;
  const caller: Caller = route.permission === 'public' ? callerFor(() => fixture.spoke.url, null) : ada.person.browser;
  const path = fillPath(
    route.url,
    kindsIn(route.url).map((kind) => ada.ids[kind] ?? randomIdOf(kind)),
  );
  const own = fieldsOf(route.schema?.body).includes('resourceId') ? { resourceId: ada.ids['runs'] } : {};
  const good = { ...(bodyFor(route) as object), ...own } as Record<string, unknown>;
  if (field === 'teamId') delete good['userId'];
  return caller(route.method, path, { ...good, [field]: claimsOf(world)[field] });
}

export function describeIdentityInBodies(world: () => World): void {
  const routes = (): RouteInfo[] => world().fixture.spoke.routes.filter(({ schema }) => schema?.body !== undefined);

  describe('AUTH-09: from the route list, no body says who somebody is', () => {
    test('what a body has no place for is refused, and claims nothing', async () => {
      const [theirs, mine] = [await world().digests.of(world().bob.person), await standingOf(world())];
      for (const route of routes()) {
        const known = fieldsOf(route.schema?.body);
        for (const field of identity.filter((name) => !known.includes(name))) {
          const answer = await claim(world(), route, field);
          const expected = freeBodies.includes(nameOf(route)) ? 200 : 400;
          expect(answer.status, `${nameOf(route)} ${field}: ${answer.text}`).toBe(expected);
        }
      }
      expect(await world().digests.of(world().bob.person)).toEqual(theirs);
      expect(await standingOf(world())).toEqual(mine);
    });

    test('where a body does name somebody or something, another tenant’s are not found', async () => {
      const theirs = await world().digests.of(world().bob.person);
      const claims = claimsOf(world());
      const asked: string[] = [];
      for (const route of routes()) {
        for (const field of fieldsOf(route.schema?.body).filter((name) => name in claims && !subjects.includes(name))) {
          const answer = await claim(world(), route, field);
          asked.push(`${nameOf(route)} ${field}`);
          expect([answer.status, answer.error?.code], asked.at(-1)).toEqual([404, 'NOT_FOUND']);
        }
      }
      expect(asked.length).toBeGreaterThan(3);
      expect(await world().digests.of(world().bob.person)).toEqual(theirs);
    });

    test('a command for another tenant’s workspace here answers as one for no workspace, and does nothing', async () => {
      const { ada, bob, fixture, digests } = world();
      const theirs = await digests.of(bob.person);
      const ask = (path: string, body: object, workspaceId: string): Promise<Answer> =>
        ada.person.browser('POST', path, { ...body, target: fixture.spoke.instanceId, targetWorkspace: workspaceId });
      for (const [path, body] of [
        ['/api/v1/runs', { agent: 'bob.foreign-agent' }],
        [`/api/v1/runs/${bob.ids['runs'] ?? ''}/kill`, {}],
      ] as const) {
        const answer = await ask(path, body, bob.person.workspaceId);
        expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
        expect(answer.status, answer.text).toBeLessThan(500);
        expect(saidBy(answer)).toEqual(saidBy(await ask(path, body, newId(Date.now()))));
      }
      expect(await digests.of(bob.person)).toEqual(theirs);
    });
  });
}
