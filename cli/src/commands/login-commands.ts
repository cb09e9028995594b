import { WheelhouseError } from '@wheelhouse/protocol';
import type { WorkspaceSummary } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { ApiError, createApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { findEndpoints } from '../endpoints.ts';
import { changeProfiles, readProfiles, withKey, type Profile, type StoredKey } from '../profiles.ts';
import { openContext, type CommandContext, type NamedProfile } from './context.ts';
import { findWorkspace, makeKey, placeNames, signedIn } from './sign-in.ts';

interface LoginOptions {
  readonly url?: string;
  readonly spoke?: string;
  readonly email?: string;
  readonly key?: boolean;
  readonly workspace?: string;
  readonly insecureHttp?: boolean;
}

export function addLogin(program: Command, config: CliConfig): void {
  program
    .command('login')
    .description('sign in at a spoke and keep a key for it in a profile')
    .option('--url <url>', 'where the spoke answers')
    .option('--spoke <name>', 'a spoke of endpoints.json instead')
    .option('--email <address>', 'whose account; the password is asked for, or is the first line of standard input')
    .option('--key', 'keep a key you have: asked for, or the first line of standard input')
    .option('--insecure-http', 'over plain HTTP to another machine, where everybody on the way reads along')
    .option('--workspace <id|slug>', 'the workspace to enter; default: where the account was last')
    .action(async (options: LoginOptions, command: Command) => {
      const context = openContext(command, config);
      const target = await targetOf(context, options);
      const { profile, replaced } = await (options.key === true ? byKey(context, target) : byPassword(context, target));
      await store(context, { name: target.name, profile });
      if (replaced !== null) await revoke(profile.url, replaced);
      const here = profile.keys.find(({ workspace }) => (workspace?.id ?? null) === profile.workspaceId);
      const { url, email } = profile;
      context.output.item({ profile: target.name, url, email, workspace: here?.workspace?.slug ?? null });
      if ((await findEndpoints(config.dataDir)) !== null)
        context.output.note(`endpoints.json comes first here: choose this with --profile ${target.name}`);
    });
}

interface Target extends LoginOptions {
  readonly name: string;
  readonly url: string;
  /** Of the same name, at the same place. */
  readonly known: Profile | null;
}

interface LoggedIn {
  readonly profile: Profile;
  /** The key that another one took the place of. */
  readonly replaced: StoredKey | null;
}

async function targetOf(context: CommandContext, options: LoginOptions): Promise<Target> {
  const { config, chosen } = context;
  const { profiles } = await readProfiles(config.configDir);
  const named = chosen === undefined ? undefined : profiles[chosen];
  const wanted = options.url ?? (await urlOfSpoke(config, options.spoke)) ?? named?.url;
  if (wanted === undefined) throw new WheelhouseError('INVALID', 'say where: --url or --spoke');
  if (!URL.canParse(wanted)) throw new WheelhouseError('INVALID', `${wanted} is no URL`);
  const url = wanted.replace(/\/+$/, '');
  if (options.insecureHttp !== true) assertPrivate(new URL(url));
  const name = chosen ?? new URL(url).host;
  const known = profiles[name] ?? null;
  if (known !== null && known.url !== url) {
    throw new WheelhouseError('CONFLICT', `profile ${name} is of ${known.url}: log out there, or choose another name`);
  }
  return { ...options, name, url, known };
}

/** Before anything is asked: a server can refuse a password over plain HTTP only once it was sent. */
function assertPrivate({ protocol, hostname }: URL): void {
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return;
  throw new WheelhouseError('TLS_REQUIRED', `${protocol}//${hostname} is not private: use https, or --insecure-http`);
}

async function urlOfSpoke(config: CliConfig, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const spokes = (await findEndpoints(config.dataDir))?.spokes ?? [];
  const found = spokes.find((spoke) => spoke.name === name);
  if (found === undefined) throw new WheelhouseError('NOT_FOUND', `no spoke ${name} in endpoints.json`);
  return found.url;
}

async function byPassword(context: CommandContext, target: Target): Promise<LoggedIn> {
  const email = target.email ?? target.known?.email ?? (await askEmail(context));
  assertSame(target, email);
  return signedIn(context, { url: target.url, email }, async (session) => {
    const key = await makeKey(session, await findWorkspace(session, target.workspace));
    return profileWith(target, session.user.email, key);
  });
}

function askEmail({ terminal }: CommandContext): Promise<string> {
  // Standard input has the password alone.
  if (!terminal.isInteractive) throw new WheelhouseError('INVALID', 'say who: --email');
  return terminal.ask('E-mail');
}

async function byKey(context: CommandContext, target: Target): Promise<LoggedIn> {
  assertSame(target, null);
  const apiKey = (await context.terminal.ask('API key', { hidden: true })).trim();
  const api = createApiClient({ url: target.url, apiKey });
  const [own] = await api.get<WorkspaceSummary[]>('/workspaces').catch((error: unknown) => {
    // A service account's key is good and has nothing of a person's.
    if (error instanceof ApiError && error.code === 'NOT_AUTHORIZED') return [];
    throw error;
  });
  return profileWith(target, null, { workspace: own === undefined ? null : placeNames(own), apiKey, keyId: null });
}

/** One profile is one account: the keys of two would be mixed up. */
function assertSame({ known, name }: Target, email: string | null): void {
  if (known === null || known.email?.toLowerCase() === email?.toLowerCase()) return;
  throw new WheelhouseError('CONFLICT', `profile ${name} is of ${known.email ?? 'a given key'}: log out first`);
}

function profileWith({ url, known }: Target, email: string | null, key: StoredKey): LoggedIn {
  const before = known ?? { url, email, workspaceId: null, keys: [] };
  const replaced = before.keys.find(({ workspace }) => workspace?.id === key.workspace?.id) ?? null;
  return { profile: { ...withKey(before, key), email, workspaceId: key.workspace?.id ?? null }, replaced };
}

/** The newest profile is the current one. */
async function store({ config }: CommandContext, { name, profile }: NamedProfile): Promise<void> {
  await changeProfiles(config.configDir, (file) => ({
    ...file,
    current: name,
    profiles: { ...file.profiles, [name]: profile },
  }));
}

export function addLogout(program: Command, config: CliConfig): void {
  program
    .command('logout')
    .description('revoke the keys that signing in made, and forget the profile')
    .option('--local', 'forget it also where its keys cannot be revoked now')
    .action(async (options: { local?: boolean }, command: Command) => {
      const context = openContext(command, config);
      const { name, profile } = await signedInProfile(context);
      for (const key of profile.keys)
        await revokeOr(context, { url: profile.url, key, isLocal: options.local === true });
      await changeProfiles(config.configDir, ({ profiles: { [name]: _gone, ...profiles }, ...file }) => ({
        ...file,
        current: file.current === name ? null : file.current,
        profiles,
      }));
      context.output.item({ profile: name, loggedOut: true });
    });
}

/** The chosen profile, else the current one, whatever else there is here. */
export async function signedInProfile({ config, chosen }: CommandContext): Promise<NamedProfile> {
  const { current, profiles } = await readProfiles(config.configDir);
  const name = chosen ?? current;
  const profile = name === null ? undefined : profiles[name];
  if (name !== null && profile !== undefined) return { name, profile };
  throw new WheelhouseError('NOT_FOUND', name === null ? 'nobody is signed in here' : `no profile ${name}`);
}

async function revokeOr(
  { output }: CommandContext,
  wish: { readonly url: string; readonly key: StoredKey; readonly isLocal: boolean },
): Promise<void> {
  const { url, key, isLocal } = wish;
  try {
    await revoke(url, key);
  } catch (error) {
    if (!isLocal) throw error;
    output.note(`the key for ${key.workspace?.slug ?? url} was not revoked: do it in the console`);
  }
}

/** Ends a key that signing in made. One that is over already is as good. */
async function revoke(url: string, { apiKey, keyId }: StoredKey): Promise<void> {
  if (keyId === null) return;
  try {
    await createApiClient({ url, apiKey }).delete(`/keys/${keyId}`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
  }
}
