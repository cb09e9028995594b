import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toHex } from '@wheelhouse/protocol';
import { z } from 'zod';

const RingKey = z.strictObject({
  /** Eight hex digits; leads every sealed value, so that its key is found. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  /** 32 bytes, base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  createdAt: z.number().int(),
});
export type RingKey = z.infer<typeof RingKey>;

const KeyRingFile = z.strictObject({
  v: z.literal(1),
  /** Newest first: the first seals, all of them open. */
  keys: z.array(RingKey).min(1),
});

/** Keys of one instance, newest first: the first seals, every one opens. */
export interface KeyRing {
  readonly keys: readonly [RingKey, ...RingKey[]];
}

/** A key made of 32 random bytes. */
export function createRingKey(now: number): RingKey {
  return { id: randomBytes(4).toString('hex'), key: randomBytes(32).toString('base64url'), createdAt: now };
}

/** The same ring with a new key in front: what is sealed from now on uses it. */
export function withNewKey(ring: KeyRing, now: number): KeyRing {
  return { keys: [createRingKey(now), ...ring.keys] };
}

/** How long a key stays after the next one came: links and codes that it signed have run out by then. */
export const supersededKeptMs = 8 * 86_400_000;

/**
 * The ring without keys that nothing needs any more: not the newest, not in use, and superseded for long enough.
 * @param inUse ids of keys that stored values still name; see {@link keyIdOf}
 */
export function withoutSpentKeys(ring: KeyRing, inUse: ReadonlySet<string>, now: number): KeyRing {
  const [newest, ...older] = ring.keys;
  const kept = older.filter(({ id }, index) => {
    // Newest first: the key before this one in the list is the one that superseded it.
    const supersededAt = ring.keys[index]?.createdAt ?? now;
    return inUse.has(id) || now - supersededAt < supersededKeptMs;
  });
  return { keys: [newest, ...kept] };
}

/** Id of the key that made a sealed value or a mac: its first four bytes. */
export function keyIdOf(value: Uint8Array): string {
  return toHex(value.subarray(0, 4));
}

/**
 * Reads the ring of a file, or makes both at the first start.
 * @throws Error where the file is damaged or others may read it: losing or leaking it loses every sealed value
 */
export async function loadOrCreateKeyRing(path: string, now: number): Promise<KeyRing> {
  const known = await findKeyRing(path);
  if (known !== null) return known;
  const ring: KeyRing = { keys: [createRingKey(now)] };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = await writeBeside(path, ring);
  try {
    // Fails where the file is there by now: of two processes that start at once, one's ring is both's.
    await link(beside, path);
    return ring;
  } catch (error) {
    const winner = await findKeyRing(path);
    if (winner === null) throw error;
    return winner;
  } finally {
    await unlink(beside);
  }
}

/** Writes a ring in place of the file's, whole or not at all. */
export async function saveKeyRing(path: string, ring: KeyRing): Promise<void> {
  const beside = await writeBeside(path, ring);
  try {
    await rename(beside, path);
  } catch (error) {
    await unlink(beside);
    throw error;
  }
}

async function findKeyRing(path: string): Promise<KeyRing | null> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw new Error(`others may read the secrets key file ${path}: chmod 600 it`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const parsed = KeyRingFile.safeParse(readJson(text));
  const [first, ...rest] = parsed.success ? parsed.data.keys : [];
  // The parse error would quote the keys.
  if (first === undefined) throw new Error(`the secrets key file ${path} is damaged`);
  return { keys: [first, ...rest] };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writeBeside(path: string, ring: KeyRing): Promise<string> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ v: 1, keys: ring.keys }, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}
