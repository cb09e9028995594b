-- Runs that runs start: who is above whom, and what agents asked for. A new table; new columns with constant defaults lock runs for a moment, its two indexes for as long as they are built.

ALTER TABLE "runs"
  ADD COLUMN "parent_id" UUID,
  ADD COLUMN "root_id" UUID,
  ADD COLUMN "depth" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "runs_workspace_id_parent_id_idx" ON "runs"("workspace_id", "parent_id");
CREATE INDEX "runs_workspace_id_root_id_idx" ON "runs"("workspace_id", "root_id");

CREATE TABLE "child_requests" (
  "workspace_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  "attempt" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "child_id" UUID NOT NULL,
  "spec" JSONB NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'open',
  "code" TEXT,
  "message" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "decided_at" TIMESTAMPTZ(3),
  CONSTRAINT "child_requests_pkey" PRIMARY KEY ("workspace_id", "id")
);
CREATE UNIQUE INDEX "child_requests_workspace_id_run_id_attempt_key_key"
  ON "child_requests"("workspace_id", "run_id", "attempt", "key");

ALTER TABLE "child_requests" ADD CONSTRAINT "child_requests_workspace_id_run_id_fkey"
  FOREIGN KEY ("workspace_id", "run_id") REFERENCES "runs"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

DO $$
DECLARE
  setting CONSTANT text := '(SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
  member CONSTANT text := '(SELECT EXISTS (SELECT 1 FROM workspace_principals p'
    ' WHERE p.workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)'
    ' AND p.principal_id = (SELECT nullif(current_setting(''app.actor_id'', true), '''')::uuid)))';
  rule CONSTANT text := format('(workspace_id = %s AND %s)', setting, member);
BEGIN
  EXECUTE 'ALTER TABLE child_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY';
  EXECUTE format('CREATE POLICY tenant ON child_requests FOR ALL TO wheelhouse_app USING %s WITH CHECK %s', rule, rule);
  EXECUTE 'CREATE POLICY purge_reads ON child_requests FOR SELECT TO CURRENT_USER'
    ' USING (workspace_id = (SELECT wheelhouse_purging()))';
  EXECUTE 'CREATE POLICY purge_deletes ON child_requests FOR DELETE TO CURRENT_USER'
    ' USING (workspace_id = (SELECT wheelhouse_purging()))';
  EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON child_requests TO wheelhouse_app';
END $$;
