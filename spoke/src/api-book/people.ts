import type { ApiGroup } from '@wheelhouse/server';

export const signIn: ApiGroup = {
  tag: 'Sign-in',
  description:
    'How people get a session: a cookie that only this origin sees. Whether an address has an account is never said.',
  operations: {
    'POST /api/v1/auth/sign-up': { id: 'signUp', summary: 'Ask for an account' },
    'POST /api/v1/auth/verify-email': { id: 'verifyEmail', summary: 'Make the account with the mailed code' },
    'POST /api/v1/auth/sign-in': { id: 'signIn', summary: 'Sign in with a password' },
    'POST /api/v1/auth/email-code': { id: 'sendEmailCode', summary: 'Have a code mailed to sign in with' },
    'POST /api/v1/auth/email-code/verify': { id: 'signInWithEmailCode', summary: 'Sign in with the mailed code' },
    'POST /api/v1/auth/second-factor': { id: 'giveSecondFactor', summary: 'Give the second factor' },
    'POST /api/v1/auth/password/reset': {
      id: 'requestPasswordReset',
      summary: 'Have a link mailed for a new password',
    },
    'POST /api/v1/auth/password/reset/confirm': { id: 'confirmPasswordReset', summary: 'Set a new password by a link' },
    'POST /api/v1/auth/setup': { id: 'setUp', summary: 'Make the first administrator, by the printed link' },
    'POST /api/v1/auth/link': { id: 'signInWithLink', summary: 'Sign in with a link of an administrator' },
    'POST /api/v1/auth/sign-out': { id: 'signOut', summary: 'End this session' },
    'POST /api/v1/auth/sign-out-everywhere': { id: 'signOutEverywhere', summary: 'End all sessions' },
    'POST /api/v1/auth/password': { id: 'changePassword', summary: 'Change the password' },
    'GET /api/v1/auth/oidc/:organizationId': {
      id: 'listOidcChoices',
      summary: 'List the providers one can sign in with',
    },
    'POST /api/v1/auth/oidc/:organizationId/:providerId/start': {
      id: 'startOidcSignIn',
      summary: 'Begin to sign in at a provider',
    },
    'GET /api/v1/auth/oidc/callback': {
      id: 'finishOidcSignIn',
      summary: 'Where a provider sends the browser back to',
      answers: { 303: { text: 'On to the page that goes on.' } },
    },
    'POST /api/v1/auth/oidc/verify': {
      id: 'verifyOidcEmail',
      summary: "Join a provider's identity to an account, by a mailed code",
    },
  },
};

export const me: ApiGroup = {
  tag: 'Me',
  description: 'The person who is signed in.',
  operations: {
    'GET /api/v1/me': { id: 'getMe', summary: 'Read who one is' },
    'PATCH /api/v1/me': { id: 'updateMe', summary: 'Change the name' },
    'GET /api/v1/me/workspaces': { id: 'listMyWorkspaces', summary: 'List the workspaces to switch between' },
    'GET /api/v1/me/usage': { id: 'getMyUsage', summary: 'Read what one uses' },
    'GET /api/v1/me/sessions': { id: 'listMySessions', summary: 'List the sessions' },
    'DELETE /api/v1/me/sessions/:id': { id: 'endMySession', summary: 'End a session' },
    'GET /api/v1/me/preferences': { id: 'getMyPreferences', summary: 'Read what clients keep here' },
    'PATCH /api/v1/me/preferences': { id: 'updateMyPreferences', summary: 'Change what clients keep here' },
    'GET /api/v1/me/factors': { id: 'listMyFactors', summary: 'List the authenticator apps' },
    'POST /api/v1/me/factors': { id: 'addMyFactor', summary: 'Add an authenticator app' },
    'POST /api/v1/me/factors/:id/confirm': { id: 'confirmMyFactor', summary: 'Confirm it by its first code' },
    'POST /api/v1/me/factors/:id/remove': { id: 'removeMyFactor', summary: 'Remove it, by a code of it' },
    'POST /api/v1/me/recovery-codes': { id: 'createMyRecoveryCodes', summary: 'Make new recovery codes' },
  },
};
