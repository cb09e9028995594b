#!/usr/bin/env node
// Runs the built command line; inside the repository, where nothing is built, the sources.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'bin.js');
if (existsSync(built)) await import(built);
else {
  const args = [
    '--conditions=@wheelhouse/source',
    '--import',
    'tsx',
    join(root, 'src', 'bin.ts'),
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
