-- The tables of a migrated database, as schema.rs has them: one text.
WITH shape AS (
    SELECT c.oid, c.relname, a.attnum, a.attname,
           CASE WHEN t.typelem <> 0 AND t.typlen = -1
                THEN 'Array<' || initcap(e.typname) || '>' ELSE initcap(t.typname) END AS kind,
           a.attnotnull
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = t.typelem
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND c.relname NOT LIKE '\_\_diesel%'),
keys AS (
    SELECT i.indrelid AS oid,
           string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum)) AS names
      FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indisprimary GROUP BY 1),
tables AS (
    SELECT s.relname COLLATE "C" AS name,
           format(E'diesel::table! {\n    %s (%s) {\n%s\n    }\n}\n\n', s.relname, k.names,
                  string_agg(format('        %s -> %s,', s.attname,
                      CASE WHEN s.attnotnull THEN s.kind ELSE 'Nullable<' || s.kind || '>' END),
                      E'\n' ORDER BY s.attnum)) AS definition
      FROM shape s JOIN keys k USING (oid)
     GROUP BY s.relname, k.names)
SELECT E'// Made from the migrated database by `cargo xtask schema`. Do not edit.\n\n'
    || string_agg(definition, '' ORDER BY name)
    || E'diesel::allow_tables_to_appear_in_same_query!(\n'
    || string_agg(format(E'    %s,\n', name), '' ORDER BY name)
    || E');\n'
  FROM tables
