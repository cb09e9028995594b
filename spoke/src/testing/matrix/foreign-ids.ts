import type { RouteInfo } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import { callerFor, type Caller } from '../fixture.ts';
import { bodyFor, nameOf } from './bodies.ts';
import { fillPath, idsOfNoTenant, kindsIn, randomIdOf } from './paths.ts';
import { saidBy, type World } from './world.ts';

/** One way to put ids of another tenant into a path, and the same path with ids of nothing in their place. */
interface Probe {
  readonly what: string;
  readonly foreign: string;
  readonly nothing: string;
}

/** Everything foreign; and, where a path names a thing within another, the caller's own outer things around it. */
function probesOf(url: string, { ada, bob }: World): Probe[] {
  const kinds = kindsIn(url);
  const idIn = (ids: Readonly<Record<string, string>>, kind: string): string => {
    const id = ids[kind];
    if (id === undefined) throw new Error(`${url}: no id of another tenant is known for "${kind}"`);
    return id;
  };
  const all = kinds.map((kind) => idIn(bob.ids, kind));
  const outer = kinds.slice(0, -1).map((kind) => idIn(ada.ids, kind));
  const probes = [{ what: 'all', foreign: fillPath(url, all), nothing: fillPath(url, kinds.map(randomIdOf)) }];
  if (outer.length === 0) return probes;
  const within = (last: string): string => fillPath(url, [...outer, last]);
  const nothing = within(randomIdOf(kinds.at(-1) ?? ''));
  return [...probes, { what: 'the inner one', foreign: within(all.at(-1) ?? ''), nothing }];
}

const isTenants = ({ url, permission }: RouteInfo): boolean =>
  permission !== 'public' && kindsIn(url).some((kind) => idsOfNoTenant[kind] === undefined);

interface Asked {
  readonly caller: Caller;
  /** Default: all. */
  readonly wanted?: (route: RouteInfo) => boolean;
  /** Default: 404. */
  readonly statusOf?: (route: RouteInfo) => number;
}

const tenantRoutes = ({ fixture }: World): RouteInfo[] => fixture.spoke.routes.filter(isTenants);

/** Asks both ways and demands one and the same "no such thing", with nothing touched that is bob's. */
async function expectNothingFound(world: World, { caller, wanted, statusOf }: Asked): Promise<void> {
  const { digests, bob } = world;
  const before = await digests.of(bob.person);
  for (const route of tenantRoutes(world).filter(wanted ?? (() => true))) {
    const body = bodyFor(route);
    for (const { what, foreign, nothing } of probesOf(route.url, world)) {
      const name = `${nameOf(route)}, foreign: ${what}`;
      const theirs = await caller(route.method, foreign, body);
      expect(theirs.status, `${name} ${theirs.text}`).toBe(statusOf?.(route) ?? 404);
      expect(saidBy(theirs), name).toEqual(saidBy(await caller(route.method, nothing, body)));
    }
  }
  expect(await digests.of(bob.person)).toEqual(before);
}

/** The same for the workspace that a header names. The path's workspace counts before it. */
async function expectNoEntry(world: World, caller: Caller): Promise<void> {
  const { digests, bob } = world;
  const before = await digests.of(bob.person);
  let nothing: unknown;
  for (const route of world.fixture.spoke.routes) {
    if (route.permission === 'public' || route.url.startsWith('/api/v1/workspaces/:id')) continue;
    const path = fillPath(route.url, kindsIn(route.url).map(randomIdOf));
    const ask = (id: string): ReturnType<Caller> =>
      caller(route.method, path, bodyFor(route), { 'x-workspace-id': id });
    const theirs = await ask(bob.person.workspaceId);
    expect([theirs.status, theirs.error?.code], nameOf(route)).toEqual([404, 'NOT_AUTHORIZED']);
    nothing ??= saidBy(await ask(randomIdOf('workspaces')));
    expect(saidBy(theirs), nameOf(route)).toEqual(nothing);
  }
  expect(await digests.of(bob.person)).toEqual(before);
}

export function describeForeignIds(world: () => World): void {
  describe('TEN-04: from the route list, an id of another tenant is as one of nothing', () => {
    test('an id of another tenant is known for every parameter, and its owner finds each thing by it', async () => {
      const routes = tenantRoutes(world());
      expect(routes.length).toBeGreaterThan(50);
      for (const route of routes) {
        const [whole] = probesOf(route.url, world());
        // Nothing ran, so nothing was logged.
        if (route.method !== 'GET' || route.url.endsWith('/logs')) continue;
        const answer = await world().bob.person.browser('GET', whole?.foreign ?? '');
        expect(answer.status, `${nameOf(route)} ${answer.text}`).toBe(200);
      }
    });

    test('for a person at a browser', () => expectNothingFound(world(), { caller: world().ada.person.browser }));

    test('for a key', () =>
      expectNothingFound(world(), {
        caller: world().ada.key,
        // How a person signs in is theirs to change at a browser alone, whatever is named.
        statusOf: ({ url }) => (url.startsWith('/api/v1/me/') ? 401 : 404),
      }));

    test('for the same person’s key of another workspace in the same organization', async () => {
      const { fixture, bob } = world();
      const { organizationId } = bob.person;
      const made = await bob.key('POST', '/api/v1/workspaces', { name: 'Sibling', slug: 'sibling', organizationId });
      expect(made.status, made.text).toBe(201);
      const caller = callerFor(() => fixture.spoke.url, made.data['apiKey'] as string);
      await expectNothingFound(world(), { caller, wanted: ({ permission }) => permission !== 'self' });
    });

    test('a header that names another tenant’s workspace is refused as one that names none', async () => {
      await expectNoEntry(world(), world().ada.person.browser);
      await expectNoEntry(world(), world().ada.key);
    });
  });
}
