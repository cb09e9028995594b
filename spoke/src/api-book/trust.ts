import type { ApiGroup } from '@wheelhouse/server';

export const keys: ApiGroup = {
  tag: 'Keys',
  description: 'API keys of people, and service accounts with keys of their own. A key is shown once.',
  operations: {
    'GET /api/v1/keys': { id: 'listKeys', summary: "List one's API keys" },
    'POST /api/v1/keys': { id: 'createKey', summary: 'Make an API key' },
    'POST /api/v1/keys/:id/rotate': { id: 'rotateKey', summary: 'Make a key that takes the place of another' },
    'DELETE /api/v1/keys/:id': { id: 'revokeKey', summary: 'Revoke an API key' },
    'GET /api/v1/service-accounts': { id: 'listServiceAccounts', summary: 'List the service accounts' },
    'POST /api/v1/service-accounts': { id: 'createServiceAccount', summary: 'Make a service account' },
    'GET /api/v1/service-accounts/:id': { id: 'getServiceAccount', summary: 'Read a service account' },
    'PATCH /api/v1/service-accounts/:id': { id: 'updateServiceAccount', summary: 'Change a service account' },
    'POST /api/v1/service-accounts/:id/rotate': {
      id: 'rotateServiceAccountKey',
      summary: 'Make a new key for a service account',
    },
    'DELETE /api/v1/service-accounts/:id': { id: 'revokeServiceAccount', summary: 'Revoke a service account' },
  },
};

export const secrets: ApiGroup = {
  tag: 'Secrets',
  description:
    'What agents are given and nobody is shown. Values come in, and go out only into the environment of a run.',
  operations: {
    'GET /api/v1/secrets': { id: 'listSecrets', summary: 'List the secrets, without their values' },
    'POST /api/v1/secrets': { id: 'createSecret', summary: 'Keep a secret' },
    'GET /api/v1/secrets/:id': { id: 'getSecret', summary: 'Read what is known of a secret, without its value' },
    'PATCH /api/v1/secrets/:id': { id: 'updateSecret', summary: 'Change a secret' },
    'DELETE /api/v1/secrets/:id': { id: 'deleteSecret', summary: 'Delete a secret' },
  },
};

export const federation: ApiGroup = {
  tag: 'Federation',
  description: 'Which instances are trusted, and what each may do here.',
  operations: {
    'GET /api/v1/peers': { id: 'listPeers', summary: 'List the other instances' },
    'POST /api/v1/peers/:id/pin': { id: 'pinPeer', summary: "Trust an instance's keys, by their fingerprint" },
    'POST /api/v1/peers/:id/state': { id: 'setPeerState', summary: 'Suspend or revoke an instance here' },
    'GET /api/v1/grants': { id: 'listGrants', summary: 'List the grants given' },
    'POST /api/v1/grants': { id: 'createGrant', summary: 'Grant another instance something' },
    'DELETE /api/v1/grants/:id': { id: 'revokeGrant', summary: 'Take a grant back' },
    'GET /api/v1/grants/held': { id: 'listHeldGrants', summary: 'List the grants held from others' },
  },
};

const file = { 200: { text: 'One row a line, or a table.', types: ['application/x-ndjson', 'text/csv'] } };

export const audit: ApiGroup = {
  tag: 'Audit',
  description: 'What was done and refused, chained and signed; exports can be verified offline.',
  operations: {
    'GET /api/v1/audit': { id: 'listAudit', summary: "List the workspace's audit log, newest first" },
    'GET /api/v1/audit/checkpoints': { id: 'listAuditCheckpoints', summary: 'List its signed heads' },
    'GET /api/v1/audit/export': { id: 'exportAudit', summary: 'Export it', answers: file },
    'GET /api/v1/organizations/:id/audit': { id: 'listOrganizationAudit', summary: "List an organization's audit log" },
    'GET /api/v1/organizations/:id/audit/checkpoints': {
      id: 'listOrganizationAuditCheckpoints',
      summary: 'List its signed heads',
    },
    'GET /api/v1/organizations/:id/audit/export': {
      id: 'exportOrganizationAudit',
      summary: 'Export it',
      answers: file,
    },
    'GET /api/v1/instance/audit': { id: 'listInstanceAudit', summary: "List the instance's audit log" },
    'GET /api/v1/instance/audit/checkpoints': { id: 'listInstanceAuditCheckpoints', summary: 'List its signed heads' },
    'GET /api/v1/instance/audit/export': { id: 'exportInstanceAudit', summary: 'Export it', answers: file },
  },
};

export const instance: ApiGroup = {
  tag: 'Instance',
  description: 'This instance, for who runs it.',
  operations: {
    'GET /api/v1/instance': { id: 'getInstance', summary: 'Read how the instance stands' },
    'POST /api/v1/instance/secrets-key/rotate': { id: 'rotateSecretsKey', summary: 'Seal secrets with a new key' },
    'GET /api/v1/dev/outbox': {
      id: 'listOutbox',
      summary: 'List the mails that would have been sent, while no mail server is configured',
    },
    'GET /dev/outbox': {
      id: 'showOutbox',
      summary: 'The same as a page',
      answers: { 200: { text: 'The page.', types: ['text/html'] } },
    },
  },
};
