import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What every program expects of the file system: programs, libraries, and the part of /etc that holds no secret. */
const systemFolders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/**
 * Deny by default: what is not named does not exist in the sandbox. /etc/shadow, keys (/etc/ssl/private, /etc/ssh) and
 * the configuration of services stay out, also for a root that would own them.
 */
const etcEntries = [
  'alternatives',
  'bash.bashrc',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'fonts',
  'gai.conf',
  'gitconfig',
  'group',
  'host.conf',
  'hostname',
  'hosts',
  'inputrc',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'passwd',
  'pki/ca-trust',
  'pki/tls/certs',
  'profile',
  'protocols',
  'resolv.conf',
  'services',
  'shells',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
];

/** Kernel settings that belong to root by file mode alone: dropping capabilities does not protect them. */
const kernelFiles = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs', 'acpi', 'scsi', 'mtrr', 'driver', 'tty'];

export type SystemMount =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** The system as the sandbox shows it, read-only. Only what exists here. */
export function listSystemMounts(): SystemMount[] {
  const mounts: SystemMount[] = [{ kind: 'folder', path: '/usr' }];
  for (const path of systemFolders) {
    if (!existsSync(path)) continue;
    mounts.push(
      lstatSync(path).isSymbolicLink() ? { kind: 'link', path, target: readlinkSync(path) } : { kind: 'folder', path },
    );
  }
  for (const name of etcEntries) {
    const path = join('/etc', name);
    if (existsSync(path)) mounts.push({ kind: 'folder', path });
  }
  return mounts;
}

/** Entries of /proc that must be read-only: bubblewrap's own cover misses those a root process may write (measured). */
export function listKernelMounts(): string[] {
  return kernelFiles.map((name) => join('/proc', name)).filter((path) => existsSync(path));
}

/**
 * What node itself needs: the program, and its npm where it is laid out as `<prefix>/bin/node`. Not the whole prefix,
 * which may be somebody's home.
 */
export function listNodePaths(execPath: string): string[] {
  const folder = dirname(execPath);
  const prefix = dirname(folder);
  const modules = join(prefix, 'lib', 'node_modules');
  if (basename(folder) !== 'bin' || !existsSync(join(modules, 'npm'))) return [execPath];
  return [folder, modules];
}
