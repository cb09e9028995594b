import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
} from '@tanstack/react-router';
import { isSignedOut } from '../api/api.ts';
import { BrokenPage } from '../frame/broken-page.tsx';
import { meQuery, workspacesQuery } from '../session/session.ts';
import { NoSuchPage } from './no-such-page.tsx';
import { readApprovalsSearch, readRunSearch, readRunsSearch } from './searches.ts';
import { adminRoutes, entryRoutes } from './routes-admin.ts';

interface Context {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoSuchPage });

/** Who is not signed in is sent to sign in, and comes back to where they wanted to go. */
async function signedIn({ queries }: Context, href: string): Promise<void> {
  try {
    await Promise.all([queries.ensureQueryData(meQuery), queries.ensureQueryData(workspacesQuery)]);
  } catch (error) {
    if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { next: href } });
    throw error;
  }
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    await signedIn(context, location.href);
    const workspaces = await context.queries.ensureQueryData(workspacesQuery);
    const first = workspaces.find(({ current }) => current) ?? workspaces[0];
    if (first !== undefined) throw redirect({ to: '/w/$workspaceId', params: { workspaceId: first.id } });
  },
  component: lazyRouteComponent(() => import('./screens/no-workspace.tsx'), 'NoWorkspace'),
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: '/w/$workspaceId',
  beforeLoad: ({ context, location }) => signedIn(context, location.href),
  // Apart from the entry: who signs in needs none of it.
  component: lazyRouteComponent(() => import('./workspace-frame.tsx'), 'WorkspaceFrame'),
});

const screens: AnyRoute[] = [
  createRoute({
    getParentRoute: () => workspace,
    path: '/',
    component: lazyRouteComponent(() => import('./screens/home.tsx'), 'Home'),
  }),
  createRoute({
    getParentRoute: () => workspace,
    path: '/runs',
    validateSearch: readRunsSearch,
    component: lazyRouteComponent(() => import('./screens/runs.tsx'), 'Runs'),
  }),
  createRoute({
    getParentRoute: () => workspace,
    path: '/runs/$runId',
    validateSearch: readRunSearch,
    component: lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => workspace,
    path: '/approvals',
    validateSearch: readApprovalsSearch,
    component: lazyRouteComponent(() => import('./screens/approvals.tsx'), 'ApprovalsScreen'),
  }),
  createRoute({
    getParentRoute: () => workspace,
    path: '/agents',
    component: lazyRouteComponent(() => import('./screens/agents.tsx'), 'Agents'),
  }),
];

export function createSpokeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      ...entryRoutes(root),
      home,
      workspace.addChildren([...screens, ...adminRoutes(workspace)]),
    ]),
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}
