-- The log of imports of clients goes with the directory.
DROP TABLE directory_state, lost_clients, lost_client_sightings, client_sightings, client_names, clients;
DROP FUNCTION drop_client_names(), change_client_names(), add_client_names(), client_name_beginnings(text);
DELETE FROM imports WHERE kind = 'clients';

CREATE OR REPLACE VIEW book_state AS
    SELECT md5(concat_ws('/',
               (SELECT system_identifier FROM pg_control_system()),
               (SELECT timeline_id FROM pg_control_checkpoint()),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               'imports'::regclass::oid,
               pg_relation_filenode('imports'),
               (SELECT token FROM book_identity))) AS epoch,
           greatest((SELECT max(import_id) FROM imports), (SELECT max(undone_as) FROM imports), 0)
               AS sequence,
           coalesce((SELECT token::text
                       FROM ((SELECT import_id AS number, token FROM imports
                               ORDER BY import_id DESC LIMIT 1)
                              UNION ALL
                             (SELECT undone_as, undone_token FROM imports
                               WHERE undone_as IS NOT NULL
                               ORDER BY undone_as DESC LIMIT 1)) AS states
                      ORDER BY number DESC LIMIT 1), '') AS token,
           (SELECT max(as_of) FROM imports WHERE undone_as IS NULL) AS as_of,
           coalesce((SELECT max(as_of) FROM imports WHERE complete AND undone_as IS NULL),
                    '1900-01-01') AS visible_from,
           (SELECT max(newest_stamp)::date FROM imports
             WHERE undone_as IS NULL
               AND as_of = (SELECT max(as_of) FROM imports WHERE undone_as IS NULL))
               AS content_as_of;

DROP INDEX imports_sha256_as_of, imports_as_of;
ALTER TABLE imports DROP kind;
CREATE UNIQUE INDEX imports_sha256_as_of ON imports (sha256, as_of) WHERE undone_as IS NULL;
CREATE INDEX imports_as_of ON imports (as_of) WHERE undone_as IS NULL;
