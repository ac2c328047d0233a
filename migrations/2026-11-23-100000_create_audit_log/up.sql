-- Who asked for what of whom, when, and from where. What is written here stays as it is for a year,
-- whoever asks for something else; the roles of production may not even try (roles.sql).
CREATE TABLE audit_log (
    -- Made where the request was answered: an entry that is sent twice is kept once.
    entry_id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    -- Who asked: the id of a key, or of a person. Not a secret.
    who text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    method text COLLATE "C" NOT NULL,
    -- The route, not what it was asked about.
    resource text COLLATE "C" NOT NULL,
    -- The agent and the client that were asked for, as the request named them.
    agent_id text COLLATE "C",
    user_id text COLLATE "C",
    status integer NOT NULL
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_user_id ON audit_log (user_id, at) WHERE user_id IS NOT NULL;
CREATE INDEX audit_log_agent_id ON audit_log (agent_id, at) WHERE agent_id IS NOT NULL;

CREATE FUNCTION refuse_to_change_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        RAISE EXCEPTION 'the audit log is only added to';
    END IF;
    IF OLD.at > now() - interval '365 days' THEN
        RAISE EXCEPTION 'the audit log is kept for 365 days';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER audit_log_is_only_added_to BEFORE UPDATE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit_log();
CREATE TRIGGER audit_log_is_kept BEFORE DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit_log();
