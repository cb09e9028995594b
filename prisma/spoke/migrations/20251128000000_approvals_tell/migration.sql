-- Open sockets are told of each approval, not only of the runs that wait: of two requests of one run the first answer
-- leaves it waiting, and a state may be stored before the events that explain it. Locks the table for a moment.
CREATE FUNCTION "wheelhouse_tell_approval"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('wh_live', NEW.workspace_id || ':approvals:' || NEW.run_id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "wheelhouse_tell_approval"() FROM PUBLIC;

CREATE TRIGGER "approvals_tell" AFTER INSERT OR UPDATE OF state ON "approvals"
FOR EACH ROW EXECUTE FUNCTION "wheelhouse_tell_approval"();
