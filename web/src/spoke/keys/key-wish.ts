import { coversAll, expandPermissions, permits, rolePermissions, roles } from '@wheelhouse/protocol/permissions';

const dayMs = 86_400_000;

/** How long a key holds; `never` until it is revoked. */
export const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Until it is revoked' },
] as const;

/** When a key of such a lifetime ends. Pure. */
export function endOf(lifetime: string, now: number): number | undefined {
  const days = Number(lifetime);
  return Number.isInteger(days) && days > 0 ? now + days * dayMs : undefined;
}

export interface KeyScope {
  /** `all`, `some`, or a built-in role. */
  readonly choice: string;
  /** Chosen one by one, where the choice is `some`. */
  readonly some: readonly string[];
}

/** What somebody with these permissions may give a key, for people. Pure. */
export function scopeChoices(held: readonly string[]): { readonly value: string; readonly label: string }[] {
  const lesser = roles.filter((role) => role !== 'guest' && coversAll(held, rolePermissions[role]));
  return [
    { value: 'all', label: 'Everything that you may' },
    ...lesser.map((role) => ({ value: role, label: `As the role ${role}` })),
    { value: 'some', label: 'Chosen one by one' },
  ];
}

/** The permissions of a chosen scope, without wildcards. Pure. */
export function permissionsOf({ choice, some }: KeyScope, held: readonly string[]): readonly string[] {
  if (choice === 'some') return some;
  const role = roles.find((one) => one === choice);
  return expandPermissions(role === undefined ? held : rolePermissions[role]);
}

/** Pure: every single permission that somebody holds, by what it is about. */
export function permissionsByResource(held: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const permission of expandPermissions(held)) {
    const [resource = ''] = permission.split(':');
    const known = groups.get(resource) ?? [];
    groups.set(resource, [...known, permission]);
  }
  return groups;
}

/** "everything", or how much. Pure. */
export function scopeWords(permissions: readonly string[], held: readonly string[]): string {
  const all = expandPermissions(permissions);
  if (expandPermissions(held).every((permission) => permits(all, permission))) return 'everything that you may';
  const role = roles.find((one) => {
    const own = expandPermissions(rolePermissions[one]);
    return own.length === all.length && own.every((permission) => all.includes(permission));
  });
  if (role !== undefined) return `as the role ${role}`;
  return all.length <= 2 ? all.join(', ') : `${all.length} permissions`;
}

export interface KeyLife {
  readonly revokedAt: number | null;
  readonly expiresAt: number | null;
  readonly replacedBy?: string | null;
}

/** Pure. One that was replaced holds until its end. */
export function stateOfKey({ revokedAt, expiresAt, replacedBy }: KeyLife, now: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return replacedBy === null || replacedBy === undefined ? 'active' : 'replaced';
}

export type KeyState = 'active' | 'replaced' | 'expired' | 'revoked';
