import { existsSync, realpathSync } from 'node:fs';
import { markerVariable } from './process-spec.ts';
import type { ProcessSpec } from './process-spec.ts';
import { listKernelMounts, listNodePaths, listSystemMounts } from './system-paths.ts';

/** What this machine's bubblewrap can do. */
export interface BwrapFeatures {
  /** A user namespace of its own in which no further one can be made (0.8.0): needs user namespaces, for root too. */
  readonly userNamespace: boolean;
  /** `--size` for tmpfs (0.6.0). */
  readonly tmpfsSize: boolean;
}

/** A tmpfs is memory: no more of it than this for each of /tmp, /var/tmp and /dev/shm. */
const tmpfsMaxBytes = 256 * 1024 * 1024;

/**
 * The arguments that bubblewrap reads from a file descriptor, so that neither environment nor paths are on anybody's
 * command line. Inside: system folders read-only, an own /tmp, /proc and minimal /dev, the spec's folders at the same
 * paths as outside, nothing else.
 */
export function buildBwrapArguments(spec: ProcessSpec, features: BwrapFeatures, marker: string): string[] {
  const tmpfs = (path: string): string[] => [
    ...(features.tmpfsSize ? ['--size', String(tmpfsMaxBytes)] : []),
    '--tmpfs',
    path,
  ];
  return [
    ...namespaceArguments(spec, features),
    ...listSystemMounts().flatMap((mount) =>
      mount.kind === 'link' ? ['--symlink', mount.target, mount.path] : ['--ro-bind', mount.path, mount.path],
    ),
    '--proc',
    '/proc',
    ...listKernelMounts().flatMap((path) => ['--ro-bind', path, path]),
    '--dev',
    '/dev',
    ...['/tmp', '/var/tmp', '/run', '/dev/shm'].flatMap(tmpfs),
    ...folderArguments(spec),
    '--remount-ro',
    '/',
    '--chdir',
    spec.workDir,
    '--clearenv',
    ...Object.entries({ ...spec.env, [markerVariable]: marker }).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
}

function namespaceArguments(spec: ProcessSpec, features: BwrapFeatures): string[] {
  return [
    ...(features.userNamespace ? ['--unshare-user', '--disable-userns'] : []),
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...(spec.network === 'none' ? ['--unshare-net'] : []),
    '--die-with-parent',
    // Without a session of its own it could push input into our terminal (TIOCSTI).
    '--new-session',
    '--cap-drop',
    'ALL',
  ];
}

/** Outer folders before what lies in them, so that no mount hides another; a writable one wins over a readable one. */
function folderArguments(spec: ProcessSpec): string[] {
  const modes = new Map<string, '--ro-bind' | '--bind'>();
  for (const path of [...listNodePaths(process.execPath), ...spec.readOnlyPaths]) modes.set(path, '--ro-bind');
  for (const path of [spec.workDir, spec.homeDir, ...(spec.writablePaths ?? [])]) modes.set(path, '--bind');
  return [...modes]
    .filter(([path, mode]) => mode === '--bind' || !isSystemPath(path))
    .sort(([a], [b]) => a.split('/').length - b.split('/').length)
    .flatMap(([path, mode]) => [mode, existsSync(path) ? realpathSync(path) : path, path]);
}

/** Already there, and read-only: nothing can be mounted below it. */
function isSystemPath(path: string): boolean {
  return path === '/usr' || path.startsWith('/usr/');
}
