import type { RoleView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import type { CliConfig } from '../config.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { pick, placeOf, withPlace, type PlaceOptions } from './place.ts';

interface RoleOptions extends PlaceOptions {
  readonly description?: string;
  readonly yes?: boolean;
}

/** `wheelhouse role`: what members of the organization's workspaces may be. */
export function addRoleCommands(program: Command, config: CliConfig): void {
  const role = program.command('role').description('roles: the built-in ones, and those of the organization');
  withPlace(role.command('list')).action(async (options: RoleOptions, command: Command) => {
    const context = openContext(command, config);
    const { api, workspaceId } = await placeOf(context, options);
    const found = await api.get<RoleView[]>(`/workspaces/${workspaceId}/roles`);
    context.output.list(
      found.map((entry) =>
        context.output.format === 'json' ? { ...entry } : { ...entry, permissions: entry.permissions.join(' ') },
      ),
      ['name', 'builtIn', 'permissions', 'id'],
    );
  });
  withPlace(role.command('create <name> <permissions...>').description('such as runs:read runs:kill:own'))
    .option('--description <text>')
    .action(async (name: string, permissions: string[], options: RoleOptions, command: Command) => {
      const context = openContext(command, config);
      const { api, organizationId } = await placeOf(context, options);
      const wish = { name, permissions, ...given({ description: options.description }) };
      context.output.item({ ...(await api.post<RoleView>(`/organizations/${organizationId}/roles`, wish)) });
    });
  withPlace(role.command('delete <role>').description('one of the organization, by id or name'))
    .option(...yesOption)
    .action(async (which: string, options: RoleOptions, command: Command) => {
      const context = openContext(command, config);
      const { api, organizationId } = await placeOf(context, options);
      const path = `/organizations/${organizationId}/roles`;
      const own = (await api.get<RoleView[]>(path)).filter(({ builtIn }) => !builtIn);
      const { id, name } = pick(own, which, { what: 'role of the organization', fields: ['id', 'name'] });
      await confirm(context, `delete the role ${name}`, options.yes);
      await api.delete(`${path}/${id}`);
      context.output.item({ deleted: id, name });
    });
}
