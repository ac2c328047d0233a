-- The roles of production, each with what it needs and nothing else. Run it by psql as a superuser,
-- in the book's database, once its tables are there, and again after every migration:
--
--   DATABASE_URL=… importer migrate
--   psql --set ON_ERROR_STOP=1 --file migrations/roles.sql
--
-- It may be run as often as one likes. The roles have no passwords at first: \password sip_owner,
-- \password sip_importer, \password sip_server. ROLES.md says what each is for.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['sip_owner', 'sip_importer', 'sip_server'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, sip_owner, sip_importer, sip_server',
                   current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO sip_owner, sip_importer, sip_server',
                   current_database());
    -- An import stages its records in temporary tables.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO sip_owner, sip_importer',
                   current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC, sip_owner, sip_importer, sip_server;
GRANT USAGE, CREATE ON SCHEMA public TO sip_owner;
GRANT USAGE ON SCHEMA public TO sip_importer, sip_server;

-- Whoever made the tables: from now on they are the owner's, who alone migrates.
DO $$
DECLARE
    thing text;
BEGIN
    FOR thing IN
        SELECT format('%s %s', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
                                            ELSE 'TABLE' END,
                      oid::regclass)
          FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')
        UNION ALL
        SELECT format('FUNCTION %s', oid::regprocedure)
          FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_depend
                            WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
                              AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER %s OWNER TO sip_owner', thing);
    END LOOP;
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, sip_importer, sip_server;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, sip_importer, sip_server;

-- Both look whether the tables are up to date, and read the book.
GRANT SELECT ON
    __diesel_schema_migrations, book_identity, book_state, hidden_sips, imports, sip_records,
    sip_sightings, sip_amounts, import_observations, sips_of_bad_records,
    clients, client_names, directory_state
    TO sip_importer, sip_server;

-- The importer writes the book, and takes imports back: what they said stays.
GRANT INSERT ON import_observations, sips_of_bad_records TO sip_importer;
GRANT INSERT, UPDATE (undoable, undone_as, undone_at, undone_by, undone_token) ON imports
    TO sip_importer;
GRANT INSERT, UPDATE, DELETE ON sip_records, sip_sightings, sip_amounts TO sip_importer;
GRANT SELECT, INSERT, UPDATE (lost_to), DELETE ON replaced_records TO sip_importer;
GRANT INSERT, UPDATE, DELETE ON clients TO sip_importer;
GRANT INSERT, DELETE ON client_names TO sip_importer;
GRANT SELECT, INSERT, UPDATE, DELETE ON client_sightings TO sip_importer;
GRANT SELECT, INSERT, UPDATE (lost_to), DELETE ON lost_clients, lost_client_sightings
    TO sip_importer;
GRANT UPDATE (sequence, token) ON directory_state TO sip_importer;
GRANT USAGE ON SEQUENCE import_ids TO sip_importer;
-- Who forgets a client is written down.
GRANT INSERT ON audit_log TO sip_importer;

-- The server writes down who asks, and looks after keys.
GRANT SELECT, INSERT ON audit_log TO sip_server;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON api_keys TO sip_server;

-- It writes down what was done, and what each book came to.
GRANT SELECT, INSERT ON work_events TO sip_server;
GRANT SELECT, INSERT, UPDATE (ended_with) ON work_reasons TO sip_server;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO sip_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    settled_books, spells, ended_spells, spells_before, changes, settled_agents, reason_totals
    TO sip_server;
GRANT USAGE ON SEQUENCE work_ids, change_ids TO sip_server;
