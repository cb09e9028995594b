import { WheelhouseError } from '@wheelhouse/protocol';
import type { Command } from 'commander';
import type { CliConfig } from '../config.ts';
import { changeProfiles, readProfiles, type Profile } from '../profiles.ts';
import { openContext } from './context.ts';
import { addLogin, addLogout, signedInProfile } from './login-commands.ts';

/** `login`, `logout` and `profile`: who one is at which spoke. */
export function addProfileCommands(program: Command, config: CliConfig): void {
  addLogin(program, config);
  addLogout(program, config);
  const profile = program.command('profile').description('where you are signed in');
  profile.command('list').action(async (_options: unknown, command: Command) => {
    const { output } = openContext(command, config);
    const { current, profiles } = await readProfiles(config.configDir);
    output.list(
      Object.entries(profiles).map(([name, entry]) => ({ current: current === name, name, ...shown(entry) })),
      ['name', 'current', 'url', 'email', 'workspace'],
    );
  });
  profile
    .command('use <name>')
    .description('make a profile the current one')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { output } = openContext(command, config);
      await changeProfiles(config.configDir, (file) => {
        if (file.profiles[name] === undefined) throw new WheelhouseError('NOT_FOUND', `no profile ${name}`);
        return { ...file, current: name };
      });
      output.item({ profile: name, current: true });
    });
  profile
    .command('show [name]')
    .description('a profile and the workspaces it has keys for; never a key')
    .action(async (given: string | undefined, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const { name, profile: found } = await signedInProfile({ ...context, chosen: given ?? context.chosen });
      const workspaces = found.keys.flatMap(({ workspace }) => (workspace === null ? [] : [workspace.slug]));
      context.output.item({ name, ...shown(found), workspaces });
    });
}

function shown({ url, email, workspaceId, keys }: Profile): Record<string, unknown> {
  const here = keys.find(({ workspace }) => workspace !== null && workspace.id === workspaceId);
  return { url, email, workspace: here?.workspace?.slug ?? null, workspaceId };
}
