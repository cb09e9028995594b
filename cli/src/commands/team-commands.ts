import type { TeamMemberView, TeamView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { findMember } from './member-commands.ts';
import { apiOf, pick, placeOf, withPlace, type PlaceOptions } from './place.ts';

interface TeamOptions extends PlaceOptions {
  readonly name?: string;
  readonly description?: string;
  readonly yes?: boolean;
}

async function findTeam(api: ApiClient, name: string): Promise<TeamView> {
  return pick(await listAll<TeamView>(api, '/teams'), name, { what: 'team', fields: ['id', 'name'] });
}

const shown = ({ id, name, description, members }: TeamView): Record<string, unknown> => ({
  team: id,
  name,
  description,
  members,
});

/** `wheelhouse team`: groups of members. */
export function addTeamCommands(program: Command, config: CliConfig): void {
  const team = program.command('team').description('teams of the workspace; named by id or name');
  withPlace(team.command('list')).action(async (options: TeamOptions, command: Command) => {
    const context = openContext(command, config);
    const teams = await listAll<TeamView>(await apiOf(context, options), '/teams');
    context.output.list(
      teams.map((entry) => ({ ...entry })),
      ['name', 'members', 'role', 'description', 'id'],
    );
  });
  withPlace(team.command('create <name>'))
    .option('--description <text>')
    .action(async (name: string, options: TeamOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const wish = { name, ...given({ description: options.description }) };
      context.output.item(shown(await api.post<TeamView>('/teams', wish)));
    });
  withPlace(team.command('update <team>'))
    .option('--name <name>')
    .option('--description <text>')
    .action(async (which: string, options: TeamOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id } = await findTeam(api, which);
      const { name, description } = options;
      context.output.item(shown(await api.patch<TeamView>(`/teams/${id}`, given({ name, description }))));
    });
  withPlace(team.command('delete <team>'))
    .option(...yesOption)
    .action(async (which: string, options: TeamOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id, name } = await findTeam(api, which);
      await confirm(context, `delete the team ${name}`, options.yes);
      await api.delete(`/teams/${id}`);
      context.output.item({ deleted: id, name });
    });
  addTeamMembers(team, config);
}

function addTeamMembers(team: Command, config: CliConfig): void {
  withPlace(team.command('members <team>')).action(async (which: string, options: TeamOptions, command: Command) => {
    const context = openContext(command, config);
    const api = await apiOf(context, options);
    const members = await api.get<TeamMemberView[]>(`/teams/${(await findTeam(api, which)).id}/members`);
    context.output.list(
      members.map((entry) => ({ ...entry })),
      ['name', 'role', 'userId'],
    );
  });
  const put = async (which: string, who: string, options: PlaceOptions & { role: string }, command: Command) => {
    const context = openContext(command, config);
    const place = await placeOf(context, options);
    const { id } = await findTeam(place.api, which);
    const { userId } = await findMember(place, who);
    const wish = { role: options.role };
    const done = await place.api.put<{ userId: string; role: string }>(`/teams/${id}/members/${userId}`, wish);
    context.output.item({ team: id, ...done });
  };
  withPlace(team.command('add <team> <member>').description('a member of the workspace, by id or address'))
    .option('--role <role>', 'owner, admin or member', 'member')
    .action(put);
  withPlace(team.command('role <team> <member> <role>').description('owner, admin or member')).action(
    (which: string, who: string, role: string, ...[options, command]: [PlaceOptions, Command]) =>
      put(which, who, { ...options, role }, command),
  );
  withPlace(team.command('remove <team> <member>'))
    .option(...yesOption)
    .action(async (which: string, who: string, options: TeamOptions, command: Command) => {
      const context = openContext(command, config);
      const place = await placeOf(context, options);
      const { id, name } = await findTeam(place.api, which);
      const { userId, email } = await findMember(place, who);
      await confirm(context, `remove ${email} from the team ${name}`, options.yes);
      await place.api.delete(`/teams/${id}/members/${userId}`);
      context.output.item({ team: id, removed: userId });
    });
}
