import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

/** The server's superuser; its password is in `<dataDir>/admin-password`. */
export const adminUser = 'wheelhouse_admin';

/** Files of one embedded server. */
export interface ServerFiles {
  readonly dataDir: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly ownerFile: string;
}

export function filesIn(dataDir: string): ServerFiles {
  return {
    dataDir,
    cluster: join(dataDir, 'cluster'),
    passwordFile: join(dataDir, 'admin-password'),
    ownerFile: join(dataDir, 'owner.json'),
  };
}

/**
 * Makes the cluster where there is none. A run that was cut off leaves no password file, so its remains are removed.
 * @returns the superuser's password
 * @throws Error where the cluster is of another major version
 */
export async function initialise(
  files: ServerFiles,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<string> {
  const known = await readFile(files.passwordFile, 'utf8').catch(() => undefined);
  if (known !== undefined) {
    await assertVersion(files, binaries);
    return known;
  }
  await rm(files.cluster, { recursive: true, force: true });
  await mkdir(files.cluster, { recursive: true, mode: 0o700 });
  if (user !== undefined) await chown(files.cluster, user.uid, user.gid);
  const password = randomBytes(24).toString('base64url');
  await runInitdb({ files, binaries, user, password });
  await writeFile(files.passwordFile, password, { mode: 0o600 });
  return password;
}

async function runInitdb(input: {
  files: ServerFiles;
  binaries: PostgresBinaries;
  user: ServerUser | undefined;
  password: string;
}): Promise<void> {
  const { files, binaries, user, password } = input;
  // initdb cannot read it from a pipe under Node, and the server's user cannot read our files.
  const handover = join(files.dataDir, `initdb-password-${randomBytes(6).toString('hex')}`);
  await writeFile(handover, password, { mode: 0o600, flag: 'wx' });
  if (user !== undefined) await chown(handover, user.uid, user.gid);
  // Said explicitly: with LANG unset initdb chooses SQL_ASCII.
  const locale = binaries.majorVersion >= 17 ? ['--locale-provider=builtin', '--locale=C.UTF-8'] : ['--locale=C.UTF-8'];
  const args = [
    '-D',
    files.cluster,
    '-U',
    adminUser,
    '--auth=scram-sha-256',
    `--pwfile=${handover}`,
    '--encoding=UTF8',
  ];
  try {
    await promisify(execFile)(join(binaries.binDir, 'initdb'), [...args, ...locale], {
      cwd: files.dataDir,
      env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
      ...(user && { uid: user.uid, gid: user.gid }),
    });
  } catch (error) {
    const detail = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new Error(`initdb failed in ${files.cluster}: ${detail}`, { cause: error });
  } finally {
    await rm(handover, { force: true });
  }
}

async function assertVersion(files: ServerFiles, binaries: PostgresBinaries): Promise<void> {
  const version = (await readFile(join(files.cluster, 'PG_VERSION'), 'utf8')).trim();
  if (version !== String(binaries.majorVersion)) {
    throw new Error(
      `${files.cluster} was made by PostgreSQL ${version}, but ${binaries.majorVersion} is here: install ${version}, or dump and restore`,
    );
  }
}
