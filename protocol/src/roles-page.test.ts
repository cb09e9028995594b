import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  isOperatorPermission,
  operatorPermissionCatalogue,
  operatorRolePermissions,
  operatorRoles,
  type OperatorRole,
} from './operator-permissions.ts';
import {
  organizationRolePermissions,
  organizationRoles,
  permissionCatalogue,
  permissionsOfRole,
  permits,
  roles,
} from './permissions.ts';

const page = await readFile(new URL('../../docs/roles.md', import.meta.url), 'utf8');

function cellOf(held: readonly string[], permission: string): string {
  if (permits(held, permission)) return 'yes';
  return ['own', 'shared'].filter((reach) => permits(held, `${permission}:${reach}`)).join(', ');
}

interface Table {
  readonly names: readonly string[];
  readonly heldBy: (name: string) => readonly string[];
  readonly resources: readonly string[];
  readonly catalogue?: Readonly<Record<string, readonly string[]>>;
}

function tableOf({ names, heldBy, resources, catalogue = permissionCatalogue }: Table): string {
  const rows = resources.flatMap((resource) =>
    (catalogue[resource] ?? []).map((action) => {
      const permission = `${resource}:${action}`;
      return `| \`${permission}\` | ${names.map((name) => cellOf(heldBy(name), permission)).join(' | ')} |`;
    }),
  );
  return [`| permission | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`, ...rows].join('\n');
}

test('docs/roles.md shows the table of roles and permissions as it is', () => {
  const ofWorkspace = Object.keys(permissionCatalogue).filter((resource) => resource !== 'organization');
  const held = (name: string): readonly string[] => permissionsOfRole(name as (typeof roles)[number]);
  expect(page).toContain(tableOf({ names: roles, heldBy: held, resources: ofWorkspace }));
  const inOrganization = (name: string): readonly string[] =>
    organizationRolePermissions[name as (typeof organizationRoles)[number]];
  const ofOrganization = { names: organizationRoles, heldBy: inOrganization, resources: ['organization'] };
  expect(page).toContain(tableOf(ofOrganization));
  const catalogue = operatorPermissionCatalogue;
  const atHub = (name: string): readonly string[] => operatorRolePermissions[name as OperatorRole];
  expect(page).toContain(
    tableOf({ names: operatorRoles, heldBy: atHub, resources: Object.keys(catalogue), catalogue }),
  );
});

test('every permission of an operator is one of the hub’s catalogue', () => {
  for (const role of operatorRoles) {
    for (const permission of operatorRolePermissions[role]) {
      const [resource = '', action = ''] = permission.split(':');
      const isKnown = action === '*' ? resource in operatorPermissionCatalogue : isOperatorPermission(permission);
      expect(isKnown, `${role} ${permission}`).toBe(true);
    }
  }
});

test('every permission of a built-in role is one of the catalogue', () => {
  for (const role of roles) {
    for (const permission of permissionsOfRole(role)) {
      const [resource = '', action = ''] = permission.split(':');
      const actions = permissionCatalogue[resource] ?? [];
      expect(action === '*' ? actions.length > 0 : actions.includes(action), `${role} ${permission}`).toBe(true);
    }
  }
});
