import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyset } from '../index.ts';
import { createIdentity, loadIdentity, loadOrCreateIdentity, saveIdentity, type Identity } from './index.ts';

let folder = '';
let path = '';
const now = 1_767_225_600_000;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-keyfile-'));
  path = join(folder, 'inner', 'identity.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Stored {
  instanceId: string;
  keys: Record<'identity' | 'link' | 'command' | 'grant', { seed: string; publicKey: string }>;
  keyset: string;
}
/** Saves an identity, lets `damage` change the file, and returns the original. */
async function storedWith(damage: (file: Stored, other: Identity) => void): Promise<Identity> {
  const identity = createIdentity({ name: 'north', now });
  await saveIdentity(path, identity);
  const file = JSON.parse(await readFile(path, 'utf8')) as Stored;
  damage(file, createIdentity({ name: 'other', now }));
  await writeFile(path, JSON.stringify(file));
  return identity;
}

test('what was saved is loaded: the same keys, which sign the same', async () => {
  const made = createIdentity({ name: 'north', now });
  await saveIdentity(path, made);
  const loaded = await loadIdentity(path);
  expect(loaded).toMatchObject({ instanceId: made.instanceId, name: 'north', fingerprint: made.fingerprint });
  for (const use of ['identity', 'link', 'command', 'grant'] as const) {
    expect(loaded[use].sign(new Uint8Array([1]))).toEqual(made[use].sign(new Uint8Array([1])));
  }
  expect(openKeyset(loaded.keyset, { identityFingerprint: made.fingerprint }).keys).toHaveLength(3);
});

test('PRC-11: the file is readable by its owner only, and nothing else is left beside it', async () => {
  await loadOrCreateIdentity(path, { name: 'north', now });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await saveIdentity(path, createIdentity({ name: 'north', now }));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'inner'))).toEqual(['identity.json']);
});

test('several that ask at once get one and the same identity', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateIdentity(path, { name: 'north', now })));
  expect(new Set(all.map((identity) => identity.fingerprint)).size).toBe(1);
  expect((await loadOrCreateIdentity(path, { name: 'ignored', now })).fingerprint).toBe(all[0]?.fingerprint);
});

test('SIG-08: a swapped public half is refused by name, for each key', async () => {
  for (const use of ['identity', 'link', 'command', 'grant'] as const) {
    await storedWith((file) => {
      file.keys[use].publicKey = file.keys[use === 'link' ? 'grant' : 'link'].publicKey;
    });
    await expect(loadIdentity(path)).rejects.toThrow(`the ${use} key's public half does not belong to its seed`);
    await expect(loadOrCreateIdentity(path, { name: 'north', now })).rejects.toThrow(/public half/);
  }
});

test('SIG-08: a key that its keyset does not name is refused', async () => {
  await storedWith((file) => {
    [file.keys.link, file.keys.command] = [file.keys.command, file.keys.link];
  });
  await expect(loadIdentity(path)).rejects.toThrow('the keyset does not name the link key');
});

test('a keyset of another identity, or another instance’s, is refused', async () => {
  await storedWith((file, other) => (file.keyset = other.keyset));
  await expect(loadIdentity(path)).rejects.toThrow('the identity key is not the pinned one');
  await storedWith((file, other) => (file.instanceId = other.instanceId));
  await expect(loadIdentity(path)).rejects.toThrow('the keyset is another');
});

test('a broken file is refused without showing what is in it', async () => {
  await storedWith(() => undefined);
  const text = await readFile(path, 'utf8');
  const seed = (JSON.parse(text) as Stored).keys.identity.seed;
  await writeFile(path, text.replace('{"version"', '{"versi\u0001on"'));
  const error: unknown = await loadIdentity(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(String((error as Error).stack)).not.toContain(seed);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(seed);
});
