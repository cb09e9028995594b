import { WheelhouseError } from '@wheelhouse/protocol';
import type {
  CreatedWorkspace,
  DeletedWorkspace,
  KeyView,
  MyWorkspace,
  WorkspaceSummary,
  WorkspaceView,
} from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { createApiClient, listAll } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { putProfile, withKey, type StoredKey } from '../profiles.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';
import { placeOf } from './place.ts';
import { addRestoreAndPurge } from './restore-commands.ts';
import { placeNames, signedIn } from './sign-in.ts';
import { addSwitch } from './switch-command.ts';

interface AtSpoke {
  readonly spoke?: string;
}

const columns = ['slug', 'name', 'organization', 'role', 'current', 'key', 'id'];

/** `wheelhouse workspace`: those one is in, one by one. */
export function addWorkspaceCommands(program: Command, config: CliConfig): void {
  const workspace = program.command('workspace').description('workspaces: yours, new ones, their end');
  addList(workspace, config);
  addCreate(workspace, config);
  workspace
    .command('show [workspace]')
    .option('--spoke <name>')
    .action(async (name: string | undefined, { spoke }: AtSpoke, command: Command) => {
      const context = openContext(command, config);
      const { api, workspaceId } = await placeOf(context, given({ spoke, workspace: name }));
      context.output.item({ ...(await api.get<WorkspaceView>(`/workspaces/${workspaceId}`)) });
    });
  addUpdate(workspace, config);
  workspace
    .command('delete <workspace>')
    .description('end a workspace and everything that runs in it; it can be restored for 30 days')
    .option('--spoke <name>')
    .option(...yesOption)
    .action(async (name: string, { spoke, yes }: AtSpoke & { yes?: boolean }, command: Command) => {
      const context = openContext(command, config);
      const { api, workspaceId } = await placeOf(context, given({ spoke, workspace: name }));
      await confirm(context, `delete the workspace ${name} and end its runs`, yes);
      const deleted = await api.delete<DeletedWorkspace>(`/workspaces/${workspaceId}`);
      context.output.item({ workspace: deleted.id, purgeAfter: new Date(deleted.purgeAfter).toISOString() });
    });
  addRestoreAndPurge(workspace, config);
  addSwitch(workspace, config);
}

function addList(workspace: Command, config: CliConfig): void {
  workspace
    .command('list')
    .description('workspaces you are in; `key` says for which the profile holds a key')
    .option('--spoke <name>')
    .option('--deleted', 'those that can be restored; asks for the password, since a key sees its own workspace alone')
    .action(async ({ spoke, deleted }: AtSpoke & { deleted?: boolean }, command: Command) => {
      const context = openContext(command, config);
      if (deleted === true) return listDeleted(context);
      const named = await context.profile();
      const mine = await (await context.spoke(spoke)).get<MyWorkspace[]>('/me/workspaces');
      const holds = (id: string): boolean => named?.profile.keys.some((key) => key.workspace?.id === id) ?? false;
      context.output.list(
        mine.map((entry) => ({ ...entry, key: named === null ? entry.current : holds(entry.id) })),
        columns,
      );
    });
}

async function listDeleted(context: CommandContext): Promise<void> {
  const profile = (await context.profile())?.profile;
  if (profile === undefined || profile.email === null) {
    throw new WheelhouseError('INVALID', 'deleted workspaces are shown to people: sign in with wheelhouse login');
  }
  const deleted = await signedIn(context, { url: profile.url, email: profile.email }, (session) =>
    listAll<WorkspaceSummary>(session.inWorkspace(), '/workspaces', { deleted: 'true' }),
  );
  context.output.list(
    deleted.map((row) => ({ ...row, purgeAfter: new Date(row.purgeAfter ?? 0).toISOString() })),
    ['slug', 'name', 'role', 'purgeAfter', 'id'],
  );
}

interface CreateOptions extends AtSpoke {
  readonly name?: string;
  readonly organization?: string;
}

function addCreate(workspace: Command, config: CliConfig): void {
  workspace
    .command('create <slug>')
    .description('a workspace of an organization that you run; the profile keeps a key for it')
    .option('--name <name>', 'default: the slug')
    .option('--organization <id>', 'default: of the workspace you are in')
    .option('--spoke <name>')
    .action(async (slug: string, { name = slug, organization, spoke }: CreateOptions, command: Command) => {
      const context = openContext(command, config);
      const named = await context.profile();
      const api = await context.spoke(spoke);
      const made = await api.post<CreatedWorkspace>('/workspaces', {
        slug,
        name,
        ...given({ organizationId: organization }),
      });
      const { id } = made.workspace;
      if (made.apiKey === undefined) return context.output.item({ workspace: id, slug });
      if (named === null)
        return context.output.secret({ ...made }, made.apiKey, `workspace ${id}; its key, shown once`);
      const key = await storedKey(named.profile.url, made.workspace, made.apiKey);
      await putProfile(config.configDir, named.name, withKey(named.profile, key));
      context.output.item({ workspace: id, slug, organization: made.workspace.organizationId });
      context.output.note(`enter it with wheelhouse workspace switch ${slug}`);
    });
}

/** With the key's id, so that signing out can revoke it. */
async function storedKey(url: string, workspace: WorkspaceView, apiKey: string): Promise<StoredKey> {
  const keys = await listAll<KeyView>(createApiClient({ url, apiKey }), '/keys');
  const keyId = keys.find(({ prefix }) => apiKey.includes(`_${prefix}`))?.id ?? null;
  return { workspace: placeNames(workspace), apiKey, keyId };
}

interface UpdateOptions extends AtSpoke {
  readonly name?: string;
  readonly slug?: string;
  readonly description?: string;
}

function addUpdate(workspace: Command, config: CliConfig): void {
  workspace
    .command('update [workspace]')
    .option('--name <name>')
    .option('--slug <slug>')
    .option('--description <text>')
    .option('--spoke <name>')
    .action(async (which: string | undefined, options: UpdateOptions, command: Command) => {
      const context = openContext(command, config);
      const { spoke, name, slug, description } = options;
      const { api, workspaceId } = await placeOf(context, given({ spoke, workspace: which }));
      const change = given({ name, slug, description });
      const view = await api.patch<WorkspaceView>(`/workspaces/${workspaceId}`, change);
      const named = await context.profile();
      const key = named?.profile.keys.find((entry) => entry.workspace?.id === workspaceId);
      if (named !== null && key !== undefined) {
        const renamed = { ...key, workspace: placeNames(view) };
        await putProfile(config.configDir, named.name, withKey(named.profile, renamed));
      }
      context.output.item({ workspace: view.id, slug: view.slug, name: view.name, description: view.description });
    });
}
