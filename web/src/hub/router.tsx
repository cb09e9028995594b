import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
  type AnyRouter,
} from '@tanstack/react-router';
import { isSignedOut } from '../api/api.ts';
import { BrokenPage } from '../frame/broken-page.tsx';
import { meQuery } from './me.ts';
import { NoSuchPage } from './no-such-page.tsx';
import { readActivitySearch, readAuditSearch, readConnectionsSearch, readRunsSearch } from './searches.ts';

interface Context {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoSuchPage });

const entries: AnyRoute[] = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: ({ next }): { next?: string } =>
      // Only a path of this page: never another origin.
      typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {},
    component: lazyRouteComponent(() => import('./entry/sign-in.tsx'), 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: lazyRouteComponent(() => import('./entry/by-token.tsx'), 'SetUp'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/accept-invitation',
    component: lazyRouteComponent(() => import('./entry/by-token.tsx'), 'AcceptInvitation'),
  }),
];

/** Who is not signed in is sent to sign in, and comes back to where they wanted to go. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(meQuery);
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: signInPath, search: { next: location.href } as never });
      throw error;
    }
  },
  // Apart from the entry: who signs in needs none of it.
  component: lazyRouteComponent(() => import('./console-frame.tsx'), 'ConsoleFrame'),
});

const signInPath: string = '/sign-in';

const screens: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('./screens/fleet.tsx'), 'Fleet'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/instances/$id',
    component: lazyRouteComponent(() => import('./screens/instance/instance-page.tsx'), 'InstancePage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/runs',
    validateSearch: readRunsSearch,
    component: lazyRouteComponent(() => import('./screens/runs/runs.tsx'), 'Runs'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/runs/$id',
    component: lazyRouteComponent(() => import('./screens/runs/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/activity',
    validateSearch: readActivitySearch,
    component: lazyRouteComponent(() => import('./screens/activity/activity-page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/connections',
    validateSearch: readConnectionsSearch,
    component: lazyRouteComponent(() => import('./screens/connections/connections-page.tsx'), 'ConnectionsPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/audit',
    validateSearch: readAuditSearch,
    component: lazyRouteComponent(() => import('./screens/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/organization',
    component: lazyRouteComponent(() => import('./screens/organization/organization-page.tsx'), 'OrganizationPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/system',
    component: lazyRouteComponent(() => import('./screens/system.tsx'), 'SystemPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/join',
    component: lazyRouteComponent(() => import('./screens/join/join-page.tsx'), 'JoinPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/account',
    component: lazyRouteComponent(() => import('./screens/account.tsx'), 'Account'),
  }),
];

// Its type would be that of every route; links go by text, as the router's registry has room for one console only.
export function createHubRouter(queries: QueryClient): AnyRouter {
  return createRouter({
    routeTree: root.addChildren([...entries, frame.addChildren(screens)]),
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}

/** A session that ended while somebody looked: the next answer says so. */
export function leaveWhenSignedOut(queries: QueryClient, router: AnyRouter): void {
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error' || !isSignedOut(event.action.error)) return;
    const { href, pathname } = router.state.location;
    if (pathname === signInPath) return;
    void router.navigate({ to: signInPath, search: { next: href }, replace: true });
  });
}
