-- Tells open sockets what changed, and whose credentials did, with the commit and whoever writes: by triggers, so that no
-- way of writing can forget it. No table changes; locks each one for a moment while its trigger is made.

/* `<workspace>:<topic>:<id>` on wh_live. What a row says now is read by whoever is interested. */
CREATE FUNCTION "wheelhouse_tell_change"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('wh_live', NEW.workspace_id || ':' || TG_ARGV[0] || ':' || NEW.id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_tell_change"() FROM PUBLIC;

/* Not on last_seq: events of a run are told by wh_events, and there are many. */
CREATE TRIGGER "runs_tell" AFTER INSERT OR UPDATE OF state, code, message, desired, stop, gen, attempt, containment,
  filesystem, exit_code, signal, kill_report, labels, started_at, ended_at ON "runs"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_change"('runs');
CREATE TRIGGER "runs_tell_asked" AFTER UPDATE OF state ON "runs"
FOR EACH ROW WHEN ((OLD.state = 'waiting') <> (NEW.state = 'waiting'))
EXECUTE FUNCTION "wheelhouse_tell_change"('approvals');
CREATE TRIGGER "commands_tell" AFTER INSERT OR UPDATE OF state, code, message, result ON "commands"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_change"('commands');

CREATE FUNCTION "wheelhouse_tell_member"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM pg_notify('wh_live', OLD.workspace_id || ':members:' || OLD.user_id);
  ELSE PERFORM pg_notify('wh_live', NEW.workspace_id || ':members:' || NEW.user_id);
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_tell_member"() FROM PUBLIC;

CREATE TRIGGER "workspace_members_tell" AFTER INSERT OR DELETE OR UPDATE OF role ON "workspace_members"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_member"();

/* `<workspace or *>:<principal>` on wh_access, as services tell changes of roles. */
CREATE FUNCTION "wheelhouse_tell_credential"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('wh_access', CASE TG_TABLE_NAME
    WHEN 'session_directory' THEN '*:' || (to_jsonb(OLD) ->> 'user_id')
    WHEN 'sessions' THEN '*:' || (to_jsonb(NEW) ->> 'user_id')
    WHEN 'users' THEN '*:' || (to_jsonb(NEW) ->> 'id')
    WHEN 'api_keys' THEN (to_jsonb(NEW) ->> 'workspace_id') || ':' || (to_jsonb(NEW) ->> 'principal_id')
    ELSE (to_jsonb(NEW) ->> 'workspace_id') || ':' || (to_jsonb(NEW) ->> 'id')
  END);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_tell_credential"() FROM PUBLIC;

CREATE TRIGGER "session_directory_tell" AFTER DELETE ON "session_directory"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_credential"();
CREATE TRIGGER "sessions_tell" AFTER UPDATE OF ended_at, expires_at ON "sessions"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_credential"();
CREATE TRIGGER "users_tell" AFTER UPDATE OF disabled_at ON "users"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_credential"();
CREATE TRIGGER "api_keys_tell" AFTER UPDATE OF revoked_at, expires_at, permissions ON "api_keys"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_credential"();
CREATE TRIGGER "service_accounts_tell" AFTER UPDATE OF revoked_at, expires_at, permissions ON "service_accounts"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_credential"();
