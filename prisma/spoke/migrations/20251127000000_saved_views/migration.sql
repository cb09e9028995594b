-- Lists as members like to look at them, their own or shared with the workspace. A new table; its reference locks workspace_members for a moment.

CREATE TABLE "saved_views" (
  "workspace_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "owner_id" UUID NOT NULL,
  "screen" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "query" TEXT NOT NULL,
  "is_shared" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "saved_views_pkey" PRIMARY KEY ("workspace_id", "id")
);
CREATE UNIQUE INDEX "saved_views_workspace_id_owner_id_screen_name_key"
  ON "saved_views"("workspace_id", "owner_id", "screen", "name");

-- Who leaves takes their views along.
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_workspace_id_owner_id_fkey"
  FOREIGN KEY ("workspace_id", "owner_id") REFERENCES "workspace_members"("workspace_id", "user_id")
  ON DELETE CASCADE ON UPDATE RESTRICT;

DO $$
DECLARE
  setting CONSTANT text := '(SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
  member CONSTANT text := '(SELECT EXISTS (SELECT 1 FROM workspace_principals p'
    ' WHERE p.workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)'
    ' AND p.principal_id = (SELECT nullif(current_setting(''app.actor_id'', true), '''')::uuid)))';
  rule CONSTANT text := format('(workspace_id = %s AND %s)', setting, member);
BEGIN
  EXECUTE 'ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY';
  EXECUTE format('CREATE POLICY tenant ON saved_views FOR ALL TO wheelhouse_app USING %s WITH CHECK %s', rule, rule);
  EXECUTE 'CREATE POLICY purge_reads ON saved_views FOR SELECT TO CURRENT_USER'
    ' USING (workspace_id = (SELECT wheelhouse_purging()))';
  EXECUTE 'CREATE POLICY purge_deletes ON saved_views FOR DELETE TO CURRENT_USER'
    ' USING (workspace_id = (SELECT wheelhouse_purging()))';
  EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO wheelhouse_app';
END $$;
