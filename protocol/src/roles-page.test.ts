import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
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

function tableOf(names: readonly string[], heldBy: (name: string) => readonly string[], resources: string[]): string {
  const rows = resources.flatMap((resource) =>
    (permissionCatalogue[resource] ?? []).map((action) => {
      const permission = `${resource}:${action}`;
      return `| \`${permission}\` | ${names.map((name) => cellOf(heldBy(name), permission)).join(' | ')} |`;
    }),
  );
  return [`| permission | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`, ...rows].join('\n');
}

test('docs/roles.md shows the table of roles and permissions as it is', () => {
  const ofWorkspace = Object.keys(permissionCatalogue).filter((resource) => resource !== 'organization');
  const held = (name: string): readonly string[] => permissionsOfRole(name as (typeof roles)[number]);
  expect(page).toContain(tableOf(roles, held, ofWorkspace));
  const inOrganization = (name: string): readonly string[] =>
    organizationRolePermissions[name as (typeof organizationRoles)[number]];
  expect(page).toContain(tableOf(organizationRoles, inOrganization, ['organization']));
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
