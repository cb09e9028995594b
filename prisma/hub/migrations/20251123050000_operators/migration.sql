-- The people who run a hub: accounts, sessions, links that work once, their keys. Locks api_keys for a moment.

CREATE TABLE "operators" (
  "id" UUID NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "password_hash" TEXT NOT NULL,
  "disabled_at" TIMESTAMPTZ(3),
  "created_by" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "operators_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "operators_role_check" CHECK ("role" IN ('owner', 'admin', 'operator', 'auditor', 'viewer'))
);
CREATE UNIQUE INDEX "operators_email_key" ON "operators"("email");

CREATE TABLE "operator_sessions" (
  "id" UUID NOT NULL,
  "operator_id" UUID NOT NULL,
  "token_sha256" BYTEA NOT NULL,
  "ip" TEXT,
  "user_agent" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "operator_sessions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "operator_sessions_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operators"("id")
    ON DELETE CASCADE ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "operator_sessions_token_sha256_key" ON "operator_sessions"("token_sha256");
CREATE INDEX "operator_sessions_operator_id_idx" ON "operator_sessions"("operator_id");

CREATE TABLE "operator_links" (
  "token_sha256" BYTEA NOT NULL,
  "purpose" TEXT NOT NULL,
  "email" TEXT,
  "role" TEXT,
  "created_by" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "used_at" TIMESTAMPTZ(3),
  CONSTRAINT "operator_links_pkey" PRIMARY KEY ("token_sha256")
);

ALTER TABLE "api_keys" ADD COLUMN "operator_id" UUID;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_operator_id_fkey" FOREIGN KEY ("operator_id")
  REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE RESTRICT;
CREATE INDEX "api_keys_operator_id_idx" ON "api_keys"("operator_id");

-- Counters that a crash may lose. Written at every attempt to sign in.
CREATE UNLOGGED TABLE "rate_windows" (
  "bucket" TEXT NOT NULL,
  "window_start" BIGINT NOT NULL,
  "previous" INTEGER NOT NULL,
  "current" INTEGER NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "rate_windows_pkey" PRIMARY KEY ("bucket")
);
CREATE INDEX "rate_windows_expires_at_idx" ON "rate_windows"("expires_at");

/* Takes one of `allowed` from a bucket, by the server's clock alone, so that skewed application servers count alike. The
   count of the window before fades out linearly. Returns what is left (-1 = refused) and when the window ends, in
   milliseconds since the epoch. */
CREATE FUNCTION "wheelhouse_take"(bucket_name text, allowed integer, window_ms bigint, cost integer DEFAULT 1)
RETURNS TABLE (remaining integer, reset_at bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  now_ms CONSTANT bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  start CONSTANT bigint := now_ms - now_ms % window_ms;
  kept public.rate_windows;
  used numeric;
BEGIN
  INSERT INTO public.rate_windows AS w (bucket, window_start, previous, current, expires_at)
  VALUES (bucket_name, start, 0, 0, to_timestamp((start + 2 * window_ms) / 1000.0))
  ON CONFLICT (bucket) DO UPDATE SET
    previous = CASE WHEN w.window_start >= start THEN w.previous
      WHEN w.window_start = start - window_ms THEN w.current ELSE 0 END,
    current = CASE WHEN w.window_start >= start THEN w.current ELSE 0 END,
    window_start = greatest(w.window_start, start), expires_at = greatest(w.expires_at, EXCLUDED.expires_at)
  RETURNING * INTO kept;
  used := kept.previous * (1 - (now_ms - kept.window_start)::numeric / window_ms) + kept.current;
  reset_at := kept.window_start + window_ms;
  IF used + cost > allowed THEN
    remaining := -1;
  ELSE
    UPDATE public.rate_windows SET current = current + cost WHERE bucket = bucket_name;
    remaining := greatest(0, floor(allowed - used - cost))::integer;
  END IF;
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_take"(text, integer, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "wheelhouse_take"(text, integer, bigint, integer) TO wheelhouse_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON "operators", "operator_sessions", "operator_links", "rate_windows" TO wheelhouse_app;
