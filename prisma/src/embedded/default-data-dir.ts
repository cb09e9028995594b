import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isReachable } from './server-user.ts';
import { findServerUser } from './server-user.ts';

/**
 * Where a project keeps its data: `.data` inside it; but as root with the project below a folder that the database's
 * unprivileged user cannot enter (root's home), a folder under /var/lib, one per project.
 */
export async function defaultDataDir(projectDir: string): Promise<string> {
  const real = await realpath(projectDir);
  const user = await findServerUser();
  if (user === undefined || (await isReachable(real, user))) return join(real, '.data');
  return join('/var/lib/wheelhouse', createHash('sha256').update(real).digest('hex').slice(0, 12));
}
