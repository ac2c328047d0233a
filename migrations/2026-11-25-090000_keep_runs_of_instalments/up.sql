-- The history of a SIP is a row for every run of imports that saw one instalment, and what each
-- import saw is stored as what it says anew. What the older tables say is carried over; what they
-- never knew stays null: the totals at a run's beginning, and whether two older records were equal.
SET LOCAL work_mem = '256MB';

ALTER TABLE sip_sightings RENAME TO old_sightings;
ALTER INDEX sip_sightings_pkey RENAME TO old_sightings_pkey;
ALTER TABLE sip_amounts RENAME TO old_amounts;
ALTER INDEX sip_amounts_pkey RENAME TO old_amounts_pkey;
ALTER TABLE import_observations RENAME TO old_observations;
ALTER INDEX import_observations_pkey RENAME TO old_observations_pkey;

-- What changes with every export even where the record does not: a narrow row, with room to be
-- rewritten in place.
CREATE TABLE sip_sightings (
    sip_meta_id text COLLATE "C" PRIMARY KEY,
    -- The SIP's number, by which import_observations knows it. It is never given twice.
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    inserted_at timestamp,
    event_date timestamp,
    -- event_date, else inserted_at, else midnight of the import's date: the newer record wins.
    stamp timestamp NOT NULL,
    -- The import whose record the book keeps, and the record's place in its file.
    import_id bigint NOT NULL,
    record_number bigint NOT NULL,
    -- Of the record without its stamps: equal digests are equal records.
    content_digest uuid NOT NULL,
    -- The date of the newest import that held this very record, and of the newest that held the SIP.
    record_as_of date NOT NULL,
    held_as_of date NOT NULL,
    -- The instalment seen on the latter.
    held_amount_paise bigint NOT NULL CHECK (held_amount_paise > 0),
    -- What the last import that held the SIP said of it, where that is not the record that the book
    -- keeps: import_observations repeats nothing. A digest of zeros is one that is not known.
    stated_digest uuid,
    stated_stamp timestamp
) WITH (fillfactor = 50);

-- A row for every run of imports, in the order of their dates, that saw one instalment.
CREATE TABLE sip_amounts (
    sip_meta_id text COLLATE "C" NOT NULL,
    -- The date of the run's first import, and which one it was.
    as_of date NOT NULL,
    import_id bigint NOT NULL,
    -- The date of its last; null for the SIP's newest run, which ends at its held_as_of.
    last_as_of date CHECK (last_as_of >= as_of),
    amount_paise bigint NOT NULL CHECK (amount_paise > 0),
    -- The lifetime totals as the run's first import had them. Null is not known: the record did not
    -- say, or the run began before these columns did.
    success_count integer CHECK (success_count >= 0),
    success_amount_paise bigint CHECK (success_amount_paise >= 0),
    failed_amount_paise bigint CHECK (failed_amount_paise >= 0),
    PRIMARY KEY (sip_meta_id, as_of)
);

-- What each import saw, a row for 4096 SIPs (part is ordinal / 4096, position is ordinal % 4096), so
-- that an import that comes late, or speaks of a date that another one spoke of, puts the history
-- right. A SIP's record and its stamp are stated where they are not what was stated before: what an
-- import held is what the last statement up to it says, by import_id, whatever the imports' dates.
CREATE TABLE import_observations (
    import_id bigint NOT NULL,
    part integer NOT NULL,
    -- Which positions the import held, by words of 64 bits. No numbers of words: all 64 of them.
    held_words smallint[],
    held_bits bigint[] NOT NULL,
    -- The records stated: arrays in step. A digest or a total that is null is not known.
    positions smallint[],
    content_digests uuid[],
    amounts_paise bigint[],
    success_counts integer[],
    success_amounts_paise bigint[],
    failed_amounts_paise bigint[],
    -- The stamps stated, their time of day in minutes. No positions: all that the import held, in
    -- their order. No seconds: all of them are whole minutes.
    stamp_positions smallint[],
    stamp_dates date[],
    stamp_minutes smallint[],
    stamp_microseconds integer[],
    PRIMARY KEY (import_id, part),
    CHECK (cardinality(held_words) = cardinality(held_bits)),
    CHECK (cardinality(positions) = cardinality(content_digests)),
    CHECK (cardinality(positions) = cardinality(amounts_paise)),
    CHECK (cardinality(positions) = cardinality(success_counts)),
    CHECK (cardinality(positions) = cardinality(success_amounts_paise)),
    CHECK (cardinality(positions) = cardinality(failed_amounts_paise)),
    CHECK (cardinality(stamp_positions) = cardinality(stamp_dates)),
    CHECK (cardinality(stamp_dates) = cardinality(stamp_minutes)),
    CHECK (cardinality(stamp_dates) = cardinality(stamp_microseconds))
);

-- The positions that an import held, in their order.
CREATE FUNCTION positions_held(words smallint[], bits bigint[]) RETURNS smallint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg((word * 64 + bit)::smallint ORDER BY word, bit)
      FROM unnest(coalesce(words, ARRAY(SELECT generate_series(0, 63)::smallint)), bits)
           AS held (word, bits_of_word)
     CROSS JOIN generate_series(0, 63) AS bit
     WHERE bits_of_word >> bit & 1 = 1
$$;

-- The import whose record the book keeps held it for certain.
INSERT INTO sip_sightings
SELECT s.sip_meta_id, row_number() OVER (ORDER BY s.sip_meta_id) - 1, s.inserted_at, s.event_date,
       s.stamp, s.import_id, s.record_number, s.content_digest, i.as_of, s.held_as_of,
       s.held_amount_paise
  FROM old_sightings s JOIN imports i USING (import_id);
CREATE INDEX sip_sightings_ordinal ON sip_sightings (ordinal);
ANALYZE sip_sightings;

-- What each import saw of each SIP that still has a record. Of the records, only the one that the
-- book keeps is known by more than its instalment.
CREATE TEMPORARY TABLE told_sips ON COMMIT DROP AS
SELECT o.import_id, s.ordinal, u.amount_paise, u.stamp, o.import_id = s.import_id AS is_kept,
       (u.amount_paise, o.import_id = s.import_id)
           IS DISTINCT FROM (lag(u.amount_paise) OVER w, lag(o.import_id = s.import_id) OVER w)
           AS states_content,
       u.stamp IS DISTINCT FROM lag(u.stamp) OVER w AS states_stamp,
       lead(o.import_id) OVER w IS NULL AS is_last
  FROM old_observations o
 CROSS JOIN unnest(o.sip_meta_ids, o.amounts_paise, o.stamps) AS u (sip_meta_id, amount_paise, stamp)
  JOIN sip_sightings s ON s.sip_meta_id = u.sip_meta_id
WINDOW w AS (PARTITION BY s.ordinal ORDER BY o.import_id);
ANALYZE told_sips;

WITH held AS (
    SELECT import_id, part, array_agg(word ORDER BY word) AS words, array_agg(bits ORDER BY word) AS bits
      FROM (SELECT import_id, ordinal / 4096 AS part, (ordinal % 4096 / 64)::smallint AS word,
                   bit_or(1::bigint << ordinal % 64) AS bits
              FROM told_sips GROUP BY 1, 2, 3) words
     GROUP BY 1, 2),
contents AS (
    SELECT t.import_id, t.ordinal / 4096 AS part,
           array_agg((t.ordinal % 4096)::smallint) AS positions,
           array_agg(s.content_digest) AS content_digests,
           array_agg(t.amount_paise) AS amounts_paise,
           array_agg(r.success_count) AS success_counts,
           array_agg(r.success_amount_paise) AS success_amounts_paise,
           array_agg(r.failed_amount_paise) AS failed_amounts_paise
      FROM told_sips t
      LEFT JOIN sip_sightings s ON t.is_kept AND s.ordinal = t.ordinal
      LEFT JOIN sip_records r ON r.sip_meta_id = s.sip_meta_id
     WHERE t.states_content GROUP BY 1, 2),
stamps AS (
    SELECT import_id, ordinal / 4096 AS part,
           array_agg((ordinal % 4096)::smallint) AS positions,
           array_agg(stamp::date) AS dates,
           array_agg((date_part('hour', stamp) * 60 + date_part('minute', stamp))::smallint) AS minutes,
           array_agg(date_part('microseconds', stamp)::integer) AS microseconds,
           bool_or(date_part('microseconds', stamp) > 0) AS are_fine
      FROM told_sips WHERE states_stamp GROUP BY 1, 2)
INSERT INTO import_observations
SELECT import_id, part, CASE WHEN cardinality(h.words) < 64 THEN h.words END, h.bits,
       c.positions, c.content_digests, c.amounts_paise, c.success_counts, c.success_amounts_paise,
       c.failed_amounts_paise,
       s.positions, s.dates, s.minutes, CASE WHEN s.are_fine THEN s.microseconds END
  FROM held h
  LEFT JOIN contents c USING (import_id, part)
  LEFT JOIN stamps s USING (import_id, part);

-- Where an older record came after the one that the book keeps, its digest is not known.
UPDATE sip_sightings s
   SET stated_digest = '00000000-0000-0000-0000-000000000000', stated_stamp = nullif(t.stamp, s.stamp)
  FROM told_sips t
 WHERE t.ordinal = s.ordinal AND t.is_last AND NOT t.is_kept;

-- A run ended at the last import before the next run that held the SIP. The totals are known where
-- the run's first import is the one whose record the book keeps.
WITH runs AS (
    SELECT a.*, s.ordinal, a.import_id = s.import_id AS is_kept,
           lead(a.as_of) OVER (PARTITION BY a.sip_meta_id ORDER BY a.as_of) AS next_as_of
      FROM old_amounts a JOIN sip_sightings s USING (sip_meta_id)),
ends AS (
    SELECT u.sip_meta_id, u.as_of, max(i.as_of) AS last_as_of
      FROM runs u
      JOIN told_sips t USING (ordinal)
      JOIN imports i ON i.import_id = t.import_id
     WHERE u.next_as_of IS NOT NULL AND i.as_of >= u.as_of AND i.as_of < u.next_as_of
     GROUP BY 1, 2)
INSERT INTO sip_amounts
SELECT u.sip_meta_id, u.as_of, u.import_id,
       CASE WHEN u.next_as_of IS NOT NULL THEN coalesce(e.last_as_of, u.as_of) END, u.amount_paise,
       r.success_count, r.success_amount_paise, r.failed_amount_paise
  FROM runs u
  LEFT JOIN ends e USING (sip_meta_id, as_of)
  LEFT JOIN sip_records r ON u.is_kept AND r.sip_meta_id = u.sip_meta_id;

DROP TABLE told_sips, old_observations, old_amounts, old_sightings;

-- A SIP that is forgotten begins anew with the next export that holds it: its history speaks of an
-- ordinal that is no more, and would have two newest runs.
CREATE FUNCTION forget_amounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sip_amounts USING deleted_sightings
     WHERE sip_amounts.sip_meta_id = deleted_sightings.sip_meta_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_sightings_take_amounts_along AFTER DELETE ON sip_sightings
    REFERENCING OLD TABLE AS deleted_sightings
    FOR EACH STATEMENT EXECUTE FUNCTION forget_amounts();

CREATE FUNCTION forget_all_amounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sip_amounts;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_sightings_take_all_amounts_along AFTER TRUNCATE ON sip_sightings
    FOR EACH STATEMENT EXECUTE FUNCTION forget_all_amounts();
