import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { dirname, isAbsolute } from 'node:path';
import { WheelhouseError } from '@wheelhouse/protocol';

/** Linux keeps 108 bytes for the path of a socket, the last of them zero; node would cut a longer one off silently. */
const pathMaxBytes = 107;

/**
 * Listens on a unix socket that only this user can reach: mode 0600 in a folder of mode 0700, which is made where there
 * is none. A socket that nobody removed is replaced.
 * @throws WheelhouseError INVALID for a path that cannot be one, or a folder that others may enter
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  if (!isAbsolute(path) || path.includes('\0')) throw new WheelhouseError('INVALID', 'a socket needs an absolute path');
  if (bytes > pathMaxBytes)
    throw new WheelhouseError(
      'INVALID',
      `the path of a socket may have ${pathMaxBytes} bytes, and ${path} has ${bytes}: choose a shorter folder`,
    );
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode } = await lstat(folder);
  if ((mode & 0o077) !== 0) throw new WheelhouseError('INVALID', `others may enter ${folder}: it needs mode 0700`);
  const there = await lstat(path).catch(() => null);
  if (there !== null && !there.isSocket()) throw new WheelhouseError('INVALID', `${path} exists and is no socket`);
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  await chmod(path, 0o600);
}
