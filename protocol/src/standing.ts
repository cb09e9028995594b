import {
  organizationRolePermissions,
  organizationRoles,
  parseRole,
  permissionsOfRole,
  withoutDenied,
} from './permissions.ts';

/** What the books say of one person in one workspace. */
export interface Standing {
  readonly workspaceDeleted: boolean;
  /** Whether policies let the person in; someone of the organization is let in at their first step. */
  readonly isPrincipal: boolean;
  readonly userDisabled: boolean;
  /** A built-in role's name or a custom role's id; null = no member. */
  readonly memberRole: string | null;
  /** Of the custom role, where `memberRole` is one that exists. */
  readonly customPermissions: readonly string[] | null;
  readonly organizationRole: string | null;
  /** `{allow?: string[], deny?: string[]}`, for every workspace of the organization. */
  readonly overrides: unknown;
}

/** What a person may do in a workspace. */
export interface Rights {
  /** A built-in role's name or a custom role's id. */
  readonly role: string;
  readonly permissions: readonly string[];
  /** `organization`: owner or admin of the organization, and no member of the workspace. */
  readonly via: 'member' | 'organization';
}

/**
 * A member has their role; an owner or admin of the organization who is no member acts as `admin`; nobody else has
 * anything. Overrides come on top, and what the role in the organization permits there. A role nobody knows (any more)
 * permits nothing. Null = the workspace does not exist for this person.
 */
export function decideRights(standing: Standing): Rights | null {
  if (standing.workspaceDeleted || standing.userDisabled) return null;
  const organization = organizationRoles.find((role) => role === standing.organizationRole);
  const runsIt = organization === 'owner' || organization === 'admin';
  if (standing.memberRole === null && !runsIt) return null;
  if (standing.memberRole !== null && !standing.isPrincipal) return null;
  const role = standing.memberRole ?? 'admin';
  const builtIn = parseRole(role);
  const ofRole = builtIn === null ? (standing.customPermissions ?? []) : permissionsOfRole(builtIn);
  const { allow, deny } = readOverrides(standing.overrides);
  const permissions = withoutDenied([...new Set([...ofRole, ...allow])], deny);
  const ofOrganization = organization === undefined ? [] : organizationRolePermissions[organization];
  return {
    role: builtIn ?? role,
    permissions: [...new Set([...permissions, ...ofOrganization])],
    via: standing.memberRole === null ? 'organization' : 'member',
  };
}

/** Permission overrides as stored; what is no list of texts counts as empty. */
export function readOverrides(stored: unknown): {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
} {
  const { allow, deny } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  return { allow: textsOf(allow), deny: textsOf(deny) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
