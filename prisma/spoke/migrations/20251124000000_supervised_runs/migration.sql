-- Runs under supervision of people and budgets: how agents execute, what runs used, what people were asked, and schedules. New tables; new columns with constant defaults lock agents, workspace_settings and runs for a moment.

ALTER TABLE "agents" ADD COLUMN "execution" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "workspace_settings"
  ADD COLUMN "max_network" TEXT NOT NULL DEFAULT 'llm-only'
    CONSTRAINT "workspace_settings_max_network_check" CHECK ("max_network" IN ('none', 'llm-only', 'full')),
  ADD COLUMN "locked_at" TIMESTAMPTZ(3);

ALTER TABLE "runs"
  ADD COLUMN "resumes" UUID,
  ADD COLUMN "schedule_id" UUID,
  ADD COLUMN "not_before" TIMESTAMPTZ(3),
  ADD COLUMN "session" TEXT,
  ADD COLUMN "network" TEXT,
  ADD COLUMN "usage" JSONB;
CREATE INDEX "runs_workspace_id_resumes_idx" ON "runs"("workspace_id", "resumes");
CREATE INDEX "runs_workspace_id_schedule_id_idx" ON "runs"("workspace_id", "schedule_id");

CREATE TABLE "run_usage" (
  "workspace_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  "attempt" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "answers" INTEGER NOT NULL DEFAULT 0,
  "input_tokens" BIGINT NOT NULL DEFAULT 0,
  "output_tokens" BIGINT NOT NULL DEFAULT 0,
  "cache_read_tokens" BIGINT NOT NULL DEFAULT 0,
  "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
  "cost_micros" BIGINT,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "run_usage_pkey" PRIMARY KEY ("workspace_id", "run_id", "attempt", "source", "model")
);

CREATE TABLE "approvals" (
  "workspace_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  "attempt" INTEGER NOT NULL,
  "request" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "detail" JSONB NOT NULL DEFAULT '{}',
  "options" JSONB NOT NULL DEFAULT '[]',
  "state" TEXT NOT NULL DEFAULT 'open',
  "option" TEXT,
  "answered_by" JSONB,
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "approvals_pkey" PRIMARY KEY ("workspace_id", "id")
);
CREATE UNIQUE INDEX "approvals_workspace_id_run_id_attempt_request_key"
  ON "approvals"("workspace_id", "run_id", "attempt", "request");
CREATE INDEX "approvals_workspace_id_state_id_idx" ON "approvals"("workspace_id", "state", "id" DESC);

CREATE TABLE "schedules" (
  "workspace_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "cron" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL DEFAULT 'UTC',
  "spawn" JSONB NOT NULL,
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "overlap" TEXT NOT NULL DEFAULT 'skip',
  "next_at" TIMESTAMPTZ(3),
  "last_at" TIMESTAMPTZ(3),
  "last_run_id" UUID,
  "last_code" TEXT,
  "created_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "schedules_pkey" PRIMARY KEY ("workspace_id", "id")
);
CREATE UNIQUE INDEX "schedules_workspace_id_name_key" ON "schedules"("workspace_id", "name");

ALTER TABLE "run_usage" ADD CONSTRAINT "run_usage_workspace_id_run_id_fkey"
  FOREIGN KEY ("workspace_id", "run_id") REFERENCES "runs"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workspace_id_run_id_fkey"
  FOREIGN KEY ("workspace_id", "run_id") REFERENCES "runs"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_workspace_id_fkey"
  FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

DO $$
DECLARE
  setting CONSTANT text := '(SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)';
  member CONSTANT text := '(SELECT EXISTS (SELECT 1 FROM workspace_principals p'
    ' WHERE p.workspace_id = (SELECT nullif(current_setting(''app.workspace_id'', true), '''')::uuid)'
    ' AND p.principal_id = (SELECT nullif(current_setting(''app.actor_id'', true), '''')::uuid)))';
  name text;
  rule text;
BEGIN
  FOREACH name IN ARRAY ARRAY['run_usage', 'approvals', 'schedules']
  LOOP
    rule := format('(workspace_id = %s AND %s)', setting, member);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I FOR ALL TO wheelhouse_app USING %s WITH CHECK %s', name, rule, rule);
    EXECUTE format('CREATE POLICY purge_reads ON %I FOR SELECT TO CURRENT_USER'
      ' USING (workspace_id = (SELECT wheelhouse_purging()))', name);
    EXECUTE format('CREATE POLICY purge_deletes ON %I FOR DELETE TO CURRENT_USER'
      ' USING (workspace_id = (SELECT wheelhouse_purging()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO wheelhouse_app', name);
  END LOOP;
END $$;
