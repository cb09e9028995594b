import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The folders a process needs to see to import packages: the packages, what they depend on, and the links by which
 * node finds them. Absolute real paths (links excepted), without duplicates.
 * @param names packages as `from` would import them
 * @param from absolute path of the importing file
 * @throws Error naming a package that is not installed
 */
export function moduleFolders(names: readonly string[], from: string): string[] {
  const folders = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string, importer: string, optional: boolean): void => {
    const link = findLink(name, importer);
    if (link === null) {
      if (optional) return;
      throw new Error(`the package ${name} is not installed beside ${importer}`);
    }
    const real = realpathSync(link);
    // A folder of links, as pnpm makes them: seen whole, its relative links resolve as they do outside.
    if (real !== link) folders.add(dirname(link));
    folders.add(visibleFolder(real));
    if (seen.has(real)) return;
    seen.add(real);
    const manifest = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8')) as Manifest;
    for (const dependency of Object.keys(manifest.dependencies ?? {}))
      visit(dependency, join(real, 'package.json'), false);
    for (const dependency of Object.keys(manifest.optionalDependencies ?? {}))
      visit(dependency, join(real, 'package.json'), true);
  };
  for (const name of names) visit(name, from, false);
  return [...folders].filter(
    (folder) => ![...folders].some((other) => other !== folder && folder.startsWith(other + sep)),
  );
}

/** In a pnpm store the package's own `node_modules`, with the links to its dependencies; elsewhere the package. */
function visibleFolder(real: string): string {
  const marker = `${sep}node_modules${sep}`;
  const store = real.indexOf(`${sep}.pnpm${sep}`);
  const inside = store === -1 ? -1 : real.indexOf(marker, store);
  return inside === -1 ? real : real.slice(0, inside + marker.length - 1);
}

/** Real folder of a package as `importer` would find it; null when it is not installed. */
export function findPackage(name: string, importer: string): string | null {
  const link = findLink(name, importer);
  return link === null ? null : realpathSync(link);
}

function findLink(name: string, importer: string): string | null {
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return null;
  }
}
