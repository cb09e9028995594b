import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';
import * as searches from './searches-admin.ts';

/** Getting in: what is shown to whom the server does not know yet. */
export function entryRoutes(root: AnyRoute): AnyRoute[] {
  const getParentRoute = (): AnyRoute => root;
  const invitation = lazyRouteComponent(() => import('../session/accept-invitation.tsx'), 'AcceptInvitation');
  return [
    createRoute({
      getParentRoute,
      path: '/sign-in',
      validateSearch: searches.readSignInSearch,
      component: lazyRouteComponent(() => import('./entry-page.tsx'), 'EntryPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/setup',
      component: lazyRouteComponent(() => import('../session/set-up.tsx'), 'SetUp'),
    }),
    createRoute({
      getParentRoute,
      path: '/sign-up',
      component: lazyRouteComponent(() => import('../session/sign-up.tsx'), 'SignUp'),
    }),
    createRoute({
      getParentRoute,
      path: '/forgotten-password',
      component: lazyRouteComponent(() => import('../session/forgotten-password.tsx'), 'ForgottenPassword'),
    }),
    createRoute({
      getParentRoute,
      path: '/reset-password',
      component: lazyRouteComponent(() => import('../session/forgotten-password.tsx'), 'ResetPassword'),
    }),
    // The mail's link, and its longer name.
    createRoute({ getParentRoute, path: '/invitation', component: invitation }),
    createRoute({ getParentRoute, path: '/accept-invitation', component: invitation }),
  ];
}

/** Screens about people and the workspace. */
export function adminRoutes(workspace: AnyRoute): AnyRoute[] {
  const getParentRoute = (): AnyRoute => workspace;
  return [
    createRoute({
      getParentRoute,
      path: '/members',
      validateSearch: searches.readMembersSearch,
      component: lazyRouteComponent(() => import('./screens/members.tsx'), 'Members'),
    }),
    createRoute({
      getParentRoute,
      path: '/teams',
      validateSearch: searches.readTeamsSearch,
      component: lazyRouteComponent(() => import('./screens/teams.tsx'), 'Teams'),
    }),
    createRoute({
      getParentRoute,
      path: '/keys',
      validateSearch: searches.readKeysSearch,
      component: lazyRouteComponent(() => import('./screens/keys.tsx'), 'Keys'),
    }),
    createRoute({
      getParentRoute,
      path: '/secrets',
      component: lazyRouteComponent(() => import('./screens/secrets.tsx'), 'Secrets'),
    }),
    createRoute({
      getParentRoute,
      path: '/audit',
      validateSearch: searches.readAuditSearch,
      component: lazyRouteComponent(() => import('./screens/audit.tsx'), 'Audit'),
    }),
    createRoute({
      getParentRoute,
      path: '/federation',
      validateSearch: searches.readFederationSearch,
      component: lazyRouteComponent(() => import('./screens/federation.tsx'), 'Federation'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings',
      validateSearch: searches.readSettingsSearch,
      component: lazyRouteComponent(() => import('./screens/settings.tsx'), 'Settings'),
    }),
    createRoute({
      getParentRoute,
      path: '/profile',
      component: lazyRouteComponent(() => import('./screens/profile.tsx'), 'Profile'),
    }),
    createRoute({
      getParentRoute,
      path: '/outbox',
      validateSearch: searches.readOutboxSearch,
      component: lazyRouteComponent(() => import('./screens/outbox.tsx'), 'Outbox'),
    }),
  ];
}
