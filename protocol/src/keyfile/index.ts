import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
  buildKeyset,
  decodeBase64Url,
  encodeBase64Url,
  equalBytes,
  fingerprintOf,
  generateSeed,
  InstanceId,
  newId,
  openKeyset,
  parseStrictJson,
  randomBytes,
  shortCode,
  signerFromSeed,
  signKeyset,
  type KeyUse,
  type Signer,
} from '../index.ts';

/** An instance's own keys. Seeds never leave the signers. */
export interface Identity {
  readonly instanceId: InstanceId;
  readonly name: string;
  readonly identity: Signer;
  readonly link: Signer;
  readonly command: Signer;
  readonly grant: Signer;
  /** The keyset document (envelope text) that vouches for the operational keys. */
  readonly keyset: string;
  /** Of the identity key: 64 hex digits. */
  readonly fingerprint: string;
  /** The code to compare with the owner of another fingerprint. */
  shortCodeWith(otherFingerprint: string): string;
}

const text43 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');
const KeyPair = z.strictObject({ seed: text43, publicKey: text43 });
const IdentityFile = z.strictObject({
  version: z.literal(1),
  instanceId: InstanceId,
  name: z.string().min(1).max(128),
  keys: z.strictObject({ identity: KeyPair, link: KeyPair, command: KeyPair, grant: KeyPair }),
  keyset: z.string(),
});
type IdentityFile = z.infer<typeof IdentityFile>;

const fileOf = new WeakMap<Identity, IdentityFile>();
const uses = ['identity', 'link', 'command', 'grant'] as const satisfies readonly KeyUse[];

/** Makes fresh keys and the first keyset. Nothing is written; see {@link saveIdentity}. */
export function createIdentity(options: { readonly name: string; readonly now: number }): Identity {
  const pair = (): z.infer<typeof KeyPair> => {
    const seed = generateSeed();
    return { seed: encodeBase64Url(seed), publicKey: encodeBase64Url(signerFromSeed(seed).publicKey) };
  };
  const keys = { identity: pair(), link: pair(), command: pair(), grant: pair() };
  const instanceId = InstanceId.parse(newId(options.now));
  const signers = signersOf(keys);
  const body = buildKeyset({ instance: instanceId, name: options.name, ...signers, now: options.now });
  const keyset = signKeyset(body, signers.identity);
  return identityOf({ version: 1, instanceId, name: options.name, keys, keyset }, signers);
}

function signersOf(keys: IdentityFile['keys']): Record<KeyUse, Signer> {
  const signerOf = (use: KeyUse): Signer => {
    const signer = signerFromSeed(decodeBase64Url(keys[use].seed));
    // Signing with one key under another's name would leak the seed (double public key oracle).
    if (!equalBytes(signer.publicKey, decodeBase64Url(keys[use].publicKey))) {
      throw new Error(`the ${use} key's public half does not belong to its seed; restore the file from a backup`);
    }
    return signer;
  };
  return {
    identity: signerOf('identity'),
    link: signerOf('link'),
    command: signerOf('command'),
    grant: signerOf('grant'),
  };
}

function identityOf(file: IdentityFile, signers: Record<KeyUse, Signer>): Identity {
  const fingerprint = fingerprintOf(signers.identity.publicKey);
  const identity: Identity = {
    instanceId: file.instanceId,
    name: file.name,
    ...signers,
    keyset: file.keyset,
    fingerprint,
    shortCodeWith: (other) => shortCode(fingerprint, other),
  };
  fileOf.set(identity, file);
  return identity;
}

/**
 * Reads an identity file and proves that it belongs together: each public half to its seed, the keyset to the keys.
 * @throws Error naming what does not fit; no signature was made by then
 */
export async function loadIdentity(path: string): Promise<Identity> {
  const parsed = IdentityFile.safeParse(parseStrictJson(await readFile(path)));
  if (!parsed.success) throw new Error(`${path} is not an identity file`, { cause: parsed.error });
  const file = parsed.data;
  const signers = signersOf(file.keys);
  const fingerprint = fingerprintOf(signers.identity.publicKey);
  const keyset = openKeyset(file.keyset, { instance: file.instanceId, identityFingerprint: fingerprint });
  for (const use of uses) {
    if (use === 'identity') continue;
    if (!keyset.keys.some((key) => key.use === use && key.keyid === signers[use].keyid)) {
      throw new Error(`${path}: the keyset does not name the ${use} key`);
    }
  }
  return identityOf(file, signers);
}

/** Writes beside `path`, to disk, readable by the owner only; returns the temporary file's path. */
async function writeBeside(path: string, identity: Identity): Promise<string> {
  const file = fileOf.get(identity);
  if (file === undefined) throw new TypeError('this identity was not made here');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${encodeBase64Url(randomBytes(9))}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/** Writes the file in one step, readable by its owner only (0600). */
export async function saveIdentity(path: string, identity: Identity): Promise<void> {
  await rename(await writeBeside(path, identity), path);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The file's identity, or a fresh one that was written to it. Where several processes ask at once, one file wins. */
export async function loadOrCreateIdentity(
  path: string,
  options: { readonly name: string; readonly now: number },
): Promise<Identity> {
  try {
    return await loadIdentity(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const temporary = await writeBeside(path, createIdentity(options));
  try {
    // Unlike a rename, a link never replaces what another process wrote in between.
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return loadIdentity(path);
}
