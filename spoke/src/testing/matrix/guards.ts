import { isPermission, permits, permissionsOfRole, roles, type Role } from '@wheelhouse/protocol';
import type { RouteInfo } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import { callerFor, type Answer, type Caller } from '../fixture.ts';
import { bodyFor, nameOf } from './bodies.ts';
import { fillPath, kindsIn, randomIdOf } from './paths.ts';
import { addMember, addService, keyFor } from './tenant.ts';
import type { World } from './world.ts';

/** All that answers without a credential, besides health and the API's description. */
const publicRoutes: readonly string[] = [
  'GET /.well-known/agent-card.json',
  'GET /api/v1/auth/oidc/:organizationId',
  'GET /api/v1/auth/oidc/callback',
  'POST /api/v1/auth/email-code',
  'POST /api/v1/auth/email-code/verify',
  'POST /api/v1/auth/link',
  'POST /api/v1/auth/oidc/:organizationId/:providerId/start',
  'POST /api/v1/auth/oidc/verify',
  'POST /api/v1/auth/password/reset',
  'POST /api/v1/auth/password/reset/confirm',
  'POST /api/v1/auth/second-factor',
  'POST /api/v1/auth/setup',
  'POST /api/v1/auth/sign-in',
  'POST /api/v1/auth/sign-up',
  'POST /api/v1/auth/verify-email',
];

/** Changes that the least roles may ask for, with the reason; all others they are refused. */
const openToViewers: Readonly<Record<string, string>> = {
  'POST /api/v1/runs/:id/status': 'asks how a run is, and changes nothing of it',
  'POST /api/v1/views': 'keeps a view of their own: views/views.test.ts',
  'POST /a2a/v1': 'each method asks for its own permission: a2a/endpoint.test.ts',
  'POST /a2a/v1/agents/:name': 'each method asks for its own permission: a2a/endpoint.test.ts',
};

/** What concerns every tenant: refused to all roles of a workspace, its owner's too. */
const forInstanceAdmins: readonly string[] = [
  'POST /api/v1/peers/:id/pin',
  'POST /api/v1/peers/:id/state',
  'POST /api/v1/instance/kill-all',
  'POST /api/v1/imports',
  'POST /api/v1/imports/:id/undo',
];

/** What a route asks for beyond its permission, because who it is about decides. */
const alsoNeeded: Readonly<Record<string, string>> = {
  // Everybody may leave.
  'DELETE /api/v1/workspaces/:id/members/:userId': 'members:remove',
};

const routesOf = ({ fixture }: World): readonly RouteInfo[] => fixture.spoke.routes;
/** Whose rights come from the role in a workspace. */
const byRole = ({ permission }: RouteInfo): boolean => permission !== 'public' && permission !== 'self';

/** What the API answers to a path whose ids are the caller's own workspace and, for the rest, things of nobody. */
function askAboutNothing({ ada }: World, caller: Caller, route: RouteInfo): Promise<Answer> {
  const ids = kindsIn(route.url).map((kind) => (kind === 'workspaces' ? ada.person.workspaceId : randomIdOf(kind)));
  return caller(route.method, fillPath(route.url, ids), bodyFor(route));
}

/** The same with what ada made. */
function askAboutAda({ ada }: World, caller: Caller, route: RouteInfo): Promise<Answer> {
  const ids = kindsIn(route.url).map((kind) => ada.ids[kind] ?? randomIdOf(kind));
  return caller(route.method, fillPath(route.url, ids), bodyFor(route));
}

async function keyOfRole({ fixture, ada }: World, role: Role): Promise<Caller> {
  const principalId = role === 'owner' ? ada.person.id : await addMember(fixture, ada.person, role);
  return keyFor(fixture, ada.person, { principalId, principalKind: 'user' });
}

const refused = (answer: Answer): boolean => answer.status === 404 && answer.error?.code === 'NOT_AUTHORIZED';

export function describeGuards(world: () => World): void {
  describe('AUTH-13: from the route list, every route is guarded', () => {
    test('what is open to everybody is known by name, and everything else asks for a credential', async () => {
      const open = routesOf(world()).filter(({ permission }) => permission === 'public');
      expect(open.map(nameOf).toSorted()).toEqual(publicRoutes);
      const nobody = callerFor(() => world().fixture.spoke.url, null);
      for (const route of routesOf(world()).filter(({ permission }) => permission !== 'public')) {
        const answer = await askAboutAda(world(), nobody, route);
        expect([answer.status, answer.error?.code], nameOf(route)).toEqual([401, 'UNAUTHENTICATED']);
      }
    });

    test('every route asks for a permission that there is', () => {
      const asked = routesOf(world()).filter(byRole);
      const unknown = asked.filter(({ permission }) => !isPermission(permission.replace(/:any$/, '')));
      expect(unknown.map((route) => `${nameOf(route)} ${route.permission}`)).toEqual([]);
    });

    test('a service account without permissions is refused everywhere', async () => {
      const { fixture, ada } = world();
      const principalId = await ada.inside((tx) => addService(tx, ada.person, 'nothing'));
      const caller = await keyFor(fixture, ada.person, { principalId, principalKind: 'service' });
      for (const route of routesOf(world()).filter(({ permission }) => permission !== 'public')) {
        const answer = await askAboutAda(world(), caller, route);
        expect(refused(answer), `${nameOf(route)} ${answer.status} ${answer.text}`).toBe(true);
      }
    });

    test('who runs the instance alone decides whom it trusts', async () => {
      const { fixture } = world();
      for (const route of routesOf(world()).filter((each) => forInstanceAdmins.includes(nameOf(each)))) {
        const answer = await askAboutNothing(world(), fixture.api, route);
        expect(refused(answer), `${nameOf(route)} ${answer.text}`).toBe(false);
      }
    });

    test.each(['guest', 'viewer'] as const)('a %s changes nothing that the owner made', (role) =>
      expectNoChange(world(), role),
    );

    test.each(roles)('a %s is let past exactly where the table says so', (role) => expectTable(world(), role));
  });
}

/** Every route that changes something, with real ids: refused whatever its permission, and nothing changed. */
async function expectNoChange(world: World, role: Role): Promise<void> {
  const { ada, digests } = world;
  const caller = await keyOfRole(world, role);
  const { audit_log: _said, api_keys: _used, ...before } = (await digests.of(ada.person)) as Record<string, string>;
  for (const route of routesOf(world).filter((each) => byRole(each) && each.method !== 'GET')) {
    if (openToViewers[nameOf(route)] !== undefined) continue;
    const answer = await askAboutAda(world, caller, route);
    expect(answer.status, `${nameOf(route)} ${answer.text}`).toBe(404);
  }
  const { audit_log: _more, api_keys: _again, ...after } = (await digests.of(ada.person)) as Record<string, string>;
  expect(after).toEqual(before);
}

async function expectTable(world: World, role: Role): Promise<void> {
  const caller = await keyOfRole(world, role);
  const held = permissionsOfRole(role);
  for (const route of routesOf(world).filter(byRole)) {
    // Leaves nothing to ask about; `workspaces/…` tests delete one.
    if (nameOf(route) === 'DELETE /api/v1/workspaces/:id' && permits(held, route.permission)) continue;
    const isOfTenant = !forInstanceAdmins.includes(nameOf(route));
    const isAllowed = [route.permission, alsoNeeded[nameOf(route)]].every(
      (needed) => needed === undefined || permits(held, needed),
    );
    const answer = await askAboutNothing(world, caller, route);
    const what = `${nameOf(route)} as ${role}: ${answer.status} ${answer.text}`;
    expect(refused(answer), what).toBe(!(isOfTenant && isAllowed));
    expect(answer.status, what).not.toBe(401);
    expect(answer.status, what).toBeLessThan(500);
  }
}
