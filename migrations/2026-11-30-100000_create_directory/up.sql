-- The directory of clients: who they are, and how they can be reached. It is filled by exports of
-- clients, which are imports beside those of SIPs, and say nothing of the book.

ALTER TABLE imports ADD kind text COLLATE "C" NOT NULL DEFAULT 'sips'
    CHECK (kind IN ('sips', 'clients'));
-- No export of clients hides anything.
ALTER TABLE imports ADD CHECK (kind = 'sips' OR NOT complete);
DROP INDEX imports_sha256_as_of;
CREATE UNIQUE INDEX imports_sha256_as_of ON imports (sha256, as_of, kind) WHERE undone_as IS NULL;
DROP INDEX imports_as_of;
CREATE INDEX imports_as_of ON imports (as_of) WHERE undone_as IS NULL AND kind = 'sips';

-- Which state the book is in, as before: imports of clients are none of it.
CREATE OR REPLACE VIEW book_state AS
    SELECT md5(concat_ws('/',
               (SELECT system_identifier FROM pg_control_system()),
               (SELECT timeline_id FROM pg_control_checkpoint()),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               'imports'::regclass::oid,
               pg_relation_filenode('imports'),
               (SELECT token FROM book_identity))) AS epoch,
           greatest((SELECT max(import_id) FROM imports WHERE kind = 'sips'),
                    (SELECT max(undone_as) FROM imports WHERE kind = 'sips'), 0) AS sequence,
           coalesce((SELECT token::text
                       FROM ((SELECT import_id AS number, token FROM imports
                               WHERE kind = 'sips'
                               ORDER BY import_id DESC LIMIT 1)
                              UNION ALL
                             (SELECT undone_as, undone_token FROM imports
                               WHERE undone_as IS NOT NULL AND kind = 'sips'
                               ORDER BY undone_as DESC LIMIT 1)) AS states
                      ORDER BY number DESC LIMIT 1), '') AS token,
           (SELECT max(as_of) FROM imports WHERE undone_as IS NULL AND kind = 'sips') AS as_of,
           coalesce((SELECT max(as_of) FROM imports WHERE complete AND undone_as IS NULL),
                    '1900-01-01') AS visible_from,
           (SELECT max(newest_stamp)::date FROM imports
             WHERE undone_as IS NULL AND kind = 'sips'
               AND as_of = (SELECT max(as_of) FROM imports
                             WHERE undone_as IS NULL AND kind = 'sips'))
               AS content_as_of;

-- The newest record of each client, all but its stamps: those change with every export.
CREATE TABLE clients (
    user_id text COLLATE "C" PRIMARY KEY CHECK (user_id <> ''),
    uid text COLLATE "C",
    crn text COLLATE "C",
    name text COLLATE "C",
    email text COLLATE "C",
    phone_number text COLLATE "C",
    date_of_birth date,
    language text COLLATE "C",
    agent_external_id text COLLATE "C",
    agent_name text COLLATE "C",
    agent_email text COLLATE "C",
    agent_phone_number text COLLATE "C",
    member_id text COLLATE "C",
    -- What a holding is worth may be less than nothing; what was put into it may not.
    total_current_value_paise bigint,
    total_invested_value_paise bigint CHECK (total_invested_value_paise >= 0),
    mf_current_value_paise bigint,
    mf_invested_value_paise bigint CHECK (mf_invested_value_paise >= 0),
    fd_current_value_paise bigint,
    fd_invested_value_paise bigint CHECK (fd_invested_value_paise >= 0),
    aif_current_value_paise bigint,
    aif_invested_value_paise bigint CHECK (aif_invested_value_paise >= 0),
    deb_current_value_paise bigint,
    deb_invested_value_paise bigint CHECK (deb_invested_value_paise >= 0),
    pms_current_value_paise bigint,
    pms_invested_value_paise bigint CHECK (pms_invested_value_paise >= 0),
    preipo_current_value_paise bigint,
    preipo_invested_value_paise bigint CHECK (preipo_invested_value_paise >= 0),
    trak_cob_opportunity_value_paise bigint CHECK (trak_cob_opportunity_value_paise >= 0),
    latest_as_on_date date,
    first_active_at date,
    first_active_mf date,
    first_active_fd date,
    first_active_insurance date,
    first_active_mld date,
    first_active_ncd date,
    first_active_aif date,
    first_active_pms date,
    first_active_preipo date,
    first_active_mf_sip date,
    created_at timestamp,
    do_not_contact boolean,
    -- What clients are looked for by: the words of the name, in small letters, with one space between;
    -- the digits of the phone number, the last one first. The importer makes them of the name and the
    -- number, as it makes them of what is looked for.
    name_key text COLLATE "C" CHECK (name_key <> ''),
    phone_key text COLLATE "C" CHECK (phone_key ~ '^[0-9]+$')
);
CREATE INDEX clients_crn ON clients (crn) WHERE crn IS NOT NULL;
CREATE INDEX clients_phone_key ON clients (phone_key, user_id) WHERE phone_key IS NOT NULL;
CREATE INDEX clients_do_not_contact ON clients (user_id) WHERE do_not_contact;

-- Each name from each of its words on: a name is found by the beginning of any of them. Where a name
-- begins comes before where a later word of it does.
CREATE TABLE client_names (
    is_later boolean NOT NULL,
    begins text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (is_later, begins, user_id) INCLUDE (name_key)
);

-- A name from its first words on, eight at most: no longer name is told apart by more.
CREATE FUNCTION client_name_beginnings(name_key text)
RETURNS TABLE (is_later boolean, begins text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT place > 1, array_to_string(words[place:], ' ')
      FROM string_to_array(name_key, ' ') AS words,
           generate_series(1, least(coalesce(cardinality(words), 0), 8)) AS place
$$;

CREATE FUNCTION add_client_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO client_names (is_later, begins, user_id, name_key)
    SELECT b.is_later, b.begins, c.user_id, c.name_key
      FROM new_clients c CROSS JOIN client_name_beginnings(c.name_key) AS b
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE FUNCTION change_client_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM client_names n
     USING old_clients o
      JOIN new_clients c USING (user_id)
     CROSS JOIN client_name_beginnings(o.name_key) AS b
     WHERE o.name_key IS DISTINCT FROM c.name_key
       AND n.is_later = b.is_later AND n.begins = b.begins AND n.user_id = o.user_id;
    INSERT INTO client_names (is_later, begins, user_id, name_key)
    SELECT b.is_later, b.begins, c.user_id, c.name_key
      FROM new_clients c
      JOIN old_clients o USING (user_id)
     CROSS JOIN client_name_beginnings(c.name_key) AS b
     WHERE o.name_key IS DISTINCT FROM c.name_key
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE FUNCTION drop_client_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM client_names n
     USING old_clients o
     CROSS JOIN client_name_beginnings(o.name_key) AS b
     WHERE n.is_later = b.is_later AND n.begins = b.begins AND n.user_id = o.user_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER clients_add_names AFTER INSERT ON clients
    REFERENCING NEW TABLE AS new_clients
    FOR EACH STATEMENT EXECUTE FUNCTION add_client_names();
CREATE TRIGGER clients_change_names AFTER UPDATE ON clients
    REFERENCING OLD TABLE AS old_clients NEW TABLE AS new_clients
    FOR EACH STATEMENT EXECUTE FUNCTION change_client_names();
CREATE TRIGGER clients_drop_names AFTER DELETE ON clients
    REFERENCING OLD TABLE AS old_clients
    FOR EACH STATEMENT EXECUTE FUNCTION drop_client_names();

-- What changes with every export even where the record does not: a narrow row, with room to be
-- rewritten in place.
CREATE TABLE client_sightings (
    user_id text COLLATE "C" PRIMARY KEY,
    inserted_at timestamp,
    event_date timestamp,
    -- event_date, else inserted_at, else midnight of the import's date: the newer record wins.
    stamp timestamp NOT NULL,
    -- The import whose record the directory keeps.
    import_id bigint NOT NULL,
    -- Of the record without its stamps: equal digests are equal records.
    content_digest uuid NOT NULL
) WITH (fillfactor = 50);

-- What imports held that the directory does not keep, and may yet: each lost to what an import held
-- that can be undone. A record is kept beside them where it is not the one that beat it.
CREATE TABLE lost_client_sightings (
    user_id text COLLATE "C" NOT NULL,
    inserted_at timestamp,
    event_date timestamp,
    stamp timestamp NOT NULL,
    import_id bigint NOT NULL,
    content_digest uuid NOT NULL,
    -- The import that it lost to, which is as good as any that beats it.
    lost_to bigint NOT NULL
);
CREATE INDEX lost_client_sightings_lost_to ON lost_client_sightings USING brin (lost_to);
CREATE TABLE lost_clients (
    LIKE clients,
    content_digest uuid NOT NULL,
    lost_to bigint NOT NULL
);
CREATE INDEX lost_clients_lost_to ON lost_clients USING brin (lost_to);

-- Which state the directory is in: changed by every import of clients, by taking one back, and by
-- forgetting a client. The number is one of the imports' own.
CREATE TABLE directory_state (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    sequence bigint NOT NULL DEFAULT 0,
    token uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO directory_state DEFAULT VALUES;
