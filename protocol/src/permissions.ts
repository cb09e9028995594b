/** Built-in roles of a workspace, from most to least. `editor` is another name of `developer`. */
export const roles = ['owner', 'admin', 'manager', 'developer', 'operator', 'viewer', 'guest'] as const;
export type Role = (typeof roles)[number];

/** The name of a built-in role as stored or typed, or null. */
export function parseRole(name: string): Role | null {
  return roles.find((role) => role === (name === 'editor' ? 'developer' : name)) ?? null;
}

/** Roles of an organization. What they permit in it: {@link organizationRolePermissions}. */
export const organizationRoles = ['owner', 'admin', 'billing', 'auditor', 'member'] as const;
export type OrganizationRole = (typeof organizationRoles)[number];

/**
 * Every permission there is, as resource → actions: what a custom role or a key may name, and what `resource:*` means
 * where something is taken from it.
 */
export const permissionCatalogue: Readonly<Record<string, readonly string[]>> = {
  workspace: ['read', 'create', 'update', 'delete'],
  agents: ['read', 'create', 'update', 'delete'],
  runs: ['read', 'create', 'input', 'approve', 'kill', 'delete'],
  sessions: ['read', 'update', 'share', 'delete'],
  logs: ['read', 'delete'],
  tasks: ['read', 'create', 'update', 'delete'],
  projects: ['read', 'create', 'update', 'delete'],
  knowledge: ['read', 'create', 'update', 'delete'],
  dashboards: ['read', 'create', 'update', 'delete'],
  members: ['read', 'invite', 'remove', 'manage'],
  teams: ['read', 'manage'],
  roles: ['read', 'manage'],
  keys: ['read', 'create', 'revoke', 'manage'],
  secrets: ['read', 'manage'],
  federation: ['read', 'connect', 'grant'],
  settings: ['view', 'manage'],
  views: ['share', 'manage'],
  usage: ['read'],
  billing: ['read', 'manage'],
  sla: ['read', 'manage'],
  compliance: ['read', 'manage', 'audit'],
  audit: ['read', 'export'],
  organization: ['read', 'update', 'members', 'roles', 'workspaces', 'billing', 'audit', 'delete'],
};

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
  'views:*',
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
    'views:share',
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
    'views:share',
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
    'views:share',
  ],
  viewer: readEverything,
  guest: ['workspace:read', 'agents:read:shared', 'runs:read:shared', 'projects:read:shared', 'dashboards:read:shared'],
};

/** Organization role × permission, in the organization itself. */
export const organizationRolePermissions: Readonly<Record<OrganizationRole, readonly string[]>> = {
  owner: ['organization:*'],
  admin: [
    'organization:read',
    'organization:update',
    'organization:members',
    'organization:roles',
    'organization:workspaces',
    'organization:audit',
  ],
  billing: ['organization:read', 'organization:billing'],
  auditor: ['organization:read', 'organization:audit'],
  member: ['organization:read'],
};

export function permissionsOfRole(role: Role): readonly string[] {
  return rolePermissions[role];
}

/**
 * Whether held permissions cover a needed one. `runs:kill` covers `runs:kill:own`; `runs:kill:own` does not cover
 * `runs:kill`, so a route that can tell ownership asks for `runs:kill:any`: whatever reach, the rest is decided per row.
 */
export function permits(held: readonly string[], needed: string): boolean {
  const [resource = '', action = '', reach] = needed.split(':');
  const covering = [`${resource}:*`, `${resource}:${action}`];
  if (reach === 'any') covering.push(`${resource}:${action}:own`, `${resource}:${action}:shared`);
  else if (reach !== undefined) covering.push(`${resource}:${action}:${reach}`);
  return covering.some((permission) => held.includes(permission));
}

/** Whether a text is a permission that a role or a key may name. */
export function isPermission(text: string): boolean {
  const [resource = '', action = '', reach, ...rest] = text.split(':');
  const actions = Object.hasOwn(permissionCatalogue, resource) ? permissionCatalogue[resource] : undefined;
  if (actions === undefined || rest.length > 0) return false;
  if (action === '*') return reach === undefined;
  return actions.includes(action) && (reach === undefined || reach === 'own' || reach === 'shared');
}

/** The same permissions without wildcards. */
export function expandPermissions(permissions: readonly string[]): readonly string[] {
  const expanded = permissions.flatMap((permission) => {
    const [resource = '', action = ''] = permission.split(':');
    if (action !== '*') return [permission];
    const actions = Object.hasOwn(permissionCatalogue, resource) ? permissionCatalogue[resource] : undefined;
    return (actions ?? []).map((name) => `${resource}:${name}`);
  });
  return [...new Set(expanded)];
}

/** Whether everything wanted is held: nobody hands out more than this. */
export function coversAll(held: readonly string[], wanted: readonly string[]): boolean {
  return expandPermissions(wanted).every((permission) => permits(held, permission));
}

/** What stays of `held` when `denied` is taken away, whatever its reach. */
export function withoutDenied(held: readonly string[], denied: readonly string[]): readonly string[] {
  if (denied.length === 0) return held;
  return expandPermissions(held).filter((permission) => {
    const [resource = '', action = ''] = permission.split(':');
    return !permits(denied, `${resource}:${action}`) && !denied.includes(permission);
  });
}
