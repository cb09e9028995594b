import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { getWorkspaceRow, limitsOf } from '../workspaces/view.ts';
import { ofKind, type ImportFacts, type Placed } from './check-import.ts';

/** What is here already, of everything that the rows could meet. */
export async function readImportFacts(
  { db, now }: { readonly db: SpokeDb; readonly now: () => number },
  caller: WorkspaceCaller,
  rows: readonly Placed[],
): Promise<ImportFacts> {
  const emails = ofKind(rows, 'user').map(({ row }) => row.email);
  const found = await db.withInstance('sign-in', (tx) =>
    tx.userDirectory.findMany({ where: { email: { in: emails } } }),
  );
  const accounts = new Map(found.map(({ email, userId }) => [email, userId]));
  return db.withTenant(contextOf(caller), (tx) => readInside(tx, caller, { rows, accounts, now: now() }));
}

async function readInside(
  tx: SpokeTx,
  { workspaceId, permissions }: WorkspaceCaller,
  {
    rows,
    accounts,
    now,
  }: { readonly rows: readonly Placed[]; readonly accounts: ReadonlyMap<string, string>; readonly now: number },
): Promise<ImportFacts> {
  const names = (kind: 'team' | 'agent'): string[] => ofKind(rows, kind).map(({ row }) => row.name);
  const named = (kind: 'team' | 'agent') => ({
    where: { workspaceId, name: { in: names(kind) } },
    select: { name: true },
  });
  const members = await tx.workspaceMember.findMany({ where: { workspaceId }, select: { userId: true } });
  const invited = await tx.invitation.findMany({
    where: { workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(now) } },
    select: { email: true },
  });
  const teams = await tx.team.findMany(named('team'));
  const agents = await tx.agent.findMany(named('agent'));
  const { maxMembers, maxTeams } = limitsOf((await getWorkspaceRow(tx, workspaceId)).limits);
  return {
    accounts,
    permissions,
    memberIds: new Set(members.map(({ userId }) => userId)),
    invited: new Set(invited.map(({ email }) => email)),
    teamNames: new Set(teams.map(({ name }) => name)),
    agentNames: new Set(agents.map(({ name }) => name)),
    maxMembers: maxMembers ?? null,
    teams: await tx.team.count({ where: { workspaceId } }),
    maxTeams: maxTeams ?? null,
  };
}
