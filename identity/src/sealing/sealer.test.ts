import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeMatches, createOneTimeCode, macOfCode } from '../codes/one-time-code.ts';
import { createRingKey, keyIdOf, loadOrCreateKeyRing, saveKeyRing, withNewKey, withoutSpentKeys } from './key-ring.ts';
import { createLiveSealer } from './live-sealer.ts';
import { createSealer } from './sealer.ts';

const now = Date.UTC(2026, 0, 1);
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wh-ring-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('a sealed value opens under its own context only, and no altered byte passes', () => {
  const sealer = createSealer({ keys: [createRingKey(now)] });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (plain, place) => {
      const sealed = sealer.seal(plain, 'a');
      expect(sealer.open(sealed, 'a')).toEqual(plain);
      expect(() => sealer.open(sealed, 'b')).toThrow(/does not open/);
      const altered = new Uint8Array(sealed);
      const at = place % altered.length;
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => sealer.open(altered, 'a')).toThrow(/sealed value|key of a sealed/);
    }),
    { numRuns: 50 },
  );
});

test('a new key seals, the old one still opens, and after re-sealing it can go', () => {
  const ring = { keys: [createRingKey(now)] } as const;
  const before = createSealer(ring).seal(Buffer.from('secret'), 'x');
  const mac = createSealer(ring).mac('code', '123456');
  const rotated = withNewKey(ring, now);
  const sealer = createSealer(rotated);
  expect(sealer.isOutdated(before)).toBe(true);
  expect(sealer.checkMac('code', '123456', mac)).toBe(true);
  const after = sealer.seal(sealer.open(before, 'x'), 'x');
  expect(sealer.isOutdated(after)).toBe(false);
  const last = createSealer(withoutSpentKeys(rotated, new Set(), now + 8 * 86_400_000));
  expect(Buffer.from(last.open(after, 'x')).toString()).toBe('secret');
  expect(() => last.open(before, 'x')).toThrow(/not in the ring/);
  expect(last.checkMac('code', '123456', mac)).toBe(false);
});

test('a code counts for its own request alone', () => {
  const sealer = createSealer({ keys: [createRingKey(now)] });
  const code = createOneTimeCode();
  expect(code).toMatch(/^\d{6}$/);
  const mac = macOfCode(sealer, 'one', code);
  expect(codeMatches(sealer, 'one', { code, mac })).toBe(true);
  expect(codeMatches(sealer, 'two', { code, mac })).toBe(false);
  expect(createSealer({ keys: [createRingKey(now)] }).checkMac('code:one', code, mac)).toBe(false);
});

test('the ring is made once, for its owner alone, also by several processes at once', async () => {
  const path = join(dir, 'deep', 'secrets.key');
  const rings = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateKeyRing(path, now)));
  expect(new Set(rings.map((ring) => ring.keys[0].id)).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await saveKeyRing(path, withNewKey(await loadOrCreateKeyRing(path, now), now));
  expect((await loadOrCreateKeyRing(path, now)).keys).toHaveLength(2);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a ring that others may read, or that is damaged, is refused without quoting it', async () => {
  const path = join(dir, 'secrets.key');
  const { keys } = await loadOrCreateKeyRing(path, now);
  await chmod(path, 0o644);
  await expect(loadOrCreateKeyRing(path, now)).rejects.toThrow(/others may read/);
  await chmod(path, 0o600);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"v": 1', '"v": 2'));
  const failure = await loadOrCreateKeyRing(path, now).catch((error: Error) => error.message);
  expect(failure).toMatch(/damaged/);
  expect(failure).not.toContain(keys[0].key);
});

test('a key goes only when it is neither the newest, nor in use, nor lately superseded', () => {
  const day = 86_400_000;
  const first = { keys: [createRingKey(now)] } as const;
  const ring = withNewKey(withNewKey(first, now + day), now + 2 * day);
  const ids = ring.keys.map(({ id }) => id);
  const left = (inUse: string[], at: number): string[] =>
    withoutSpentKeys(ring, new Set(inUse), at).keys.map(({ id }) => id);
  expect(left([], now + 8 * day)).toEqual(ids);
  expect(left([], now + 9 * day)).toEqual(ids.slice(0, 2));
  expect(left([], now + 100 * day)).toEqual(ids.slice(0, 1));
  expect(left([ids[2] ?? ''], now + 100 * day)).toEqual([ids[0], ids[2]]);
  expect(keyIdOf(createSealer(ring).seal(new Uint8Array(), 'x'))).toBe(ids[0]);
});

test('whoever holds a live sealer seals with the new key from the exchange on', () => {
  const live = createLiveSealer({ keys: [createRingKey(now)] });
  const { sealer } = live;
  const before = sealer.seal(Buffer.from('x'), 'c');
  live.use(withNewKey(live.ring, now));
  expect(sealer.isOutdated(before)).toBe(true);
  expect(Buffer.from(sealer.open(before, 'c')).toString()).toBe('x');
  expect(sealer.isOutdated(sealer.seal(Buffer.from('x'), 'c'))).toBe(false);
  expect(sealer.signingKeys).toHaveLength(2);
});
