import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

test('AUTH-03: a stored hash is argon2id with at least 19 MiB and two passes', async () => {
  const stored = await createPasswordHasher().hash('correct horse');
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(stored) ?? [];
  expect(Number(memory)).toBeGreaterThanOrEqual(19_456);
  expect(Number(passes)).toBeGreaterThanOrEqual(2);
});

test('AUTH-03: a hash with older parameters still holds, and is called outdated', async () => {
  const hasher = createPasswordHasher();
  const old = await hash('correct horse', { memoryCost: 4096, timeCost: 1, parallelism: 1 });
  expect(await hasher.check(old, 'correct horse')).toEqual({ ok: true, outdated: true });
  expect(await hasher.check(old, 'wrong')).toEqual({ ok: false, outdated: false });
  expect(await hasher.check(await hasher.hash('correct horse'), 'correct horse')).toEqual({
    ok: true,
    outdated: false,
  });
});

test('without a stored hash every password is wrong', async () => {
  const hasher = createPasswordHasher();
  expect(await hasher.check(null, 'no account has this password')).toEqual({ ok: false, outdated: false });
  expect((await hasher.check('damaged', 'x')).ok).toBe(false);
});

test('AUTH-01: at most so many hashes run at once, so many wait, and the rest is turned away at once', async () => {
  const hasher = createPasswordHasher({ concurrency: 2, maxWaiting: 3 });
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => hasher.check(null, 'guess')));
  const refused = answers.filter((answer) => answer.status === 'rejected');
  expect(refused).toHaveLength(15);
  for (const answer of refused) expect(answer.reason).toMatchObject({ code: 'RATE_LIMITED' });
  expect(hasher.peak).toBe(2);
  expect((await hasher.check(null, 'later')).ok).toBe(false);
});

test('an over-long password is refused before it costs a hash', async () => {
  const hasher = createPasswordHasher();
  await expect(hasher.hash('ä'.repeat(600))).rejects.toMatchObject({ code: 'INVALID' });
  expect((await hasher.check(null, 'ä'.repeat(600))).ok).toBe(false);
  expect(hasher.peak).toBe(0);
});
