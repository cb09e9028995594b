import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPackage, moduleFolders } from './module-folders.ts';

/** How to start a program of ours, and what a sandbox must show for it. */
export interface NodeCommand {
  readonly argv: readonly string[];
  /** Variables of the loader; empty for a built script. */
  readonly env: Readonly<Record<string, string>>;
  readonly readOnlyPaths: readonly string[];
}

/**
 * The command that runs a script of this package with node: built where a built one lies there, from source otherwise.
 * Sees only the script's own folder, its package's manifest, and the packages named.
 * @param script absolute real path without its extension
 * @param packages what it imports, by name
 * @throws Error naming what is not installed
 */
export function nodeCommand(script: string, packages: readonly string[]): NodeCommand {
  const own = [dirname(script), manifestOf(script), ...moduleFolders(packages, script)];
  if (existsSync(`${script}.js`)) return { argv: [process.execPath, `${script}.js`], env: {}, readOnlyPaths: own };
  const tsx = findPackage('tsx', script);
  if (tsx === null) throw new Error(`${script}.js is not built, and tsx is not installed to run its source`);
  const loader = pathToFileURL(join(tsx, 'dist', 'loader.mjs')).href;
  return {
    argv: [process.execPath, '--import', loader, `${script}.ts`],
    // Without it the loader would take the compiler options of whatever repository the agent works on.
    env: { TSX_TSCONFIG_PATH: '/dev/null' },
    readOnlyPaths: [...new Set([...own, ...moduleFolders(['tsx'], script)])],
  };
}

/** The nearest manifest: it tells node that the files are ES modules. */
function manifestOf(script: string): string {
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return manifest;
    if (dirname(folder) === folder) throw new Error(`${script} belongs to no package`);
  }
}
