import { hostname } from 'node:os';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { NewKeyView, WorkspaceSummary } from '@wheelhouse/protocol/api/spoke';
import { listAll } from '../api-client.ts';
import type { StoredKey } from '../profiles.ts';
import { withSession, type Session } from '../session-client.ts';
import { pick } from './place.ts';
import type { CommandContext } from './context.ts';

/** Signs a person in with what they are asked for, for as long as the work takes. */
export async function signedIn<T>(
  { terminal }: CommandContext,
  who: { readonly url: string; readonly email: string },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const password = await terminal.ask(`Password of ${who.email}`, { hidden: true });
  const secondFactor = (): Promise<string> => terminal.ask('Code of your second factor', { hidden: true });
  return withSession({ ...who, password, secondFactor }, work);
}

/** The workspace that is meant: the named one, else where the account was last, else the first. */
export async function findWorkspace(session: Session, name: string | undefined): Promise<WorkspaceSummary> {
  const mine = await listAll<WorkspaceSummary>(session.inWorkspace(), '/workspaces');
  if (name !== undefined) return pick(mine, name, { what: 'workspace', fields: ['id', 'slug'] });
  const found = mine.find(({ id }) => id === session.user.currentWorkspaceId) ?? mine.at(-1);
  if (found === undefined) throw new WheelhouseError('PRECONDITION', 'this account is in no workspace yet');
  return found;
}

/**
 * A key for a workspace, named after this machine.
 * @throws WheelhouseError NOT_AUTHORIZED where the person's role there makes no keys
 */
export async function makeKey(session: Session, workspace: WorkspaceSummary): Promise<StoredKey> {
  const name = hostname().slice(0, 128);
  const made = await session.inWorkspace(workspace.id).post<NewKeyView>('/keys', { name });
  return { workspace: placeNames(workspace), apiKey: made.key, keyId: made.id };
}

/** What a profile keeps of a workspace. */
export function placeNames({
  id,
  slug,
  name,
  organizationId,
}: Pick<WorkspaceSummary, 'id' | 'slug' | 'name' | 'organizationId'>): NonNullable<StoredKey['workspace']> {
  return { id, slug, name, organizationId };
}
