import pg from 'pg';

/** Reads what everything of a tenant looks like, past every policy. */
export interface Digests {
  /** A digest of each table's rows of a workspace, its organization or a person, by table. */
  of(tenant: { readonly workspaceId: string; readonly organizationId: string; readonly id: string }): Promise<object>;
  close(): Promise<void>;
}

/** What work in the background writes, whoever calls. */
const background = ['audit_pending', 'audit_links', 'audit_checkpoints', 'rate_windows'];
const scopes = ['workspace_id', 'organization_id', 'user_id'] as const;

export async function openDigests(adminUrl: string): Promise<Digests> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rows: columns } = await admin.query<{ name: string; scopes: string[] }>(
    `SELECT table_name AS name, array_agg(column_name::text) AS scopes FROM information_schema.columns
     WHERE table_schema = 'public' AND (column_name = ANY($1) OR (table_name = ANY($2) AND column_name = 'id'))
       AND table_name <> ALL($3) GROUP BY table_name ORDER BY table_name`,
    [scopes, ['workspaces', 'organizations', 'users'], background],
  );
  // Whatever names the tenant in one of these columns is the tenant's.
  const sql = columns
    .map(({ name, scopes: found }) => {
      const where = found.map((column) => `t.${column}::text = ANY($1)`).join(' OR ');
      return `SELECT '${name}' AS name, count(*)::int AS rows,
        md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS digest FROM ${name} t WHERE ${where}`;
    })
    .join(' UNION ALL ');
  return {
    async of({ workspaceId, organizationId, id }) {
      const { rows } = await admin.query<{ name: string; rows: number; digest: string }>(sql, [
        [workspaceId, organizationId, id],
      ]);
      return Object.fromEntries(rows.map(({ name, rows: count, digest }) => [name, `${count} ${digest}`]));
    },
    close: () => admin.end(),
  };
}
