import { permissionsOfRole, permits, spokeApi, type Role } from '@wheelhouse/protocol';

type Row = spokeApi.ImportedRow;
type Problem = spokeApi.ImportProblem;
type RowOf<Kind extends Row['kind']> = Extract<Row, { readonly kind: Kind }>;

/** What is here already, as the import meets it. */
export interface ImportFacts {
  /** Of the addresses in the export: whose account it is. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly memberIds: ReadonlySet<string>;
  /** Addresses with an open invitation: their places are taken. */
  readonly invited: ReadonlySet<string>;
  readonly teamNames: ReadonlySet<string>;
  readonly agentNames: ReadonlySet<string>;
  readonly maxMembers: number | null;
  readonly teams: number;
  readonly maxTeams: number | null;
  /** What whoever imports may do: nobody gives more than that. */
  readonly permissions: readonly string[];
}

/** A row with the line of the export it stood on. */
export interface Placed<R extends Row = Row> {
  readonly line: number;
  readonly row: R;
}

export interface ParsedRows {
  readonly rows: readonly Placed[];
  readonly problems: readonly Problem[];
  readonly skipped: number;
}

/** Behind the header, which is line 1. */
const firstLine = 2;

/** Reads the lines of an export, each by itself. Pure. */
export function parseRows(lines: readonly unknown[], { skipUnknown }: { readonly skipUnknown: boolean }): ParsedRows {
  const rows: Placed[] = [];
  const problems: Problem[] = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    const at = index + firstLine;
    const kind = (line as { readonly kind?: unknown } | null)?.kind;
    if (!spokeApi.importedKinds.some((known) => known === kind)) {
      if (skipUnknown && typeof kind === 'string') skipped += 1;
      else problems.push({ line: at, code: 'UNKNOWN_KIND', field: 'kind', message: `${say(kind)} is no kind of row` });
      continue;
    }
    const parsed = spokeApi.ImportedRow.safeParse(line);
    if (parsed.success) rows.push({ line: at, row: parsed.data });
    else {
      const found = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      problems.push(...found.map((issue): Problem => ({ line: at, code: 'INVALID', ...issue })));
    }
  }
  return { rows, problems, skipped };
}

function say(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}

/** Everything that stands against importing these rows here. Pure. */
export function findProblems(rows: readonly Placed[], facts: ImportFacts): Problem[] {
  const users = ofKind(rows, 'user');
  return [
    ...(users.length === 0 ? [whole('NO_USERS', 'nobody is in it')] : []),
    ...findDuplicates(rows),
    ...findOrphans(rows),
    ...findTaken(rows, facts),
    ...users.flatMap(({ line, row }) => findRoleProblem(line, row, facts)),
    ...findRoom(users, facts),
    ...findTeamRoom(ofKind(rows, 'team').length, facts),
  ];
}

export function ofKind<Kind extends Row['kind']>(rows: readonly Placed[], kind: Kind): Placed<RowOf<Kind>>[] {
  return rows.filter((placed): placed is Placed<RowOf<Kind>> => placed.row.kind === kind);
}

function whole(code: Problem['code'], message: string): Problem {
  return { line: 0, code, field: '', message };
}

/** What has to be there once: ids within a kind, addresses, names. */
function namesOf(row: Row): readonly (readonly [field: string, key: string])[] {
  switch (row.kind) {
    case 'user':
      return [
        ['id', `user ${row.id}`],
        ['email', `email ${row.email}`],
      ];
    case 'team':
      return [
        ['id', `team ${row.id}`],
        ['name', `team name ${row.name}`],
      ];
    case 'agent':
      return [
        ['id', `agent ${row.id}`],
        ['name', `agent name ${row.name}`],
      ];
    case 'run':
      return [['id', `run ${row.id}`]];
    case 'team_member':
      return [['user', `member ${JSON.stringify([row.team, row.user])}`]];
  }
}

function findDuplicates(rows: readonly Placed[]): Problem[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ line, row }) =>
    namesOf(row).flatMap(([field, key]): Problem[] => {
      const before = first.get(key);
      if (before === undefined) first.set(key, line);
      return before === undefined ? [] : [{ line, code: 'DUPLICATE', field, message: `line ${before} has the same` }];
    }),
  );
}

/** References of a row: field, kind, old id. */
function referencesOf(row: Row): readonly (readonly [field: string, kind: Row['kind'], id: string])[] {
  const maker =
    'createdBy' in row && row.createdBy !== undefined ? [['createdBy', 'user', row.createdBy] as const] : [];
  if (row.kind === 'team_member')
    return [
      ['team', 'team', row.team],
      ['user', 'user', row.user],
    ];
  return row.kind === 'run' ? [['agent', 'agent', row.agent], ...maker] : maker;
}

function findOrphans(rows: readonly Placed[]): Problem[] {
  const known = new Set(rows.flatMap(({ row }) => ('id' in row ? [`${row.kind} ${row.id}`] : [])));
  return rows.flatMap(({ line, row }) =>
    referencesOf(row)
      .filter(([, kind, id]) => !known.has(`${kind} ${id}`))
      .map(([field, kind, id]): Problem => ({
        line,
        code: 'ORPHAN',
        field,
        message: `there is no ${kind} ${say(id)}`,
      })),
  );
}

function findTaken(rows: readonly Placed[], { teamNames, agentNames }: ImportFacts): Problem[] {
  const taken = (line: number): Problem => ({ line, code: 'NAME_TAKEN', field: 'name', message: 'it is taken here' });
  return [
    ...ofKind(rows, 'team').flatMap(({ line, row }) => (teamNames.has(row.name) ? [taken(line)] : [])),
    ...ofKind(rows, 'agent').flatMap(({ line, row }) => (agentNames.has(row.name) ? [taken(line)] : [])),
  ];
}

function findRoleProblem(line: number, { role }: RowOf<'user'>, { permissions }: ImportFacts): Problem[] {
  const missing = permissionsOfRole(role satisfies Role).find((permission) => !permits(permissions, permission));
  if (missing === undefined) return [];
  const message = `whoever imports may not ${missing}, so cannot give the role ${role}`;
  return [{ line, code: 'MORE_THAN_HELD', field: 'role', message }];
}

function findRoom(
  users: readonly Placed<RowOf<'user'>>[],
  { accounts, memberIds, invited, maxMembers }: ImportFacts,
): Problem[] {
  const isMember = (email: string): boolean => memberIds.has(accounts.get(email) ?? '');
  const added = users.filter(({ row }) => !isMember(row.email)).map(({ row }) => row.email);
  const after = memberIds.size + new Set([...invited, ...added]).size;
  if (maxMembers === null || after <= maxMembers) return [];
  return [whole('TOO_MANY_MEMBERS', `the workspace takes ${maxMembers} members, and would have ${after}`)];
}

function findTeamRoom(added: number, { teams, maxTeams }: ImportFacts): Problem[] {
  if (maxTeams === null || teams + added <= maxTeams) return [];
  return [whole('TOO_MANY_TEAMS', `the workspace takes ${maxTeams} teams, and would have ${teams + added}`)];
}

/** By kind, what would be made: people with an account become members, which is counted apart. */
export function countCreates(rows: readonly Placed[], { accounts }: ImportFacts): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(spokeApi.importedKinds.map((kind) => [kind, 0]));
  for (const { row } of rows) {
    const isKnown = row.kind === 'user' && accounts.has(row.email);
    if (!isKnown) counts[row.kind] = (counts[row.kind] ?? 0) + 1;
  }
  return counts;
}
