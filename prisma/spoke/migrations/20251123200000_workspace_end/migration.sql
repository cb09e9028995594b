-- The end of a workspace: who runs an organization sees its workspaces, and a function removes one for good. New policies
-- and functions only: it locks each table with workspace_id for a moment.

-- Which workspaces may I enter: besides those I am a principal of, those of the organizations that I run.
CREATE POLICY "run" ON "workspaces" FOR SELECT TO wheelhouse_app
USING ((SELECT nullif(current_setting('app.workspace_id', true), '')) IS NULL
  AND organization_id IN (SELECT m.organization_id FROM organization_members m
    WHERE m.user_id = (SELECT nullif(current_setting('app.actor_id', true), '')::uuid)
      AND m.role IN ('owner', 'admin') AND m.joined_at IS NOT NULL));

/* What the owner of the tables may remove, although row-level security binds it too: rows of the one workspace that is
   being purged, and only once it was deleted. */
CREATE FUNCTION "wheelhouse_purging"() RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT workspace_id FROM public.workspace_directory
  WHERE workspace_id = nullif(current_setting('app.purging', true), '')::uuid AND deleted_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION "wheelhouse_purging"() FROM PUBLIC;

DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  LOOP
    EXECUTE format('CREATE POLICY purge_reads ON %I FOR SELECT TO CURRENT_USER'
      ' USING (workspace_id = (SELECT wheelhouse_purging()))', name);
    EXECUTE format('CREATE POLICY purge_deletes ON %I FOR DELETE TO CURRENT_USER'
      ' USING (workspace_id = (SELECT wheelhouse_purging()))', name);
  END LOOP;
END $$;
CREATE POLICY "purge_reads" ON "workspaces" FOR SELECT TO CURRENT_USER USING (id = (SELECT wheelhouse_purging()));
CREATE POLICY "purge_deletes" ON "workspaces" FOR DELETE TO CURRENT_USER USING (id = (SELECT wheelhouse_purging()));

/* Removes everything of a workspace that was deleted and whose time to be restored is over; raises otherwise. Tables are
   found, not listed, so that a later one is not forgotten: one whose policies do not let go of its rows makes the
   removal of the workspace fail, and all of it is undone. Returns how many rows went. */
CREATE FUNCTION "wheelhouse_purge_workspace"(workspace uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  left_over text[];
  again text[];
  name text;
  gone bigint;
  total bigint := 0;
BEGIN
  -- The lock that restoring takes too.
  PERFORM pg_advisory_xact_lock(hashtextextended('members:' || workspace, 0));
  PERFORM set_config('app.purging', workspace::text, true);
  -- By this server's clock: what the caller says of time counts for nothing.
  IF NOT EXISTS (SELECT 1 FROM public.workspaces
    WHERE id = workspace AND deleted_at IS NOT NULL AND purge_after <= clock_timestamp()) THEN
    RAISE EXCEPTION 'the workspace is not deleted, or can still be restored' USING ERRCODE = 'WH001';
  END IF;
  -- Mirrors of runs elsewhere are not waited for: their instance may never say a word again.
  IF EXISTS (SELECT 1 FROM public.open_runs o JOIN public.runs r ON r.workspace_id = o.workspace_id AND r.id = o.run_id
    WHERE o.workspace_id = workspace AND r.remote_workspace_id IS NULL) THEN
    RAISE EXCEPTION 'runs of the workspace have not ended' USING ERRCODE = 'WH002';
  END IF;
  -- An offset of the link must not stay empty: without its workspace a row is answered by an inventory.
  UPDATE public.link_outbox SET workspace_id = NULL WHERE workspace_id = workspace AND link_offset IS NOT NULL;
  DELETE FROM public.audit_links WHERE chain = workspace;
  DELETE FROM public.audit_checkpoints WHERE chain = workspace;
  DELETE FROM public.audit_pending WHERE chain = workspace;
  SELECT array_agg(c.relname::text) INTO left_over FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'workspace_directory';
  -- Children before parents, found by trying: what is still referred to waits for the next round.
  WHILE cardinality(left_over) > 0 LOOP
    again := '{}';
    FOREACH name IN ARRAY left_over LOOP
      BEGIN
        EXECUTE format('DELETE FROM public.%I WHERE workspace_id = $1', name) USING workspace;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
      EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
        again := again || name;
      END;
    END LOOP;
    IF cardinality(again) = cardinality(left_over) THEN
      RAISE EXCEPTION 'rows are left in %', again;
    END IF;
    left_over := again;
  END LOOP;
  DELETE FROM public.workspaces WHERE id = workspace;
  -- The queue store is another server, maybe: whoever claims from it drops the queues.
  INSERT INTO public.outbox (workspace_id, kind, ref_id) VALUES (workspace, 'queue.drop', workspace);
  PERFORM set_config('app.purging', '', true);
  DELETE FROM public.workspace_directory WHERE workspace_id = workspace;
  RETURN total + 2;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_purge_workspace"(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "wheelhouse_purge_workspace"(uuid) TO wheelhouse_app;
