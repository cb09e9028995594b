// Everything that can be said about the code without running it. Stages run side by side; each prints only when it fails.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A tool's script by its manifest: packages that hide their package.json still have it on disk. */
function binOf(name, bin = name) {
  const folder = join(root, 'node_modules', name);
  const entry = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  return join(folder, typeof entry === 'string' ? entry : entry[bin]);
}

const stages = [
  [
    'types',
    binOf('typescript', 'tsc'),
    ['-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', 'node_modules/.wheelhouse/check.tsbuildinfo'],
  ],
  ['types of the console', binOf('typescript', 'tsc'), ['-p', 'web/tsconfig.json']],
  // Their functions that run in a page know the page's names, which no server's source may.
  ['types of the tests', binOf('typescript', 'tsc'), ['-p', 'tests/tsconfig.json']],
  ['lint', binOf('oxlint'), ['--type-aware', '--deny-warnings', '--quiet']],
  ['format', binOf('prettier'), ['--check', '--cache', '--log-level', 'warn', '.']],
  [
    'layers',
    binOf('dependency-cruiser', 'depcruise'),
    [
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err',
      'protocol/src',
      'prisma/src',
      'server/src',
      'identity/src',
      'orchestrator/src',
      'spoke/src',
      'hub/src',
      'client/src',
      'cli/src',
      'web/src',
      'tests/src',
    ],
  ],
  ['dead code', binOf('knip'), ['--no-progress']],
];

function run([name, script, args]) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const held = [];
    child.stdout.on('data', (chunk) => held.push(chunk));
    child.stderr.on('data', (chunk) => held.push(chunk));
    child.once('error', (error) => resolve({ name, ok: false, text: error.message, ms: Date.now() - startedAt }));
    child.once('close', (code) =>
      resolve({ name, ok: code === 0, text: Buffer.concat(held).toString(), ms: Date.now() - startedAt }),
    );
  });
}

const results = [];
const waiting = [...stages];
async function worker() {
  for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
    const result = await run(stage);
    results.push(result);
    console.log(`check ${result.name}: ${result.ok ? 'ok' : 'FAILED'} (${(result.ms / 1000).toFixed(1)} s)`);
    if (!result.ok) console.log(result.text);
  }
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
const failed = results.filter((result) => !result.ok).length;
console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;
