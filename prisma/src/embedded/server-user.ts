import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The account the server runs as when we are root: PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Finds the account for the server: none is needed unless we are root.
 * @throws Error where we are root and the machine knows neither `postgres` nor `nobody`
 */
export async function findServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const account = accounts.find(([name]) => name === wanted);
    if (account !== undefined) return { name: wanted, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error('cannot run PostgreSQL as root: /etc/passwd has neither a postgres nor a nobody account');
}

/** True where `user` may enter `folder` and every folder above it. */
export async function isReachable(folder: string, user: ServerUser): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const facts = await stat(current);
    const bit = facts.uid === user.uid ? 0o100 : facts.gid === user.gid ? 0o010 : 0o001;
    if ((facts.mode & bit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
