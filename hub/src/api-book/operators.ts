import type { ApiGroup } from '@wheelhouse/server';

export const signIn: ApiGroup = {
  tag: 'Sign-in',
  description: 'How operators get a session: a cookie that only this origin sees.',
  operations: {
    'POST /api/v1/auth/sign-in': { id: 'signIn', summary: 'Sign in with a password' },
    'POST /api/v1/auth/setup': { id: 'setUp', summary: 'Make the first operator, by the printed link' },
    'POST /api/v1/auth/accept-invitation': { id: 'acceptInvitation', summary: 'Become an operator by an invitation' },
    'POST /api/v1/auth/sign-out': { id: 'signOut', summary: 'End this session' },
    'POST /api/v1/auth/sign-out-everywhere': { id: 'signOutEverywhere', summary: 'End all sessions' },
    'POST /api/v1/auth/password': { id: 'changePassword', summary: 'Change the password' },
  },
};

export const operators: ApiGroup = {
  tag: 'Operators',
  description: 'Who runs the hub, as what, and with which keys.',
  operations: {
    'GET /api/v1/me': { id: 'getMe', summary: 'Read who one is' },
    'GET /api/v1/operators': { id: 'listOperators', summary: 'List the operators' },
    'POST /api/v1/operators/invitations': { id: 'inviteOperator', summary: 'Invite an operator' },
    'PUT /api/v1/operators/:id/role': { id: 'setOperatorRole', summary: 'Give an operator another role' },
    'POST /api/v1/operators/:id/disable': { id: 'disableOperator', summary: 'Keep an operator out' },
    'POST /api/v1/operators/:id/enable': { id: 'enableOperator', summary: 'Let an operator in again' },
    'DELETE /api/v1/operators/:id': { id: 'removeOperator', summary: 'Remove an operator' },
    'GET /api/v1/keys': { id: 'listKeys', summary: "List one's API keys" },
    'POST /api/v1/keys': { id: 'createKey', summary: 'Make an API key; it is shown once' },
    'DELETE /api/v1/keys/:id': { id: 'revokeKey', summary: 'Revoke an API key' },
  },
};

export const views: ApiGroup = {
  tag: 'Views',
  description: 'Lists of the console as operators like to look at them: their own, and shared ones.',
  operations: {
    'GET /api/v1/views': { id: 'listViews', summary: "List one's own views and those that others share" },
    'POST /api/v1/views': { id: 'createView', summary: 'Keep a view of a list' },
    'PATCH /api/v1/views/:id': { id: 'updateView', summary: 'Change, share or unshare a view; for its owner' },
    'DELETE /api/v1/views/:id': { id: 'deleteView', summary: 'Delete a view' },
  },
};

export const audit: ApiGroup = {
  tag: 'Audit',
  description: 'What was done and refused, chained and signed; exports can be verified offline.',
  operations: {
    'GET /api/v1/audit': { id: 'listAudit', summary: 'List the audit log, newest first' },
    'GET /api/v1/audit/checkpoints': { id: 'listAuditCheckpoints', summary: 'List its signed heads' },
    'GET /api/v1/audit/export': {
      id: 'exportAudit',
      summary: 'Export it',
      answers: { 200: { text: 'One row a line, or a table.', types: ['application/x-ndjson', 'text/csv'] } },
    },
  },
};
