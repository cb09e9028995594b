import { WheelhouseError } from '@wheelhouse/protocol';
import type { Command } from 'commander';
import type { CliConfig } from '../config.ts';
import { keysFor, putProfile, withKey, type StoredKey } from '../profiles.ts';
import { openContext, type CommandContext, type NamedProfile } from './context.ts';
import { signedInProfile } from './login-commands.ts';
import { findWorkspace, makeKey, signedIn } from './sign-in.ts';

/**
 * `workspace switch`: where the profile's commands act. A key is of one workspace, so that a workspace that was never
 * entered needs the password once more, for a key of its own.
 */
export function addSwitch(workspace: Command, config: CliConfig): void {
  workspace
    .command('switch <workspace>')
    .description('act in another workspace; the first time it asks for the password, to make a key there')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const named = await signedInProfile(context);
      const key = heldKey(named, name) ?? (await enter(context, named, name));
      const workspaceId = key.workspace?.id ?? null;
      await putProfile(config.configDir, named.name, { ...withKey(named.profile, key), workspaceId });
      context.output.item({ profile: named.name, workspace: key.workspace?.slug, id: workspaceId });
    });
}

function heldKey({ profile }: NamedProfile, name: string): StoredKey | undefined {
  const found = keysFor(profile, name);
  if (found.length > 1) throw new WheelhouseError('INVALID', `${name} means several workspaces: give an id`);
  return found[0];
}

async function enter(context: CommandContext, { name, profile }: NamedProfile, wanted: string): Promise<StoredKey> {
  const { url, email } = profile;
  if (email === null)
    throw new WheelhouseError('NOT_FOUND', `profile ${name} is one given key, of its workspace alone`);
  return signedIn(context, { url, email }, async (session) => makeKey(session, await findWorkspace(session, wanted)));
}
