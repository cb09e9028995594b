/** Roles of the people who run a hub, from most to least. */
export const operatorRoles = ['owner', 'admin', 'operator', 'auditor', 'viewer'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

/** Every permission there is at a hub, as resource → actions. */
export const operatorPermissionCatalogue: Readonly<Record<string, readonly string[]>> = {
  fleet: ['read', 'command'],
  instances: ['read', 'approve', 'reject', 'suspend', 'resume', 'revoke'],
  'join-tokens': ['read', 'create'],
  connections: ['read', 'request', 'accept', 'suspend', 'resume', 'disconnect'],
  grants: ['read'],
  audit: ['read', 'export'],
  operators: ['read', 'invite', 'manage'],
  views: ['share', 'manage'],
};

const readOnly = ['fleet:read', 'instances:read', 'connections:read', 'grants:read'] as const;

/** Operator role × permission: the one table. `resource:*` is every action of a resource. */
export const operatorRolePermissions: Readonly<Record<OperatorRole, readonly string[]>> = {
  owner: Object.keys(operatorPermissionCatalogue).map((resource) => `${resource}:*`),
  admin: Object.keys(operatorPermissionCatalogue).map((resource) => `${resource}:*`),
  operator: [...readOnly, 'fleet:command', 'join-tokens:read', 'operators:read', 'views:share'],
  auditor: [...readOnly, 'join-tokens:read', 'operators:read', 'audit:*', 'views:share'],
  viewer: readOnly,
};

/** Whether a text is a permission that an operator's key may name: always one action, never a wildcard. */
export function isOperatorPermission(text: string): boolean {
  const [resource = '', action = '', ...rest] = text.split(':');
  const known = Object.hasOwn(operatorPermissionCatalogue, resource)
    ? operatorPermissionCatalogue[resource]
    : undefined;
  return rest.length === 0 && known?.includes(action) === true;
}

/** The same permissions without wildcards. */
export function expandOperatorPermissions(permissions: readonly string[]): readonly string[] {
  const expanded = permissions.flatMap((permission) => {
    const [resource = '', action = ''] = permission.split(':');
    if (action !== '*') return [permission];
    return (operatorPermissionCatalogue[resource] ?? []).map((name) => `${resource}:${name}`);
  });
  return [...new Set(expanded)];
}
