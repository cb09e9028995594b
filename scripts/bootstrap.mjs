// The two commands on a machine that has only Node: `demo` and `test` (and `check`). Plain JavaScript without a
// dependency, because nothing is installed yet when it starts.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];
const pnpmVersion = '10.34.9';

function say(text) {
  process.stderr.write(`wheelhouse: ${text}\n`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  say(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}. See https://nodejs.org`);
  process.exit(2);
}

/** npm hands its own settings down as npm_* variables; pnpm would read them as its own. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || /proxy$/i.test(name)),
  );
}

const environment = cleanEnvironment();
const children = new Set();

function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit', ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      say(error.message);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function endChildren(signal) {
  for (const child of children) child.kill(signal);
}

/** npm's SIGTERM reaches only its shell, so a vanished parent is the one sign that we shall stop. */
function stopWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) endChildren('SIGTERM');
  }, 500).unref();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => endChildren(signal));
}

function stampOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isFresh(name, stamp) {
  const file = join(root, 'node_modules', '.wheelhouse', name);
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

function writeStamp(name, stamp) {
  const folder = join(root, 'node_modules', '.wheelhouse');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), stamp);
}

/** Runs a step with its output held back unless it fails; says how long it took. */
async function step(what, command, args) {
  const startedAt = Date.now();
  say(`${what} …`);
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const held = [];
  child.stdout.on('data', (chunk) => held.push(chunk));
  child.stderr.on('data', (chunk) => held.push(chunk));
  const progress = setInterval(() => say(`${what}: ${Math.round((Date.now() - startedAt) / 1000)} s`), 10_000);
  const code = await ended(child);
  clearInterval(progress);
  if (code === 0) return say(`${what}: done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  process.stderr.write(Buffer.concat(held));
  say(`${what}: failed (exit code ${code})`);
  process.exit(1);
}

/** npx from the npm beside this Node; `--prefer-offline` saves a minute where the registry is out of reach. */
function pnpm(args) {
  const besideNode = join(
    dirname(realpathSync(process.execPath)),
    '..',
    'lib',
    'node_modules',
    'npm',
    'bin',
    'npx-cli.js',
  );
  const npx = process.env.npm_execpath?.replace(/npm-cli\.js$/, 'npx-cli.js');
  const cli = [npx, besideNode].find((file) => file !== undefined && file.endsWith('npx-cli.js') && existsSync(file));
  const tail = ['--yes', '--prefer-offline', `pnpm@${pnpmVersion}`, ...args];
  return cli === undefined ? ['npx', tail] : [process.execPath, [cli, ...tail]];
}

async function install() {
  const manifests = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'];
  const stamp = stampOf(manifests);
  if (isFresh('install', stamp)) return;
  await step('installing dependencies', ...pnpm(['install', '--frozen-lockfile', '--prefer-offline']));
  writeStamp('install', stamp);
}

/** The script looks for itself whether the clients are fresh. */
async function generate() {
  const generated = join(root, 'prisma', 'src', 'generated', 'hub', '.stamp');
  const script = join(root, 'prisma', 'scripts', 'generate.mjs');
  if (!existsSync(generated)) return step('generating the database clients', process.execPath, [script]);
  await import(script);
}

/** Sources of the pages, by their paths. */
function consoleSources() {
  const below = (folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const own = ['package.json', 'vite.config.ts', 'spoke.html', 'hub.html'].map((name) => join('web', name));
  return [
    ...own,
    'pnpm-lock.yaml',
    ...below('web/src'),
    ...below('web/public'),
    ...below('client/src'),
    ...below('protocol/src'),
  ].sort();
}

async function buildConsole() {
  const stamp = stampOf(consoleSources());
  if (isFresh('console', stamp) && existsSync(join(root, 'web', 'dist', 'spoke.html'))) return;
  const vite = join(root, 'web', 'node_modules', 'vite', 'bin', 'vite.js');
  await step('building the console', process.execPath, [vite, 'build', join(root, 'web'), '--logLevel', 'warn']);
  writeStamp('console', stamp);
}

const fromSource = ['--conditions=@wheelhouse/source', '--import', 'tsx'];
const verbs = {
  demo: [...fromSource, 'cli/src/bin.ts', 'demo'],
  wheelhouse: [...fromSource, 'cli/src/bin.ts'],
  test: ['scripts/test.mjs'],
  check: ['scripts/check.mjs'],
};

checkNode();
const [verb, ...rest] = process.argv.slice(2);
const target = verbs[verb];
if (target === undefined) {
  say(`unknown command ${verb ?? ''}; one of ${Object.keys(verbs).join(', ')}`);
  process.exit(2);
}
stopWithParent();
await install();
await generate();
if (verb === 'demo' || verb === 'test') await buildConsole();
process.exitCode = await ended(start(process.execPath, [...target, ...rest]));
