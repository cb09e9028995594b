/** Whose log a chain is over. */
export const auditChainKinds = ['workspace', 'organization', 'instance', 'hub'] as const;
export type AuditChainKind = (typeof auditChainKinds)[number];

/** `instant` is milliseconds since the epoch. */
export type AuditColumnType = 'text' | 'integer' | 'instant' | 'json';
export type AuditColumns = Readonly<Record<string, AuditColumnType>>;

const shared = {
  id: 'text',
  at: 'instant',
  actorKind: 'text',
  actorId: 'text',
  action: 'text',
  resourceKind: 'text',
  resourceId: 'text',
  verdict: 'text',
  code: 'text',
  requestId: 'text',
  ip: 'text',
  userAgent: 'text',
  detail: 'json',
} as const satisfies AuditColumns;

/** Every column of each log, in the order of exports. A column that is null is no part of a row's digest. */
export const auditColumns = {
  workspace: { workspaceId: 'text', ...shared, envelopeSha256: 'text', grantId: 'text', policyRevision: 'integer' },
  organization: { organizationId: 'text', ...shared },
  instance: shared,
  hub: {
    id: 'text',
    at: 'instant',
    actor: 'text',
    action: 'text',
    resource: 'text',
    verdict: 'text',
    code: 'text',
    envelopeSha256: 'text',
    policyRevision: 'integer',
    requestId: 'text',
    detail: 'json',
  },
} as const satisfies Record<AuditChainKind, AuditColumns>;
