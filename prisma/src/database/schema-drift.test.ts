import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, dropTestDatabase } from '../testing/index.ts';
import { readSchema } from '../testing/read-schema.ts';

const typeNames: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Boolean: 'bool',
  DateTime: 'timestamptz',
  Json: 'jsonb',
  Bytes: 'bytea',
};

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly optional: boolean;
}

const order = (columns: Column[]): string[] =>
  columns.map(({ table, column, type, optional }) => `${table}.${column} ${type}${optional ? '?' : ''}`).sort();

describe.each(['spoke', 'hub'] as const)('the %s schema', (target) => {
  test('has the tables, columns, types, keys and unique indexes that its migrations make', async () => {
    const database = await createTestDatabase(target);
    const client = new pg.Client({ connectionString: database.databaseOwnerUrl });
    await client.connect();
    try {
      const models = await readSchema(target);
      const { rows } = await client.query<Column>(`
        SELECT table_name AS table, column_name AS column, udt_name AS type, is_nullable = 'YES' AS optional
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`);
      const modelled = models.flatMap((model) =>
        model.fields.map((field): Column => {
          const type = field.uuid ? 'uuid' : (typeNames[field.type] ?? field.type);
          return {
            table: model.table,
            column: field.column,
            type: field.list ? `_${type}` : type,
            optional: field.optional,
          };
        }),
      );
      expect(order(modelled)).toEqual(order(rows));

      const indexes = await client.query<{ name: string }>(`
        SELECT c.relname || ' ' || array_to_string(array_agg(a.attname ORDER BY position.n), ',') AS name
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS position(attribute, n)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = position.attribute
        -- Prisma's schema cannot say NULLS NOT DISTINCT, so those are not compared.
        WHERE i.indisunique AND NOT i.indnullsnotdistinct AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
        GROUP BY i.indexrelid, c.relname`);
      const uniques = models.flatMap((model) =>
        [model.key, ...model.uniques].map((fields) => {
          const columns = fields.map((name) => model.fields.find((field) => field.name === name)?.column);
          return `${model.table} ${columns.join(',')}`;
        }),
      );
      expect(uniques.sort()).toEqual(indexes.rows.map((row) => row.name).sort());
    } finally {
      await client.end();
      await dropTestDatabase(database);
    }
  });
});
