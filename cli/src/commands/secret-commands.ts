import { readFile } from 'node:fs/promises';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { SecretView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';
import { apiOf, pick, withPlace, type PlaceOptions } from './place.ts';

interface SecretOptions extends PlaceOptions {
  readonly description?: string;
  readonly file?: string;
  readonly yes?: boolean;
}

/** `wheelhouse secret`: what agents are given and nobody is shown. A value never stands among the arguments. */
export function addSecretCommands(program: Command, config: CliConfig): void {
  const secret = program.command('secret').description('secrets of the workspace; values go in and never come out');
  withPlace(secret.command('list')).action(async (options: SecretOptions, command: Command) => {
    const context = openContext(command, config);
    const secrets = await listAll<SecretView>(await apiOf(context, options), '/secrets');
    context.output.list(
      secrets.map((entry) => (context.output.format === 'json' ? { ...entry } : inWords(entry))),
      ['name', 'version', 'updatedAt', 'description', 'id'],
    );
  });
  withPlace(
    secret
      .command('set <name>')
      .description('makes it, or gives it another value; asks for it, or reads standard input'),
  )
    .option('--file <file>', 'its bytes are the value')
    .option('--description <text>')
    .action(async (name: string, options: SecretOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const value = await readValue(context, options.file);
      context.output.item(shown(await setSecret(api, name, { value, description: options.description })));
    });
  withPlace(secret.command('delete <name>'))
    .option(...yesOption)
    .action(async (which: string, options: SecretOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const found = pick(await listAll<SecretView>(api, '/secrets'), which, { what: 'secret', fields: ['id', 'name'] });
      await confirm(context, `delete the secret ${found.name}`, options.yes);
      await api.delete(`/secrets/${found.id}`);
      context.output.item({ deleted: found.id, name: found.name });
    });
}

async function setSecret(
  api: ApiClient,
  name: string,
  wish: { readonly value: string; readonly description: string | undefined },
): Promise<SecretView> {
  const known = (await listAll<SecretView>(api, '/secrets')).find((secret) => secret.name === name);
  const body = given({ ...wish });
  return known === undefined
    ? api.post<SecretView>('/secrets', { name, ...body })
    : api.patch<SecretView>(`/secrets/${known.id}`, body);
}

/** Without a terminal, all of standard input but the newline that a shell puts behind it. */
async function readValue({ terminal }: CommandContext, file: string | undefined): Promise<string> {
  const value = file === undefined ? await typed(terminal) : await readFile(file, 'utf8');
  if (value === '') throw new WheelhouseError('INVALID', 'the value is empty');
  return value;
}

async function typed(terminal: CommandContext['terminal']): Promise<string> {
  if (terminal.isInteractive) return terminal.ask('Value', { hidden: true });
  return (await terminal.readAll()).replace(/\r?\n$/, '');
}

const shown = ({ id, name, version, description }: SecretView): Record<string, unknown> => ({
  secret: id,
  name,
  version,
  description,
});

const inWords = (secret: SecretView): Record<string, unknown> => ({
  ...secret,
  updatedAt: new Date(secret.updatedAt).toISOString(),
});
