import { lstat, mkdir } from 'node:fs/promises';

/**
 * Makes the folder; refuses one that is a link or somebody else's, since keys are written into it.
 * @throws Error naming what is wrong with the folder
 */
export async function openDataDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  const found = await lstat(path);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder`);
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) throw new Error(`${path} belongs to another user`);
}
