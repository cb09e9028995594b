import type { NewServiceAccountView, ServiceAccountView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { limitsOf, overlapOf, withLimits, type KeyOptions } from './key-commands.ts';
import { apiOf, pick, withPlace } from './place.ts';

const path = '/service-accounts';

interface AccountOptions extends KeyOptions {
  readonly description?: string;
}

async function findAccount(api: ApiClient, name: string): Promise<ServiceAccountView> {
  const all = await listAll<ServiceAccountView>(api, path);
  return pick(all, name, { what: 'service account', fields: ['id', 'name'] });
}

/** `wheelhouse service-account`: programs that act in the workspace. */
export function addServiceAccountCommands(program: Command, config: CliConfig): void {
  const account = program.command('service-account').description('programs of the workspace; named by id or name');
  withPlace(account.command('list')).action(async (options: AccountOptions, command: Command) => {
    const context = openContext(command, config);
    const accounts = await listAll<ServiceAccountView>(await apiOf(context, options), path);
    context.output.list(
      accounts.map((entry) => ({ ...entry, state: entry.revokedAt === null ? 'live' : 'deleted' })),
      ['name', 'state', 'permissions', 'rateLimitPerMinute', 'id'],
    );
  });
  withLimits(withPlace(account.command('create <name>').description('without --permission it reads what you may read')))
    .option('--description <text>')
    .action(async (name: string, options: AccountOptions, command: Command) => {
      const context = openContext(command, config);
      const wish = { name, ...limitsOf(options), ...given({ description: options.description }) };
      const made = await (await apiOf(context, options)).post<NewServiceAccountView>(path, wish);
      context.output.secret({ ...made }, made.key, `key of service account ${made.id} (${name}), shown this once`);
    });
  withLimits(withPlace(account.command('update <account>')))
    .option('--name <name>')
    .option('--description <text>')
    .action(async (which: string, options: AccountOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id } = await findAccount(api, which);
      const { name, description } = options;
      const change = { ...limitsOf(options), ...given({ name, description }) };
      const { keys: _keys, ...view } = await api.patch<ServiceAccountView>(`${path}/${id}`, change);
      context.output.item(view);
    });
  withPlace(account.command('rotate <account>').description('a new key; the old one holds for the overlap'))
    .option('--overlap <seconds>', 'default a day')
    .action(async (which: string, options: AccountOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id, name } = await findAccount(api, which);
      const made = await api.post<NewServiceAccountView>(`${path}/${id}/rotate`, overlapOf(options));
      context.output.secret({ ...made }, made.key, `key of service account ${id} (${name}), shown this once`);
    });
  withPlace(account.command('delete <account>').description('end it and its keys'))
    .option(...yesOption)
    .action(async (which: string, options: AccountOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id, name } = await findAccount(api, which);
      await confirm(context, `delete the service account ${name} and end its keys`, options.yes);
      await api.delete(`${path}/${id}`);
      context.output.item({ deleted: id, name });
    });
}
