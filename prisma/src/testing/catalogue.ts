import type pg from 'pg';

/**
 * Tables without policies, each with the reason. A table that is neither here nor protected is a fault.
 */
export const unprotectedTables: Readonly<Record<string, string>> = {
  _prisma_migrations: 'bookkeeping of migrations; the runtime role has no rights on it',
  workspace_directory: 'finds the organization and system principal of a workspace; ids only',
  api_key_directory: 'finds the workspace of a presented key; ids only',
  peers: 'other instances',
  intake: 'dedup ledger over all workspaces; bytes of receipts',
  outbox: 'ids of work to do',
  link_outbox: 'ids of messages to send',
  link_state: 'where the link stands',
  link_up: 'where the direction to the hub stands',
  issued: 'finds the workspace of a returning receipt; ids only',
  held_grants: 'grants that other instances gave this instance',
  orchestrators: 'processes of this instance',
  open_runs: 'ids and states for sweeps over all workspaces',
  security_events: 'refusals that belong to no workspace',
  organization_directory: 'finds the system principal of an organization; ids only',
  user_directory: 'finds the person of an e-mail address before anybody has signed in',
  session_directory: 'finds the person of a presented session; digests and ids',
  identity_directory: 'finds the person of an OpenID Connect subject',
  login_codes: 'codes sent by mail, keyed digests; of unknown addresses too',
  one_time_links: 'digests of links that work once',
  oidc_flows: 'sign-ins under way; sealed',
  mail_messages: 'delivery log of mail; recipients and texts are sealed',
  rate_windows: 'counters of request limits',
  audit_links: 'hash chains over audit logs; digests only',
  audit_checkpoints: 'signed heads of audit chains',
  audit_pending: 'ids of audit rows that no chain has taken up yet',
  instance_audit_log: 'what belongs to no workspace and no organization',
};

interface TableFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  /** Policies for the runtime role with both halves. */
  readonly whole: number;
  /** Policies for anybody but the runtime role and the owner. */
  readonly stray: number;
}

/** Names every table of `public` that is neither protected as it must be nor on the list. */
export async function findUnprotectedTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<TableFacts>(`
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL
        AND p.polwithcheck IS NOT NULL AND p.polroles = ARRAY['wheelhouse_app'::regrole::oid]) AS whole,
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid
        AND NOT p.polroles <@ ARRAY['wheelhouse_app'::regrole::oid, c.relowner]) AS stray
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`);
  return rows
    .filter((table) => !(table.name in unprotectedTables))
    .filter((table) => !table.enabled || !table.forced || table.whole === 0 || table.stray > 0)
    .map((table) => table.name);
}

/** Names every reference between two protected tables that does not carry the tenant's column on both sides. */
export async function findPlainForeignKeys(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    WITH keys AS (
      SELECT k.conname AS name, child.relname AS child, parent.relname AS parent,
        (SELECT array_agg(a.attname::text || '=' || b.attname::text)
          FROM unnest(k.conkey, k.confkey) AS pair(c, p)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.c
          JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.p) AS pairs
      FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
      WHERE k.contype = 'f' AND child.relrowsecurity AND parent.relrowsecurity
        AND child.relnamespace = 'public'::regnamespace
    )
    SELECT name FROM keys WHERE NOT pairs && ARRAY['workspace_id=workspace_id', 'organization_id=organization_id',
      -- The parent is the tenant itself.
      CASE parent WHEN 'workspaces' THEN 'workspace_id=id' WHEN 'organizations' THEN 'organization_id=id' END,
      -- A person's own tables, which have no workspace.
      CASE WHEN parent = 'users' AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = child::regclass AND p.polname = 'self')
        THEN 'user_id=id' END]`);
  return rows.map((row) => row.name);
}

/** Indexes that lead from a principal to its workspaces, for the policies named "mine". */
const crossTenantIndexes: readonly string[] = ['workspace_principals_principal_id_idx'];

/** Names every index of a table with workspace_id that does not begin with it. */
export async function findIndexesWithoutTenant(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute tenant ON tenant.attrelid = c.oid AND tenant.attname = 'workspace_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND i.indkey[0] <> tenant.attnum`);
  return rows.map((row) => row.name).filter((name) => !crossTenantIndexes.includes(name));
}

/** Names what lets a query go around policies: views, materialised views, functions that run as their owner. */
export async function findWaysAround(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT 'view ' || c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
      AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
    UNION ALL
    SELECT 'materialised view ' || c.relname FROM pg_class c WHERE c.relkind = 'm'
      AND has_table_privilege('wheelhouse_app', c.oid, 'SELECT')
    UNION ALL
    SELECT 'function ' || p.proname FROM pg_proc p WHERE p.prosecdef
      AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      AND (NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%pg_temp')
        OR EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) WHERE grantee = 0))`);
  return rows.map((row) => row.name);
}
