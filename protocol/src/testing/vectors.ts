import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryRoot } from './source-files.ts';

/**
 * Reads a file of test vectors that others published. They are not part of this repository: `VECTORS_DIR` names their
 * folder, by default `../shared/vectors` beside the repository.
 * @returns `data` null where the file is missing; the caller then skips with `why`
 */
export function findVectors(name: string): { readonly data: unknown; readonly why: string } {
  const folder = resolve(repositoryRoot, process.env['VECTORS_DIR'] ?? '../shared/vectors');
  const path = join(folder, name);
  if (!existsSync(path)) return { data: null, why: `no ${name} in VECTORS_DIR (${folder})` };
  return { data: JSON.parse(readFileSync(path, 'utf8')) as unknown, why: '' };
}
