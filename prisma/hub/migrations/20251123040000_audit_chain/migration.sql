-- The hub's audit log becomes a chain: rows that are not linked yet, links, signed checkpoints. New tables only; locks the
-- log for a moment while its trigger is made.

CREATE TABLE "audit_pending" (
  "entry_id" BIGINT NOT NULL,
  CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("entry_id")
);

CREATE TABLE "audit_links" (
  "chain" UUID NOT NULL,
  "seq" BIGINT NOT NULL,
  "entry_id" BIGINT NOT NULL,
  "digest" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "audit_links_pkey" PRIMARY KEY ("chain", "seq")
);
CREATE UNIQUE INDEX "audit_links_chain_entry_id_key" ON "audit_links"("chain", "entry_id");

CREATE TABLE "audit_checkpoints" (
  "chain" UUID NOT NULL,
  "seq" BIGINT NOT NULL,
  "envelope" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("chain", "seq")
);

CREATE FUNCTION "wheelhouse_audit_pending"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.audit_pending (entry_id) SELECT id FROM added;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_audit_pending"() FROM PUBLIC;

CREATE TRIGGER "pending" AFTER INSERT ON "audit_log" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "wheelhouse_audit_pending"();

INSERT INTO "audit_pending" SELECT id FROM audit_log ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT, DELETE ON "audit_pending" TO wheelhouse_app;
GRANT SELECT, INSERT ON "audit_links", "audit_checkpoints" TO wheelhouse_app;
