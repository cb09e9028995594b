import type { KeyView, NewKeyView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { putProfile } from '../profiles.ts';
import { confirm, countOf, given, instantOf, yesOption } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';
import { apiOf, pick, withPlace, type PlaceOptions } from './place.ts';

export interface KeyOptions extends PlaceOptions {
  readonly name?: string;
  readonly permission: readonly string[];
  readonly expires?: string;
  readonly perMinute?: string;
  readonly overlap?: string;
  readonly yes?: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

/** What a key, or a service account, may do, how often and until when. */
export function withLimits(command: Command): Command {
  return command
    .option('--permission <name>', 'such as runs:read; may be repeated', collect, [])
    .option('--expires <time>', 'ISO 8601')
    .option('--per-minute <count>', 'requests at most');
}

export function limitsOf({ permission, expires, perMinute }: KeyOptions): Record<string, unknown> {
  return given({
    permissions: permission.length === 0 ? undefined : permission,
    expiresAt: instantOf(expires, '--expires'),
    rateLimitPerMinute: countOf(perMinute, '--per-minute'),
  });
}

export function overlapOf({ overlap }: KeyOptions): { overlapMs?: number } {
  const seconds = countOf(overlap, '--overlap');
  return seconds === undefined ? {} : { overlapMs: Math.round(seconds * 1000) };
}

async function findKey(api: ApiClient, name: string): Promise<KeyView> {
  return pick(await listAll<KeyView>(api, '/keys'), name, { what: 'key', fields: ['id', 'prefix', 'name'] });
}

/** `wheelhouse key`: one's own keys in the workspace. */
export function addKeyCommands(program: Command, config: CliConfig): void {
  const key = program.command('key').description('your API keys in the workspace; named by id, prefix or name');
  withPlace(key.command('list')).action(async (options: KeyOptions, command: Command) => {
    const context = openContext(command, config);
    const keys = await listAll<KeyView>(await apiOf(context, options), '/keys');
    context.output.list(
      keys.map((entry) => (context.output.format === 'json' ? { ...entry } : inWords(entry))),
      ['name', 'prefix', 'state', 'lastUsedAt', 'expiresAt', 'id'],
    );
  });
  withLimits(withPlace(key.command('create').description('without --permission it may do all that you may now')))
    .option('--name <name>')
    .action(async (options: KeyOptions, command: Command) => {
      const context = openContext(command, config);
      const wish = { ...limitsOf(options), ...given({ name: options.name }) };
      const made = await (await apiOf(context, options)).post<NewKeyView>('/keys', wish);
      context.output.secret({ ...made }, made.key, `key ${made.id} (${made.name}), shown this once`);
    });
  withPlace(key.command('rotate <key>').description('a new key in its place; the profile keeps its own new one'))
    .option('--overlap <seconds>', 'the old one holds for so long; default a day')
    .action(async (which: string, options: KeyOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id } = await findKey(api, which);
      const made = await api.post<NewKeyView>(`/keys/${id}/rotate`, overlapOf(options));
      if (await keepInPlace(context, id, made)) return context.output.item({ key: made.id, keptInProfile: true });
      context.output.secret({ ...made }, made.key, `key ${made.id} (${made.name}), shown this once`);
    });
  withPlace(key.command('revoke <key>'))
    .option(...yesOption)
    .action(async (which: string, options: KeyOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id, name } = await findKey(api, which);
      await confirm(context, `revoke the key ${name}`, options.yes);
      await api.delete(`/keys/${id}`);
      context.output.item({ revoked: id, name });
    });
}

function inWords(key: KeyView): Record<string, unknown> {
  const at = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());
  const state = key.revokedAt !== null ? 'revoked' : key.replacedBy !== null ? 'replaced' : 'live';
  return { ...key, state, lastUsedAt: at(key.lastUsedAt), expiresAt: at(key.expiresAt) };
}

/** The key that the profile itself works with is replaced there. */
async function keepInPlace(context: CommandContext, id: string, made: NewKeyView): Promise<boolean> {
  const named = await context.profile();
  const isOwn = named?.profile.keys.some(({ keyId }) => keyId === id) ?? false;
  if (named === null || !isOwn) return false;
  const keys = named.profile.keys.map((key) => (key.keyId === id ? { ...key, apiKey: made.key, keyId: made.id } : key));
  await putProfile(context.config.configDir, named.name, { ...named.profile, keys });
  return true;
}
