import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEndpoints, writeEndpoints } from './endpoints.ts';

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url));
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-cli-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function wheelhouse(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@wheelhouse/source', '--import', 'tsx', bin, ...args], {
      env: { PATH: process.env['PATH'], WH_DATA_DIR: dataDir, XDG_CONFIG_HOME: dataDir, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

test('a word that is no command is a usage error', async () => {
  const { code, err } = await wheelhouse(['fly']);
  expect(code).toBe(2);
  expect(err).toMatch(/unknown command 'fly'/);
});

test('without anything running, a command says how to get something running', async () => {
  const { code, err } = await wheelhouse(['ps']);
  expect(code).toBe(6);
  expect(err).toMatch(/npm run demo/);
});

test('--print-config shows every setting and masks secrets; every problem is named at once', async () => {
  const good = { DATABASE_URL: 'postgresql://app:hunter2@127.0.0.1/db' };
  const shown = await wheelhouse(['hub', '--print-config', '--json'], good);
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.out)).toMatchObject({ DATABASE_URL: '***', WH_PORT: 7700 });
  expect(shown.out).not.toContain('hunter2');
  const refused = await wheelhouse(['spoke', '--print-config'], { WH_PORT: 'x' });
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/DATABASE_URL[\s\S]*WH_PORT|WH_PORT[\s\S]*DATABASE_URL/);
});

test('doctor proves what contains agents on this machine', async () => {
  const { code, out } = await wheelhouse(['doctor', '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(out) as Record<string, string>;
  expect(['namespace', 'cgroup', 'tree']).toContain(report['containment']);
  expect(['sandboxed', 'open']).toContain(report['filesystem']);
});

test('endpoints.json is readable by its owner only, and a damaged one is said to be damaged', async () => {
  const hub = { url: 'http://127.0.0.1:1', apiKey: 'k', databaseUrl: 'd', databaseOwnerUrl: 'o', pid: 1 };
  await writeEndpoints(dataDir, { version: 1, hub, spokes: [] });
  expect((await stat(join(dataDir, 'endpoints.json'))).mode & 0o777).toBe(0o600);
  expect(await findEndpoints(dataDir)).toMatchObject({ hub });
  await writeFile(join(dataDir, 'endpoints.json'), '{');
  await expect(findEndpoints(dataDir)).rejects.toThrow(/--reset/);
});
