import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, dropTestDatabase, type TestDatabase } from '../testing/index.ts';
import { decideMigrations } from './decide-migrations.ts';
import { migrate } from './migrate.ts';
import { checksumMatches, checksumOf, readMigrations, type MigrationFile } from './migration-files.ts';

const file = (name: string, sql: string): MigrationFile => ({ name, sql, checksum: checksumOf(sql) });
const one = file('20250101000000_one', 'CREATE TABLE one (id int);\nCREATE TABLE two (id int);\n');
const bad = file('20250102000000_bad', 'CREATE TABLE three (id int); SELECT 1 / 0;');

let database: TestDatabase;
let owner: pg.Client;

/** A database whose own migrations are forgotten, so that a test can apply its own. */
beforeEach(async () => {
  database = await createTestDatabase('hub');
  owner = new pg.Client({ connectionString: database.databaseOwnerUrl });
  await owner.connect();
  await owner.query('DROP TABLE _prisma_migrations');
});
afterEach(async () => {
  await owner.end();
  await dropTestDatabase(database);
});

const run = (migrations: readonly MigrationFile[]) =>
  migrate({ ownerUrl: database.databaseOwnerUrl, target: 'hub', migrations });
const rowsOf = async (columns: string): Promise<unknown[]> =>
  (await owner.query(`SELECT ${columns} FROM _prisma_migrations ORDER BY started_at`)).rows;
const exists = async (table: string): Promise<boolean> =>
  (await owner.query(`SELECT to_regclass($1) IS NOT NULL AS yes`, [table])).rows[0].yes as boolean;

describe('applying', () => {
  test('the rows are those that Prisma’s own engine writes', async () => {
    expect(await run([one])).toEqual({ applied: [one.name] });
    const columns = `migration_name, checksum, logs, rolled_back_at, applied_steps_count, length(id) AS id_length,
      finished_at >= started_at AS finished`;
    expect(await rowsOf(columns)).toEqual([
      {
        migration_name: one.name,
        checksum: one.checksum,
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
        id_length: 36,
        finished: true,
      },
    ]);
    const { rows } = await owner.query(`SELECT string_agg(column_name || ' ' || udt_name ||
      coalesce(character_maximum_length::text, '') || ' ' || is_nullable, ', ' ORDER BY ordinal_position) AS columns
      FROM information_schema.columns WHERE table_name = '_prisma_migrations'`);
    expect(rows[0].columns).toBe(
      'id varchar36 NO, checksum varchar64 NO, finished_at timestamptz YES, migration_name varchar255 NO, logs text YES, ' +
        'rolled_back_at timestamptz YES, started_at timestamptz NO, applied_steps_count int4 NO',
    );
  });

  test('a second run applies nothing, a new file only itself', async () => {
    await run([one]);
    expect(await run([one])).toEqual({ applied: [] });
    const next = file('20250103000000_next', 'CREATE TABLE next (id int)');
    expect(await run([one, next])).toEqual({ applied: [next.name] });
  });

  test('runners that start together apply each migration once', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => run([one])));
    expect(results.flatMap((result) => result.applied)).toEqual([one.name]);
    expect(await rowsOf('migration_name')).toHaveLength(1);
  });

  test('migrations that a newer release applied are left alone', async () => {
    await run([one, file('20250109000000_newer', 'CREATE TABLE newer (id int)')]);
    expect(await run([one])).toEqual({ applied: [] });
  });
});

describe('a failed migration', () => {
  test('leaves none of its statements, its reason in the log, and is refused the next time', async () => {
    await expect(run([one, bad])).rejects.toThrow(/20250102000000_bad failed: division by zero/);
    expect(await exists('three')).toBe(false);
    expect(await rowsOf('migration_name, logs, finished_at IS NOT NULL AS finished, applied_steps_count')).toEqual([
      { migration_name: one.name, logs: null, finished: true, applied_steps_count: 1 },
      { migration_name: bad.name, logs: 'division by zero', finished: false, applied_steps_count: 0 },
    ]);
    const repaired = file(bad.name, 'CREATE TABLE three (id int)');
    await expect(run([one, repaired])).rejects.toThrow(/failed before \(division by zero\).*resolve --rolled-back/);
    expect(await exists('three')).toBe(false);
  });

  test('runs again once somebody marked it as rolled back', async () => {
    await expect(run([one, bad])).rejects.toThrow(/division by zero/);
    await owner.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL');
    expect(await run([one, file(bad.name, 'CREATE TABLE three (id int)')])).toEqual({ applied: [bad.name] });
  });
});

describe('deciding', () => {
  test('a file that was changed after it was applied is refused by name', async () => {
    await run([one]);
    await expect(run([file(one.name, `${one.sql}-- more`)])).rejects.toThrow(/one was changed after it was applied/);
  });

  test.each([
    ['as it is', one.sql],
    ['with CRLF', one.sql.replaceAll('\n', '\r\n')],
  ])('another line ending is no change: %s', (_name, sql) => {
    expect(checksumMatches(sql, one.checksum)).toBe(true);
    const applied = [{ name: one.name, checksum: checksumOf(sql), finished: true, logs: null }];
    expect(decideMigrations([one], applied)).toEqual({ kind: 'apply', pending: [] });
  });

  test.each(['spoke', 'hub'] as const)('the %s migrations are read oldest first', async (target) => {
    const files = await readMigrations(target);
    expect(files.length).toBeGreaterThan(0);
    expect(files.map((each) => each.name)).toEqual(files.map((each) => each.name).sort());
  });
});
