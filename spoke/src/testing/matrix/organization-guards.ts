import { organizationRolePermissions, organizationRoles, permits, type OrganizationRole } from '@wheelhouse/protocol';
import type { RouteInfo } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import type { Caller } from '../fixture.ts';
import { newPerson } from '../people.ts';
import { bodyFor, nameOf } from './bodies.ts';
import { fillPath, kindsIn, randomIdOf } from './paths.ts';
import type { World } from './world.ts';

const base = '/api/v1/organizations/:id';

/** What each route of an organization asks for in it, by what follows its id. */
const needed: Readonly<Record<string, string>> = {
  'GET ': 'organization:read',
  'PATCH ': 'organization:update',
  'GET /members': 'organization:read',
  'PUT /members/:userId/role': 'organization:members',
  'PUT /members/:userId/overrides': 'organization:members',
  'DELETE /members/:userId': 'organization:members',
  'GET /invitations': 'organization:members',
  'POST /invitations': 'organization:members',
  'POST /invitations/:invitationId/resend': 'organization:members',
  'DELETE /invitations/:invitationId': 'organization:members',
  'GET /roles': 'organization:read',
  'POST /roles': 'organization:roles',
  'PATCH /roles/:roleId': 'organization:roles',
  'DELETE /roles/:roleId': 'organization:roles',
  'GET /audit': 'organization:audit',
  'GET /audit/checkpoints': 'organization:audit',
  'GET /audit/export': 'organization:audit',
  'GET /oidc-providers': 'organization:update',
  'POST /oidc-providers': 'organization:update',
  'PATCH /oidc-providers/:providerId': 'organization:update',
  'DELETE /oidc-providers/:providerId': 'organization:update',
};

function neededFor({ method, url }: RouteInfo): string {
  const permission = needed[`${method} ${url.slice(base.length)}`];
  if (permission === undefined) throw new Error(`${method} ${url}: say here what it asks for in the organization`);
  return permission;
}

export function describeOrganizationGuards(world: () => World): void {
  describe('AUTH-13: from the route list, what somebody may do in an organization is what their role there says', () => {
    test.each(organizationRoles)('%s', async (role) => {
      const caller = await memberOf(world(), role);
      const routes = world().fixture.spoke.routes.filter(({ url }) => url.startsWith(base));
      expect(routes.length).toBeGreaterThan(15);
      for (const route of routes) {
        const [, ...inner] = kindsIn(route.url);
        const path = fillPath(route.url, [world().ada.person.organizationId, ...inner.map(randomIdOf)]);
        const answer = await caller(route.method, path, bodyFor(route));
        const what = `${nameOf(route)} as ${role}: ${answer.status} ${answer.text}`;
        const isAllowed = permits(organizationRolePermissions[role], neededFor(route));
        expect(answer.error?.code === 'NOT_AUTHORIZED', what).toBe(!isAllowed);
        expect([401, 500], what).not.toContain(answer.status);
      }
    });
  });
}

/** A person with that role in ada's organization and nothing else there. */
async function memberOf({ fixture, ada }: World, role: OrganizationRole): Promise<Caller> {
  if (role === 'owner') return ada.person.browser;
  const { organizationId } = ada.person;
  const { id: userId, browser } = await newPerson(fixture, `org.${role}`);
  await fixture.spoke.db.withSystemOrganization(organizationId as never, (tx) =>
    tx.organizationMember.create({ data: { organizationId, userId, role, joinedAt: new Date() } }),
  );
  return browser;
}
