import { WheelhouseError } from '@wheelhouse/protocol';
import type { WorkspaceSummary, WorkspaceView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import type { CommandContext } from './context.ts';

/** Which spoke, and which of its workspaces. */
export interface PlaceOptions {
  readonly spoke?: string;
  readonly workspace?: string;
}

export interface Place {
  readonly api: ApiClient;
  readonly workspaceId: string;
  readonly organizationId: string;
}

/** `--spoke` and `--workspace`, for verbs whose first word is no workspace. */
export function withPlace(command: Command): Command {
  return command
    .option('--spoke <name>', 'a spoke of endpoints.json')
    .option('--workspace <id|slug>', 'instead of the profile’s current one');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The API of a workspace, for routes that act in the credential's own.
 * @throws WheelhouseError NOT_FOUND where the credential is of another one
 */
export async function apiOf(context: CommandContext, options: PlaceOptions): Promise<ApiClient> {
  if (options.workspace === undefined) return context.spoke(options.spoke);
  return (await placeOf(context, options)).api;
}

/**
 * The workspace, its organization, and a client that may enter it.
 * @throws WheelhouseError NOT_FOUND where the credential is of another one
 */
export async function placeOf(context: CommandContext, { spoke, workspace }: PlaceOptions): Promise<Place> {
  const api = await context.spoke(spoke, workspace);
  if (workspace !== undefined && uuid.test(workspace)) {
    const view = await api.get<WorkspaceView>(`/workspaces/${workspace}`);
    return { api, workspaceId: view.id, organizationId: view.organizationId };
  }
  const [own] = await api.get<WorkspaceSummary[]>('/workspaces');
  if (own === undefined) throw new WheelhouseError('NOT_FOUND', 'this key is of no workspace');
  if (workspace !== undefined && own.slug !== workspace) {
    throw new WheelhouseError(
      'NOT_FOUND',
      `this key is of ${own.slug} alone; sign in with wheelhouse login for others`,
    );
  }
  return { api, workspaceId: own.id, organizationId: own.organizationId };
}

/**
 * One of some, by its id or one of its names.
 * @throws WheelhouseError NOT_FOUND; INVALID where a name means several
 */
export function pick<T extends object>(
  items: readonly T[],
  given: string,
  by: { readonly what: string; readonly fields: readonly (keyof T & string)[] },
): T {
  const { what, fields } = by;
  const [id] = fields;
  const exact = items.find((item) => id !== undefined && item[id] === given);
  if (exact !== undefined) return exact;
  const found = items.filter((item) => fields.some((field) => item[field] === given));
  const [only] = found;
  if (only === undefined) throw new WheelhouseError('NOT_FOUND', `no ${what} ${given}`);
  if (found.length > 1) throw new WheelhouseError('INVALID', `${given} means several: give an id`);
  return only;
}
