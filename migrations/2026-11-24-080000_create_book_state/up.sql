-- Which state the book is in: one row. A view, so that programs may prepare what asks for it.
--
-- The cluster's identity and timeline, the database and the table's file tell a restored copy from
-- its origin; the token tells a book that was made anew in the same place.
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
CREATE INDEX imports_complete_as_of ON imports (as_of) WHERE complete;
