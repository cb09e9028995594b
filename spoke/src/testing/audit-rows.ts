import pg from 'pg';

/** Reads all three kinds of audit logs past every policy, by request id. */
export interface AuditRows {
  /** Actions and verdicts of the rows about one request. */
  of(requestId: string): Promise<{ readonly action: string; readonly verdict: string; readonly code: string | null }[]>;
  close(): Promise<void>;
}

const all = `SELECT request_id, action, verdict, code FROM audit_log
  UNION ALL SELECT request_id, action, verdict, code FROM organization_audit_log
  UNION ALL SELECT request_id, action, verdict, code FROM instance_audit_log`;

export async function openAuditRows(adminUrl: string): Promise<AuditRows> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  return {
    async of(requestId) {
      return (await admin.query(`SELECT action, verdict, code FROM (${all}) r WHERE request_id = $1`, [requestId]))
        .rows;
    },
    close: () => admin.end(),
  };
}

/** Requests with more than one row, each with what its rows say. */
export async function findDoubledAuditRows(adminUrl: string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ what: string }>(
      `SELECT request_id || ': ' || string_agg(action || ' ' || verdict, ', ') AS what FROM (${all}) r
        WHERE request_id IS NOT NULL GROUP BY request_id HAVING count(*) > 1`,
    );
    return rows.map((row) => row.what);
  } finally {
    await admin.end();
  }
}
