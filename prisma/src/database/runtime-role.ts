import { WheelhouseError } from '@wheelhouse/protocol';
import type pg from 'pg';

interface RoleFacts {
  readonly role: string;
  readonly session_role: string;
  readonly superuser: string | null;
  readonly bypassrls: string | null;
  readonly owner: string | null;
  readonly truncates: string | null;
  readonly in_app_group: boolean;
}

/**
 * Asks the server who it takes us for. Roles that the login could switch to (`SET ROLE`) count as held: what a role
 * may become, a bug may become.
 */
const roleFacts = `
  WITH held AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolbypassrls FROM pg_roles r
    WHERE r.rolname = session_user OR r.rolname = current_user OR pg_has_role(session_user, r.oid, 'MEMBER')
  ), tables AS (
    SELECT c.oid, c.relname, c.relowner FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  )
  SELECT current_user AS role, session_user AS session_role,
    (SELECT min(rolname) FROM held WHERE rolsuper) AS superuser,
    (SELECT min(rolname) FROM held WHERE rolbypassrls) AS bypassrls,
    (SELECT min(t.relname) FROM tables t JOIN held h ON h.oid = t.relowner) AS owner,
    (SELECT min(t.relname) FROM tables t WHERE has_table_privilege(t.oid, 'TRUNCATE')) AS truncates,
    EXISTS (SELECT 1 FROM held WHERE rolname = 'wheelhouse_app') AS in_app_group`;

/**
 * Refuses a connection whose role row-level security would not bind, or that is not the runtime role.
 * @throws WheelhouseError PRECONDITION naming every reason
 */
export async function assertRuntimeRole(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<RoleFacts>(roleFacts);
  const facts = rows[0];
  const reasons = facts === undefined ? ['the server does not say which role this is'] : reasonsAgainst(facts);
  if (reasons.length === 0) return;
  throw new WheelhouseError(
    'PRECONDITION',
    `DATABASE_URL must name a runtime role (a member of wheelhouse_app), but ${reasons.join('; ')}`,
    { details: { reasons } },
  );
}

function reasonsAgainst(facts: RoleFacts): string[] {
  const by = (role: string): string => (role === facts.session_role ? 'it' : `it may become ${role}, which`);
  const reasons: string[] = [];
  if (facts.superuser !== null) reasons.push(`${by(facts.superuser)} is a superuser`);
  if (facts.bypassrls !== null) reasons.push(`${by(facts.bypassrls)} has BYPASSRLS`);
  if (facts.owner !== null) reasons.push(`it is, or may become, the owner of tables (${facts.owner})`);
  if (facts.truncates !== null) reasons.push(`it may TRUNCATE (${facts.truncates})`);
  if (!facts.in_app_group) reasons.push(`${facts.role} is not a member of wheelhouse_app`);
  return reasons;
}
