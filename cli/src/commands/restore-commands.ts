import { WheelhouseError } from '@wheelhouse/protocol';
import type { PurgedWorkspace, WorkspaceSummary, WorkspaceView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { createApiClient, listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { keysFor, putProfile } from '../profiles.ts';
import { confirm, yesOption } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';
import { pick } from './place.ts';
import { signedIn } from './sign-in.ts';

interface PurgeOptions {
  readonly spoke?: string;
  readonly yes?: boolean;
  readonly confirm?: string;
}

export function addRestoreAndPurge(workspace: Command, config: CliConfig): void {
  workspace
    .command('restore <workspace>')
    .description('bring a deleted workspace back')
    .option('--spoke <name>')
    .action(async (name: string, { spoke }: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const view = await fromOutside(context, { name, spoke }, (api, id) =>
        api.post<WorkspaceView>(`/workspaces/${id}/restore`),
      );
      context.output.item({ workspace: view.id, slug: view.slug });
    });
  workspace
    .command('purge <workspace>')
    .description('remove a deleted workspace for good; nothing brings it back')
    .option('--confirm <slug>', 'its slug once more; asked for at a terminal')
    .option('--spoke <name>')
    .option(...yesOption)
    .action(async (name: string, { spoke, yes, confirm: slug }: PurgeOptions, command: Command) => {
      const context = openContext(command, config);
      await confirm(context, `remove the workspace ${name} for good`, yes);
      if (slug === undefined && !context.terminal.isInteractive)
        throw new WheelhouseError('INVALID', 'say its slug once more: --confirm <slug>');
      const said = slug ?? (await context.terminal.ask('Its slug once more'));
      const gone = await fromOutside(context, { name, spoke }, (api, id) =>
        api.post<PurgedWorkspace>(`/workspaces/${id}/purge`, { confirm: said }),
      );
      await forget(context, gone.id);
      context.output.item({ workspace: gone.id, rows: gone.rows });
    });
}

/**
 * No credential is in a deleted workspace: works with the key of another workspace of its organization, where the profile
 * holds one, else signs the person in.
 */
async function fromOutside<T>(
  context: CommandContext,
  { name, spoke }: { readonly name: string; readonly spoke: string | undefined },
  work: (api: ApiClient, id: string) => Promise<T>,
): Promise<T> {
  const named = await context.profile();
  if (named === null) return work(await context.spoke(spoke), name);
  const { url, email, keys } = named.profile;
  const held = keysFor(named.profile, name)[0]?.workspace;
  const other = keys.find(
    ({ workspace }) => workspace?.organizationId === held?.organizationId && workspace?.id !== held?.id,
  );
  if (held && other !== undefined) return work(createApiClient({ url, apiKey: other.apiKey }), held.id);
  if (email === null) return work(await context.spoke(spoke), name);
  return signedIn(context, { url, email }, async (session) => {
    const api = session.inWorkspace();
    const deleted = await listAll<WorkspaceSummary>(api, '/workspaces', { deleted: 'true' });
    return work(api, pick(deleted, name, { what: 'deleted workspace', fields: ['id', 'slug'] }).id);
  });
}

/** The key of what is gone is worth nothing. */
async function forget(context: CommandContext, workspaceId: string): Promise<void> {
  const named = await context.profile();
  if (named === null) return;
  const keys = named.profile.keys.filter(({ workspace }) => workspace?.id !== workspaceId);
  const current = named.profile.workspaceId;
  const next = current === workspaceId ? (keys[0]?.workspace?.id ?? null) : current;
  await putProfile(context.config.configDir, named.name, { ...named.profile, keys, workspaceId: next });
}
