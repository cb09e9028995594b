// What stands in the addresses of the screens about people and the workspace.

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface SignInSearch {
  /** A path of this page. */
  readonly next?: string;
  /** Whose people sign in at a provider of theirs. */
  readonly organization?: string;
}

export function readSignInSearch({ next, organization }: Record<string, unknown>): SignInSearch {
  return {
    // Only a path of this page: never another origin.
    ...(typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(typeof organization === 'string' && uuid.test(organization) ? { organization } : {}),
  };
}

export interface MembersSearch {
  readonly tab?: 'invitations';
}

export function readMembersSearch({ tab }: Record<string, unknown>): MembersSearch {
  return tab === 'invitations' ? { tab } : {};
}

export interface TeamsSearch {
  /** The team that is looked at. */
  readonly team?: string;
}

export function readTeamsSearch({ team }: Record<string, unknown>): TeamsSearch {
  return typeof team === 'string' && uuid.test(team) ? { team } : {};
}

export interface KeysSearch {
  readonly tab?: 'accounts';
}

export function readKeysSearch({ tab }: Record<string, unknown>): KeysSearch {
  return tab === 'accounts' ? { tab } : {};
}

export const auditLogs = ['workspace', 'organization', 'instance'] as const;
export type AuditLogName = (typeof auditLogs)[number];

export interface AuditSearch {
  /** Absent: the workspace's. */
  readonly log?: AuditLogName;
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly verdict?: 'accepted' | 'rejected';
  readonly request?: string;
  /** Days: `2026-01-31`. */
  readonly from?: string;
  readonly to?: string;
  /** The row that is looked at. */
  readonly row?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const { log, actor, verdict, from, to } = search;
  const known = auditLogs.find((one) => one === log);
  // A row's id is a number, and so the address's reader takes it for one.
  const row = typeof search['row'] === 'number' ? String(search['row']) : search['row'];
  return {
    ...(known === undefined || known === 'workspace' ? {} : { log: known }),
    ...(typeof actor === 'string' && uuid.test(actor) ? { actor } : {}),
    ...texts(search, ['action', 'resource', 'request']),
    ...(verdict === 'accepted' || verdict === 'rejected' ? { verdict } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
    ...(typeof row === 'string' && /^\d{1,18}$/.test(row) ? { row } : {}),
  };
}

function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Those of the named members that are texts of a length that a server takes. Pure. */
function texts(search: Record<string, unknown>, names: readonly string[]): Record<string, string> {
  const pairs = names.map((name) => [name, search[name]] as const);
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, string] => {
      const [, text] = pair;
      return typeof text === 'string' && text !== '' && text.length <= 256;
    }),
  );
}

const federationTabs = ['instances', 'grants', 'commands'] as const;

export interface FederationSearch {
  /** Absent: the link. */
  readonly tab?: (typeof federationTabs)[number];
  /** The command that is looked at. */
  readonly command?: string;
}

export function readFederationSearch({ tab, command }: Record<string, unknown>): FederationSearch {
  const known = federationTabs.find((one) => one === tab);
  return {
    ...(known === undefined ? {} : { tab: known }),
    ...(known === 'commands' && typeof command === 'string' && uuid.test(command) ? { command } : {}),
  };
}

const settingsTabs = ['runs', 'organization', 'stop'] as const;

export interface SettingsSearch {
  /** Absent: general. */
  readonly tab?: (typeof settingsTabs)[number];
}

export function readSettingsSearch({ tab }: Record<string, unknown>): SettingsSearch {
  const known = settingsTabs.find((one) => one === tab);
  return known === undefined ? {} : { tab: known };
}

export interface OutboxSearch {
  /** The mail that is read. */
  readonly mail?: string;
}

export function readOutboxSearch({ mail }: Record<string, unknown>): OutboxSearch {
  return typeof mail === 'string' && uuid.test(mail) ? { mail } : {};
}
