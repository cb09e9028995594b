import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

const skipped = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/** Paths, relative to the repository root, of every source file in it, for checks over the whole code base. */
export function listSourceFiles(folder = ''): string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : listSourceFiles(path);
    return /\.(ts|tsx|mts|mjs|js|cjs)$/.test(entry.name) ? [path] : [];
  });
}
