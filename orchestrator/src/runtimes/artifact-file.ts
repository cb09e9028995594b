import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readlink, realpath, rm, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { WheelhouseError } from '@wheelhouse/protocol';

export interface ArtifactFileOptions {
  /** Absolute path the agent offered. */
  readonly path: string;
  /** Folder of the run that it must really lie in, e.g. its HOME. */
  readonly inside: string;
  /** Absolute path of the copy; must not exist. */
  readonly keepAt: string;
  readonly maxBytes: number;
  /** The content is returned as well where it is not larger and is UTF-8 text. */
  readonly inlineMaxBytes: number;
}

export interface KeptArtifact {
  readonly bytes: number;
  /** Lower-case hex, of the bytes that were kept. */
  readonly sha256: string;
  /** Null where it is too large or no text. */
  readonly inline: string | null;
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Copies a file out of an agent's reach and says what was copied. The agent may still be running and change things
 * under our hands: everything is checked on the opened file, never on its name.
 * @throws WheelhouseError INVALID for a link, a special file, a hard link or a place outside; TOO_LARGE; nothing is kept then
 */
export async function keepArtifact(options: ArtifactFileOptions): Promise<KeptArtifact> {
  const source = await openOffered(options.path);
  try {
    await checkPlace(source, options);
    const target = await open(options.keepAt, 'wx', 0o600);
    try {
      return await copy(source, target, options);
    } catch (error) {
      await rm(options.keepAt, { force: true });
      throw error;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function openOffered(path: string): Promise<FileHandle> {
  try {
    // Non-blocking: opening a named pipe would wait for ever.
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ELOOP' ? 'it is a symbolic link' : code === 'ENOENT' ? 'it does not exist' : 'it cannot be opened';
    throw new WheelhouseError('INVALID', `the artifact is refused: ${why}`, { cause: error });
  }
}

async function checkPlace(file: FileHandle, { path, inside, maxBytes }: ArtifactFileOptions): Promise<void> {
  const stat = await file.stat();
  const refuse = (why: string): never => {
    throw new WheelhouseError('INVALID', `the artifact is refused: ${why}`);
  };
  if (!stat.isFile()) refuse('it is not a regular file');
  // A second name may be one outside the run's folders, and can change what we read.
  if (stat.nlink !== 1) refuse('it has more than one name');
  const root = await realpath(inside);
  const place = await placeOf(file, path);
  if (!place.startsWith(root + sep)) refuse('it lies outside the folders of its run');
  if (stat.size > maxBytes) throw tooLarge(maxBytes);
}

/** Where the opened file really is: the kernel knows on Linux, elsewhere its name is resolved. */
async function placeOf(file: FileHandle, path: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${file.fd}`);
  } catch {
    return realpath(path);
  }
}

async function copy(
  source: FileHandle,
  target: FileHandle,
  { maxBytes, inlineMaxBytes }: ArtifactFileOptions,
): Promise<KeptArtifact> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(64 * 1024);
  const head: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    // It may have grown since it was looked at.
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    const part = buffer.subarray(0, bytesRead);
    hash.update(part);
    await target.writeFile(part);
    if (bytes <= inlineMaxBytes) head.push(Buffer.from(part));
  }
  return { bytes, sha256: hash.digest('hex'), inline: bytes <= inlineMaxBytes ? textOf(Buffer.concat(head)) : null };
}

/** The bytes as text, null where they are none that a database column can hold. */
function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function tooLarge(maxBytes: number): WheelhouseError {
  return new WheelhouseError('TOO_LARGE', `the artifact is larger than ${maxBytes} bytes`);
}
