import { WheelhouseError } from '@wheelhouse/protocol';
import type { Command } from 'commander';
import { createApiClient, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { findEndpoints, type Endpoints } from '../endpoints.ts';
import { createOutput, type Output } from '../output.ts';
import { currentKey, keysFor, readProfiles, type Profile, type StoredKey } from '../profiles.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** What a command works with. */
export interface CommandContext {
  readonly config: CliConfig;
  readonly output: Output;
  readonly terminal: Terminal;
  /** The profile that `--profile` or `WHEELHOUSE_PROFILE` names. */
  readonly chosen: string | undefined;
  /**
   * The API of a spoke: of the chosen profile, of `WHEELHOUSE_URL`, of `endpoints.json` (`--spoke` names one), of the
   * current profile; the first there is. A profile has a key for each workspace that was entered.
   */
  spoke(name?: string, workspace?: string): Promise<ApiClient>;
  hub(): Promise<ApiClient>;
  /** The profile that {@link spoke} takes; null where it takes something else. */
  profile(): Promise<NamedProfile | null>;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly output?: 'table' | 'json';
  readonly profile?: string;
}

const hint = 'start `npm run demo`, sign in with `wheelhouse login`, or set WHEELHOUSE_URL and WHEELHOUSE_API_KEY';

export function openContext(command: Command, config: CliConfig): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  const format = options.json === true || options.output === 'json' ? 'json' : 'table';
  const output = createOutput(
    format,
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(`${text}\n`),
  );
  const terminal = openTerminal(config.streams ?? { input: process.stdin, questions: process.stderr });
  const chosen = options.profile ?? config.profile;
  const configured = (): ApiClient | null =>
    config.url === undefined || config.apiKey === undefined
      ? null
      : createApiClient({ url: config.url, apiKey: config.apiKey });
  const profile = async (): Promise<NamedProfile | null> => {
    if (chosen !== undefined) return { name: chosen, profile: await getProfile(config, chosen) };
    if (configured() !== null || (await findEndpoints(config.dataDir)) !== null) return null;
    const { current } = await readProfiles(config.configDir);
    return current === null ? null : { name: current, profile: await getProfile(config, current) };
  };
  return {
    config,
    output,
    terminal,
    chosen,
    profile,
    async spoke(name, workspace) {
      const named = await profile();
      if (named === null) return configured() ?? createApiClient(spokeOf(await findEndpoints(config.dataDir), name));
      if (name !== undefined) throw new WheelhouseError('INVALID', `${named.name} is of one spoke: leave --spoke out`);
      const { apiKey } = keyOf(named, workspace);
      return createApiClient({ url: named.profile.url, apiKey });
    },
    async hub() {
      if (options.profile !== undefined)
        throw new WheelhouseError('INVALID', 'a profile is of a spoke, not of the hub');
      const direct = configured();
      if (direct !== null) return direct;
      const endpoints = await findEndpoints(config.dataDir);
      if (endpoints === null) throw new WheelhouseError('UNAVAILABLE', `no hub runs here: ${hint}`);
      return createApiClient(endpoints.hub);
    },
  };
}

async function getProfile(config: CliConfig, name: string): Promise<Profile> {
  const profile = (await readProfiles(config.configDir)).profiles[name];
  if (profile === undefined) throw new WheelhouseError('NOT_FOUND', `no profile ${name}: see wheelhouse profile list`);
  return profile;
}

function spokeOf(endpoints: Endpoints | null, name: string | undefined): Endpoints['spokes'][number] {
  if (endpoints === null) throw new WheelhouseError('UNAVAILABLE', `nothing runs here: ${hint}`);
  const { spokes } = endpoints;
  const found = name === undefined ? spokes[0] : spokes.find((spoke) => spoke.name === name);
  if (found !== undefined) return found;
  const there = spokes.map((spoke) => spoke.name).join(', ');
  throw new WheelhouseError('NOT_FOUND', `no spoke ${name ?? ''} here; there are ${there}`);
}

/** @throws WheelhouseError NOT_FOUND where the profile holds no key for it, INVALID where a slug means several */
function keyOf({ name, profile }: NamedProfile, workspace: string | undefined): StoredKey {
  const found = workspace === undefined ? [currentKey(profile)] : keysFor(profile, workspace);
  const [key] = found;
  if (found.length > 1) throw new WheelhouseError('INVALID', `${workspace ?? ''} means several workspaces: give an id`);
  if (key !== undefined && key !== null) return key;
  const what = workspace === undefined ? 'no workspace is chosen' : `there is no key for ${workspace}`;
  const remedy = `wheelhouse workspace switch ${workspace ?? '<workspace>'} --profile ${name}`;
  throw new WheelhouseError('NOT_FOUND', `${what} in profile ${name}: ${remedy}`);
}
