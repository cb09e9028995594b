import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files that name the unsafe calls in order to take them away, or to look for them. */
const mayName = new Set([
  'prisma/src/database/lease.ts',
  'prisma/src/hub/open-hub-db.ts',
  'prisma/src/spoke/contexts.ts',
  'prisma/src/spoke/open-spoke-db.test.ts',
  'prisma/src/repository-rules.test.ts',
]);

/** Ways to hand Prisma SQL as text. `$queryRaw` with a template literal sends values apart from the text. */
const unsafe = /\$(query|execute)RawUnsafe|Prisma\.raw\(|\$(query|execute)Raw\(/;

async function sources(): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mts', '*.mjs', '*.js', '*.tsx'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: root });
  return stdout.split('\n').filter((path) => path !== '');
}

describe('TEN-11: no SQL is put together from text', () => {
  test('no source of the repository calls a raw query with a string', async () => {
    const found: string[] = [];
    for (const path of await sources()) {
      const text = await readFile(`${root}/${path}`, 'utf8').catch(() => ''); // Listed, but deleted in this work tree.
      if (!mayName.has(path) && unsafe.test(text)) found.push(path);
    }
    expect(found).toEqual([]);
  });

  test.each(['db.$queryRawUnsafe(sql)', 'tx.$executeRawUnsafe(`x`)', 'Prisma.raw(name)', 'tx.$queryRaw(sql)'])(
    '%s would be found',
    (call) => expect(unsafe.test(call)).toBe(true),
  );

  test.each(['tx.$queryRaw`SELECT 1`', 'tx.$queryRaw<Row[]>`SELECT 1`'])('%s is fine', (call) =>
    expect(unsafe.test(call)).toBe(false),
  );
});

describe('TEN-12: one version of Prisma', () => {
  const version = '7.10.0';

  test.each(['dependencies', 'devDependencies'])('%s name it exactly', async (kind) => {
    const manifest = JSON.parse(await readFile(`${root}/prisma/package.json`, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const versions = Object.entries(manifest[kind] ?? {}).filter(([name]) => /^(@prisma\/.*|prisma)$/.test(name));
    expect(versions.length).toBeGreaterThan(0);
    for (const [name, wanted] of versions) expect(`${name} ${wanted}`).toBe(`${name} ${version}`);
  });

  test.each(['prisma/package.json', '@prisma/client/package.json', '@prisma/adapter-pg/package.json'])(
    '%s is that version',
    async (path) => {
      const { version: installed } = JSON.parse(await readFile(`${root}/prisma/node_modules/${path}`, 'utf8')) as {
        version: string;
      };
      expect(installed).toBe(version);
    },
  );

  test('no other version of what runs is in the lockfile', async () => {
    const lockfile = await readFile(`${root}/pnpm-lock.yaml`, 'utf8');
    const runtime =
      /^ {2}'?(@prisma\/(?:client|adapter-pg|driver-adapter-utils|client-runtime-utils)|prisma)@([^'(:]+)/gm;
    const versions = new Set([...lockfile.matchAll(runtime)].map((match) => `${match[1]} ${match[2]}`));
    expect(versions.size).toBeGreaterThanOrEqual(5);
    expect([...versions].filter((each) => !each.endsWith(` ${version}`))).toEqual([]);
  });
});
