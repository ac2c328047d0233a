DO $$
BEGIN
    IF EXISTS (SELECT FROM imports WHERE undone_as IS NOT NULL) THEN
        RAISE EXCEPTION 'imports were taken back, which the older tables cannot tell: '
                        'restore a dump made before, or import all files into an empty database';
    END IF;
END
$$;

DROP TRIGGER sip_records_take_all_replaced_along ON sip_records;
DROP FUNCTION forget_all_replaced_records();
DROP TRIGGER sip_records_take_replaced_along ON sip_records;
DROP FUNCTION forget_replaced_records();

DROP VIEW hidden_sips, book_state;
CREATE VIEW book_state AS
    SELECT md5(concat_ws('/',
               (SELECT system_identifier FROM pg_control_system()),
               (SELECT timeline_id FROM pg_control_checkpoint()),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               'imports'::regclass::oid,
               pg_relation_filenode('imports'),
               (SELECT token FROM book_identity))) AS epoch,
           coalesce((SELECT max(import_id) FROM imports), 0) AS sequence,
           coalesce((SELECT token::text FROM imports ORDER BY import_id DESC LIMIT 1), '') AS token,
           (SELECT max(as_of) FROM imports) AS as_of,
           coalesce((SELECT max(as_of) FROM imports WHERE complete), '1900-01-01') AS visible_from;

ALTER TABLE import_observations
    DROP inserted_dates, DROP inserted_minutes, DROP inserted_microseconds,
    DROP without_event_date, DROP record_offsets;

DROP TABLE replaced_records, sips_of_bad_records;

-- What was counted as conflicting was a duplicate to the older tables.
UPDATE imports SET duplicate = duplicate + conflicting, conflicting = 0 WHERE conflicting > 0;
DROP INDEX imports_sha256_as_of, imports_as_of, imports_complete_as_of;
ALTER TABLE imports
    DROP date_order, DROP file_columns, DROP newest_stamp, DROP conflicting, DROP undoable, DROP replaces,
    DROP undone_as, DROP undone_at, DROP undone_by, DROP undone_token,
    ADD UNIQUE (sha256, as_of),
    ADD CHECK (records_read = inserted + updated + unchanged + stale + duplicate + rejected);
CREATE INDEX imports_as_of ON imports (as_of);
CREATE INDEX imports_complete_as_of ON imports (as_of) WHERE complete;
ALTER TABLE audit_log DROP import_id;
