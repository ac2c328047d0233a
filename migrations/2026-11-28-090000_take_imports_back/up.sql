-- An import can be taken back: the book and its history are then what the other imports say. What
-- an import said stays, because later ones say only what differs from it; the log says that the
-- import is undone, and whoever puts together what imports saw leaves it out.

ALTER TABLE imports
    -- How the file was read. Other options read other records out of the same bytes.
    ADD date_order text COLLATE "C" CHECK (date_order IN ('dmy', 'mdy')),
    -- The fields that the file had; null is not known.
    ADD file_columns text[] COLLATE "C",
    -- The newest stamp in the file; null where no record had one, or it is not known.
    ADD newest_stamp timestamp,
    -- Records that lost to another one of the same SIP and stamp which says something else.
    ADD conflicting bigint NOT NULL DEFAULT 0 CHECK (conflicting >= 0),
    -- Whether the records that this import replaced, or that lost to its own, are kept.
    ADD undoable boolean NOT NULL DEFAULT false,
    -- The import of the same bytes whose place this one took.
    ADD replaces bigint,
    -- The undoing is a state of the book like an import: it has a number of the same sequence.
    ADD undone_as bigint UNIQUE,
    ADD undone_at timestamptz,
    ADD undone_by text COLLATE "C",
    ADD undone_token uuid,
    ADD CHECK (num_nulls(undone_as, undone_at, undone_by, undone_token) IN (0, 4)),
    ADD CHECK (undone_as IS NULL OR NOT undoable),
    DROP CONSTRAINT imports_sha256_as_of_key,
    DROP CONSTRAINT imports_check1,
    ADD CHECK (records_read = inserted + updated + unchanged + stale + duplicate + conflicting
                              + rejected);
CREATE UNIQUE INDEX imports_sha256_as_of ON imports (sha256, as_of) WHERE undone_as IS NULL;
DROP INDEX imports_as_of, imports_complete_as_of;
CREATE INDEX imports_as_of ON imports (as_of) WHERE undone_as IS NULL;
CREATE INDEX imports_complete_as_of ON imports (as_of) WHERE complete AND undone_as IS NULL;
CREATE INDEX imports_undoable ON imports (import_id) WHERE undoable;

-- SIPs that bad records named: they count as held, though nothing is known of what they are.
CREATE TABLE sips_of_bad_records (
    sip_meta_id text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    PRIMARY KEY (sip_meta_id, import_id)
);
CREATE INDEX sips_of_bad_records_import_id ON sips_of_bad_records (import_id);

-- Records that the book does not keep, and may yet: each lost to one of an import that can be
-- undone. They are written by every import and read by hardly any: an index of block ranges costs
-- next to nothing, and finds what was written at one time.
CREATE TABLE replaced_records (
    LIKE sip_records,
    content_digest uuid NOT NULL,
    -- The import to whose record it lost, which is as good as any that beats it.
    lost_to bigint NOT NULL
);
CREATE INDEX replaced_records_lost_to ON replaced_records USING brin (lost_to);

ALTER TABLE import_observations
    -- Beside the stamps stated, in step with them: inserted_at where a record has it; whether the
    -- record has no event_date, so that the stamp is none. No array: none has one; all have one.
    ADD inserted_dates date[],
    ADD inserted_minutes smallint[],
    ADD inserted_microseconds integer[],
    ADD without_event_date boolean[],
    -- Of all that the import held, in their order: the record's place in the file less the SIP's
    -- ordinal. One number: it is that of all. No array: the places are not known.
    ADD record_offsets integer[],
    ADD CHECK (cardinality(stamp_dates) = cardinality(inserted_dates)),
    ADD CHECK (cardinality(stamp_dates) = cardinality(inserted_minutes)),
    ADD CHECK (cardinality(stamp_dates) = cardinality(inserted_microseconds)),
    ADD CHECK (cardinality(stamp_dates) = cardinality(without_event_date));

-- Which state the book is in, as before; an undone import is none of it, though its undoing is the
-- newest state. A program that was started before must find the columns that it knows.
-- content_as_of is the date of the newest record in the exports that the book's date is of.
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

-- SIPs that the newest export which was the whole book does not have, nor a bad record of it or of
-- a later one names.
CREATE VIEW hidden_sips AS
    SELECT s.sip_meta_id
      FROM sip_sightings s
     WHERE s.held_as_of < (SELECT max(as_of) FROM imports WHERE complete AND undone_as IS NULL)
       AND NOT EXISTS (SELECT FROM sips_of_bad_records b JOIN imports i USING (import_id)
                        WHERE b.sip_meta_id = s.sip_meta_id AND i.undone_as IS NULL
                          AND i.as_of >= (SELECT max(as_of) FROM imports
                                           WHERE complete AND undone_as IS NULL));

-- A SIP that is forgotten leaves no older record behind.
CREATE FUNCTION forget_replaced_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM replaced_records USING deleted_records
     WHERE replaced_records.sip_meta_id = deleted_records.sip_meta_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_records_take_replaced_along AFTER DELETE ON sip_records
    REFERENCING OLD TABLE AS deleted_records
    FOR EACH STATEMENT EXECUTE FUNCTION forget_replaced_records();

CREATE FUNCTION forget_all_replaced_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM replaced_records;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_records_take_all_replaced_along AFTER TRUNCATE ON sip_records
    FOR EACH STATEMENT EXECUTE FUNCTION forget_all_replaced_records();

-- What was stated of stamps had no inserted_at: the next import states every stamp anew.
UPDATE sip_sightings SET stated_stamp = stamp WHERE stated_stamp IS NULL;

-- The import that was made or taken back, where that is what somebody asked for.
ALTER TABLE audit_log ADD import_id text COLLATE "C";
