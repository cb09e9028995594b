-- The hub's first schema. Runs on an empty database as the owner role; the role wheelhouse_app must exist. Locks nothing
-- that is in use.

CREATE TABLE "instances" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "region" TEXT,
  "identity_fingerprint" TEXT NOT NULL,
  "keyset" TEXT NOT NULL,
  "keyset_seq" INTEGER NOT NULL DEFAULT 0,
  "state" TEXT NOT NULL DEFAULT 'requested',
  "short_code" TEXT,
  "boot_id" TEXT,
  "boot_count" INTEGER NOT NULL DEFAULT 0,
  "version" TEXT,
  "facts" JSONB NOT NULL DEFAULT '{}',
  "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "approved_at" TIMESTAMPTZ(3),
  "last_seen_at" TIMESTAMPTZ(3),
  CONSTRAINT "instances_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "instances_state_idx" ON "instances"("state");

CREATE TABLE "join_tokens" (
  "id" TEXT NOT NULL,
  "proof_key" BYTEA NOT NULL,
  "name_hint" TEXT,
  "auto_approve" BOOLEAN NOT NULL DEFAULT false,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "used_at" TIMESTAMPTZ(3),
  "used_by" UUID,
  "created_by" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "join_tokens_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "connections" (
  "id" UUID NOT NULL,
  "a" UUID NOT NULL,
  "b" UUID NOT NULL,
  "state" TEXT NOT NULL,
  "a_accepted_at" TIMESTAMPTZ(3),
  "b_accepted_at" TIMESTAMPTZ(3),
  "suspended_by" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "connections_a_b_key" ON "connections"("a", "b");
CREATE INDEX "connections_b_idx" ON "connections"("b");

CREATE TABLE "grants" (
  "id" UUID NOT NULL,
  "issuer" UUID NOT NULL,
  "grantee" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "verbs" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "agents" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "exp" TIMESTAMPTZ(3) NOT NULL,
  "envelope" TEXT NOT NULL,
  "revoked_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "grants_grantee_issuer_idx" ON "grants"("grantee", "issuer");

CREATE TABLE "mailbox_heads" (
  "spoke_id" UUID NOT NULL,
  "epoch" TEXT NOT NULL,
  "next_offset" BIGINT NOT NULL DEFAULT 1,
  "acked_offset" BIGINT NOT NULL DEFAULT 0,
  "up_epoch" TEXT,
  "up_offset" BIGINT NOT NULL DEFAULT 0,
  "messages" INTEGER NOT NULL DEFAULT 0,
  "bytes" BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT "mailbox_heads_pkey" PRIMARY KEY ("spoke_id")
);

CREATE TABLE "mailbox" (
  "spoke_id" UUID NOT NULL,
  "position" BIGINT NOT NULL,
  "type" TEXT NOT NULL,
  "kind" TEXT,
  "issuer" UUID,
  "message_id" UUID,
  "workspace_id" UUID,
  "lane" TEXT,
  "content" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "exp" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "mailbox_pkey" PRIMARY KEY ("spoke_id", "position")
);
CREATE INDEX "mailbox_spoke_id_issuer_idx" ON "mailbox"("spoke_id", "issuer");
CREATE INDEX "mailbox_exp_idx" ON "mailbox"("exp");

CREATE TABLE "commands" (
  "iss" UUID NOT NULL,
  "id" UUID NOT NULL,
  "aud" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "verb" TEXT NOT NULL,
  "agt" UUID,
  "act" JSONB NOT NULL,
  "sha256" TEXT NOT NULL,
  "envelope" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "code" TEXT,
  "exp" TIMESTAMPTZ(3) NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "forwarded_at" TIMESTAMPTZ(3),
  "accepted_at" TIMESTAMPTZ(3),
  "started_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "commands_pkey" PRIMARY KEY ("iss", "id")
);
CREATE INDEX "commands_aud_state_idx" ON "commands"("aud", "state");
CREATE INDEX "commands_agt_idx" ON "commands"("agt");
CREATE INDEX "commands_received_at_idx" ON "commands"("received_at" DESC);
CREATE INDEX "commands_state_exp_idx" ON "commands"("state", "exp");

CREATE TABLE "receipts" (
  "id" UUID NOT NULL,
  "iss" UUID NOT NULL,
  "command_iss" UUID NOT NULL,
  "command_id" UUID NOT NULL,
  "status" TEXT NOT NULL,
  "envelope" TEXT NOT NULL,
  "late" BOOLEAN NOT NULL DEFAULT false,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "receipts_command_iss_command_id_idx" ON "receipts"("command_iss", "command_id");

CREATE TABLE "runs" (
  "id" UUID NOT NULL,
  "instance_id" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "issuer" UUID NOT NULL,
  "agent_name" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "code" TEXT,
  "gen" INTEGER NOT NULL DEFAULT 0,
  "last_seq" INTEGER NOT NULL DEFAULT 0,
  "view" JSONB NOT NULL DEFAULT '{}',
  "as_of" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "runs_instance_id_state_idx" ON "runs"("instance_id", "state");
CREATE INDEX "runs_as_of_idx" ON "runs"("as_of" DESC);

CREATE TABLE "run_events" (
  "run_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "type" TEXT NOT NULL,
  "data" JSONB NOT NULL DEFAULT '{}',
  CONSTRAINT "run_events_pkey" PRIMARY KEY ("run_id", "seq")
);

CREATE TABLE "dead_letters" (
  "id" UUID NOT NULL,
  "spoke_id" UUID NOT NULL,
  "message_id" UUID,
  "reason" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "dead_letters_created_at_idx" ON "dead_letters"("created_at");

CREATE TABLE "link_sessions" (
  "spoke_id" UUID NOT NULL,
  "node_id" UUID NOT NULL,
  "conn_gen" INTEGER NOT NULL DEFAULT 0,
  "boot_id" TEXT,
  "boot_count" INTEGER NOT NULL DEFAULT 0,
  "lease_until" TIMESTAMPTZ(3) NOT NULL,
  "remote_address" TEXT,
  "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "disconnected_at" TIMESTAMPTZ(3),
  CONSTRAINT "link_sessions_pkey" PRIMARY KEY ("spoke_id")
);

CREATE TABLE "settings" (
  "key" TEXT NOT NULL,
  "value" JSONB NOT NULL,
  CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "api_keys" (
  "id" UUID NOT NULL,
  "prefix" TEXT NOT NULL,
  "secret_sha256" BYTEA NOT NULL,
  "name" TEXT NOT NULL,
  "permissions" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "last_used_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "api_keys_prefix_key" ON "api_keys"("prefix");

CREATE TABLE "audit_log" (
  "id" BIGINT GENERATED BY DEFAULT AS IDENTITY,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "actor" TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "resource" TEXT,
  "verdict" TEXT NOT NULL,
  "code" TEXT,
  "envelope_sha256" TEXT,
  "policy_revision" INTEGER,
  "request_id" TEXT,
  "detail" JSONB NOT NULL DEFAULT '{}',
  CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at" DESC);


ALTER TABLE "connections" ADD CONSTRAINT "connections_order_check" CHECK ("a" < "b");

-- The runtime role: rows, never structure; no TRUNCATE; the audit log only grows.

GRANT USAGE ON SCHEMA public TO wheelhouse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wheelhouse_app;
REVOKE UPDATE, DELETE ON "audit_log" FROM wheelhouse_app;
DO $$ BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE ALL ON TABLE public._prisma_migrations FROM wheelhouse_app;
  END IF;
END $$;
