/** Built-in roles of a workspace, from most to least. `editor` is another name of `developer`. */
export const roles = ['owner', 'admin', 'manager', 'developer', 'operator', 'viewer', 'guest'] as const;
export type Role = (typeof roles)[number];

/** Reads everything that a member of the workspace may see; neither secrets nor the audit log. */
const readEverything = [
  'workspace:read',
  'agents:read',
  'runs:read',
  'sessions:read',
  'logs:read',
  'tasks:read',
  'projects:read',
  'knowledge:read',
  'dashboards:read',
  'members:read',
  'teams:read',
  'federation:read',
  'settings:view',
  'usage:read',
] as const;

const everything = [
  'workspace:*',
  'agents:*',
  'runs:*',
  'sessions:*',
  'logs:*',
  'tasks:*',
  'projects:*',
  'knowledge:*',
  'dashboards:*',
  'members:*',
  'teams:*',
  'roles:*',
  'keys:*',
  'secrets:*',
  'federation:*',
  'settings:*',
  'usage:*',
  'billing:*',
  'sla:*',
  'compliance:*',
  'audit:*',
  'organization:read',
] as const;

/**
 * Role × permission: the one table. A permission is `resource:action`, with `:own` or `:shared` where it reaches only
 * that far; `resource:*` is every action of a resource.
 */
export const rolePermissions: Readonly<Record<Role, readonly string[]>> = {
  owner: [...everything, 'workspace:delete'],
  admin: [
    ...everything.filter((permission) => permission !== 'workspace:*'),
    'workspace:read',
    'workspace:update',
    'workspace:create',
  ],
  manager: [
    ...readEverything,
    'members:invite',
    'members:remove',
    'teams:manage',
    'audit:read',
    'sla:read',
    'compliance:read',
  ],
  developer: [
    ...readEverything,
    'agents:create',
    'agents:update:own',
    'runs:create',
    'runs:input:own',
    'runs:approve:own',
    'runs:kill:own',
    'runs:delete:own',
    'sessions:update:own',
    'tasks:*',
    'projects:create',
    'projects:update:own',
    'knowledge:*',
    'dashboards:create',
    'dashboards:update:own',
    'keys:create:own',
    'keys:revoke:own',
  ],
  operator: [
    'workspace:read',
    'agents:read',
    'runs:read',
    'runs:create',
    'runs:input',
    'runs:approve',
    'runs:kill',
    'sessions:read',
    'logs:read',
    'federation:read',
    'tasks:read',
    'projects:read',
  ],
  viewer: readEverything,
  guest: ['workspace:read', 'agents:read:shared', 'runs:read:shared', 'projects:read:shared', 'dashboards:read:shared'],
};

export function permissionsOfRole(role: Role): readonly string[] {
  return rolePermissions[role];
}

/**
 * Whether held permissions cover a needed one. `runs:kill` covers `runs:kill:own`; `runs:kill:own` does not cover
 * `runs:kill`, so a route that can tell ownership asks for the narrow form first.
 */
export function permits(held: readonly string[], needed: string): boolean {
  const [resource = '', action = '', reach] = needed.split(':');
  const covering = [`${resource}:*`, `${resource}:${action}`];
  if (reach !== undefined) covering.push(`${resource}:${action}:${reach}`);
  return covering.some((permission) => held.includes(permission));
}
