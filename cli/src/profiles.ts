import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const StoredKey = z.object({
  /** Null for a service account's key: it has no way to ask where it is. */
  workspace: z.object({ id: z.string(), slug: z.string(), name: z.string(), organizationId: z.string() }).nullable(),
  apiKey: z.string(),
  /** Null for a key that was given: signing out does not revoke it. */
  keyId: z.string().nullable(),
});
export type StoredKey = z.infer<typeof StoredKey>;

const Profile = z.object({
  url: z.url(),
  /** Null where a key was given. */
  email: z.string().nullable(),
  /** Where commands act that name no workspace. */
  workspaceId: z.string().nullable(),
  /** A key is of one workspace: one for each that was entered. */
  keys: z.array(StoredKey),
});
export type Profile = z.infer<typeof Profile>;

/** `profiles.json`: where a person is signed in. It holds keys, so it is 0600 in a folder of 0700. */
const Profiles = z.object({
  version: z.literal(1),
  current: z.string().nullable(),
  profiles: z.record(z.string(), Profile),
});
export type Profiles = z.infer<typeof Profiles>;

const fileOf = (configDir: string): string => join(configDir, 'profiles.json');

/** Nothing where nobody signed in yet. */
export async function readProfiles(configDir: string): Promise<Profiles> {
  try {
    return Profiles.parse(JSON.parse(await readFile(fileOf(configDir), 'utf8')));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) return { version: 1, current: null, profiles: {} };
    throw new Error(`${fileOf(configDir)} cannot be read; remove it and sign in again`, { cause: error });
  }
}

/** Changes the file in one step, readable by its owner only. */
export async function changeProfiles(configDir: string, change: (profiles: Profiles) => Profiles): Promise<void> {
  await mkdir(configDir, { recursive: true, mode: 0o700 });
  await chmod(configDir, 0o700);
  const next = Profiles.parse(change(await readProfiles(configDir)));
  const temporary = `${fileOf(configDir)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, fileOf(configDir));
}

/** Puts a profile in its place. */
export function putProfile(configDir: string, name: string, profile: Profile): Promise<void> {
  return changeProfiles(configDir, (file) => ({ ...file, profiles: { ...file.profiles, [name]: profile } }));
}

/** A key in the place of the one for the same workspace. */
export function withKey(profile: Profile, key: StoredKey): Profile {
  const others = profile.keys.filter(({ workspace }) => workspace?.id !== key.workspace?.id);
  return { ...profile, keys: [...others, key] };
}

/** The key for the workspace where commands act that name none. */
export function currentKey(profile: Profile): StoredKey | null {
  return profile.keys.find(({ workspace }) => (workspace?.id ?? null) === profile.workspaceId) ?? null;
}

/** Keys for a workspace by its id or slug; a slug may be that of several organizations' workspaces. */
export function keysFor(profile: Profile, name: string): StoredKey[] {
  return profile.keys.filter(({ workspace }) => workspace?.id === name || workspace?.slug === name);
}
