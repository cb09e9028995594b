import type { Role } from '../../parts/operators.ts';

const may: Readonly<Record<Role, string>> = {
  owner: 'everything, owners too',
  admin: 'everything but appointing owners',
  operator: 'see the fleet and send commands',
  auditor: 'see everything, the audit too; change nothing',
  viewer: 'see the fleet',
};

/** Roles to choose from, each with what it may; only owners appoint owners. Pure. */
export function rolesFor(own: Role): { readonly value: Role; readonly label: string }[] {
  const roles = Object.keys(may) as Role[];
  return roles
    .filter((role) => role !== 'owner' || own === 'owner')
    .map((role) => ({ value: role, label: `${role}: ${may[role]}` }));
}
