-- Rows of audit logs that no chain has taken up yet, so that sealing costs what is new, also where a transaction commits
-- late. One new table, filled once from the logs; locks each log for a moment while its trigger is made.

CREATE TABLE "audit_pending" (
  "chain" UUID NOT NULL,
  "entry_id" BIGINT NOT NULL,
  "kind" TEXT NOT NULL,
  CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("chain", "entry_id")
);

/* The instance's own log stands under the nil UUID: a database does not know which instance it belongs to. */
CREATE FUNCTION "wheelhouse_audit_pending"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'audit_log' THEN
    INSERT INTO public.audit_pending (chain, entry_id, kind) SELECT workspace_id, id, 'workspace' FROM added;
  ELSIF TG_TABLE_NAME = 'organization_audit_log' THEN
    INSERT INTO public.audit_pending (chain, entry_id, kind) SELECT organization_id, id, 'organization' FROM added;
  ELSE
    INSERT INTO public.audit_pending (chain, entry_id, kind)
    SELECT '00000000-0000-0000-0000-000000000000', id, 'instance' FROM added;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_audit_pending"() FROM PUBLIC;

CREATE TRIGGER "pending" AFTER INSERT ON "audit_log" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "wheelhouse_audit_pending"();
CREATE TRIGGER "pending" AFTER INSERT ON "organization_audit_log" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "wheelhouse_audit_pending"();
CREATE TRIGGER "pending" AFTER INSERT ON "instance_audit_log" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "wheelhouse_audit_pending"();

INSERT INTO "audit_pending" SELECT workspace_id, id, 'workspace' FROM audit_log ON CONFLICT DO NOTHING;
INSERT INTO "audit_pending" SELECT organization_id, id, 'organization' FROM organization_audit_log ON CONFLICT DO NOTHING;
INSERT INTO "audit_pending" SELECT '00000000-0000-0000-0000-000000000000', id, 'instance' FROM instance_audit_log
  ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT, DELETE ON "audit_pending" TO wheelhouse_app;
