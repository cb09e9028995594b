import { availableParallelism } from 'node:os';
import { hash, verify, type Algorithm, type Options } from '@node-rs/argon2';
import { WheelhouseError } from '@wheelhouse/protocol';
import { openGate, type Gate } from './gate.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
export const hashParameters = { memoryKib: 19_456, passes: 2, lanes: 1 } as const;

/** Of a password as typed, in UTF-8 bytes. More would only feed the hash. */
export const passwordMaxBytes = 1_024;

export interface PasswordHasherOptions {
  /** Hashes at one time. Default: one less than there are processors, at most 4, so that other work goes on. */
  readonly concurrency?: number;
  /** How many may wait for their turn before more are turned away. Default 32. */
  readonly maxWaiting?: number;
}

/** Hashes and checks passwords, never more than so many at once. */
export interface PasswordHasher {
  /**
   * The PHC string to store.
   * @throws WheelhouseError RATE_LIMITED at once where too many wait already
   */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the stored one. Without a stored hash it takes as long and says no, so that a duration does
   * not tell whether there is an account.
   * @throws WheelhouseError RATE_LIMITED at once where too many wait already
   */
  check(stored: string | null, password: string): Promise<PasswordCheck>;
  /** The most hashes that were ever at work at once. */
  readonly peak: number;
}

export interface PasswordCheck {
  readonly ok: boolean;
  /** The hash was made with other parameters than today's: store a new one, now that the password is at hand. */
  readonly outdated: boolean;
}

const argonOptions: Options = {
  // Argon2id. The enum is ambient and const: its value cannot be named under isolatedModules.
  algorithm: 2 as Algorithm.Argon2id,
  memoryCost: hashParameters.memoryKib,
  timeCost: hashParameters.passes,
  parallelism: hashParameters.lanes,
};

/** Opens a hasher with its own bound; a process needs one. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const gate: Gate = openGate({
    concurrency: options.concurrency ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    maxWaiting: options.maxWaiting ?? 32,
  });
  let decoy: Promise<string> | undefined;
  const makeHash = (password: string): Promise<string> => gate.run(() => hash(password, argonOptions));
  return {
    hash: async (password) => makeHash(checkLength(password)),
    async check(stored, password) {
      if (Buffer.byteLength(password) > passwordMaxBytes) return { ok: false, outdated: false };
      decoy ??= hash('no account has this password', argonOptions);
      const against = stored ?? (await decoy);
      const matches = await gate.run(() => verify(against, password).catch(() => false));
      const ok = matches && stored !== null;
      return { ok, outdated: ok && isOutdated(against) };
    },
    get peak() {
      return gate.peak;
    },
  };
}

/** Whether a stored hash is weaker than, or simply other than, what is made today. */
export function isOutdated(stored: string): boolean {
  const { memoryKib, passes, lanes } = hashParameters;
  return !stored.startsWith(`$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$`);
}

function checkLength(password: string): string {
  if (Buffer.byteLength(password) <= passwordMaxBytes) return password;
  throw new WheelhouseError('INVALID', `a password has at most ${passwordMaxBytes} bytes`);
}
