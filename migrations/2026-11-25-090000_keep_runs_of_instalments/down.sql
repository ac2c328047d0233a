SET LOCAL work_mem = '256MB';

DROP TRIGGER sip_sightings_take_all_amounts_along ON sip_sightings;
DROP FUNCTION forget_all_amounts();
DROP TRIGGER sip_sightings_take_amounts_along ON sip_sightings;
DROP FUNCTION forget_amounts();

-- What each import held of each SIP: what was last stated of it.
CREATE TEMPORARY TABLE told_sips ON COMMIT DROP AS
WITH held AS (
    SELECT import_id, part * 4096 + unnest(positions_held(held_words, held_bits)) AS ordinal
      FROM import_observations),
contents AS (
    SELECT o.import_id, o.part * 4096 + c.position AS ordinal, c.amount_paise,
           lead(o.import_id) OVER (PARTITION BY o.part, c.position ORDER BY o.import_id) AS until
      FROM import_observations o
     CROSS JOIN unnest(o.positions, o.amounts_paise) AS c (position, amount_paise)),
stamps AS (
    SELECT o.import_id, o.part * 4096 + s.position AS ordinal,
           s.day + make_interval(mins => s.minutes, secs => coalesce(s.microseconds, 0) / 1e6) AS stamp,
           lead(o.import_id) OVER (PARTITION BY o.part, s.position ORDER BY o.import_id) AS until
      FROM import_observations o
     CROSS JOIN unnest(
               coalesce(o.stamp_positions, positions_held(o.held_words, o.held_bits)),
               o.stamp_dates, o.stamp_minutes, o.stamp_microseconds)
           AS s (position, day, minutes, microseconds)
     WHERE o.stamp_dates IS NOT NULL)
SELECT h.import_id, h.ordinal, c.amount_paise, s.stamp
  FROM held h
  JOIN contents c ON c.ordinal = h.ordinal AND c.import_id <= h.import_id
                 AND (c.until > h.import_id) IS NOT FALSE
  JOIN stamps s ON s.ordinal = h.ordinal AND s.import_id <= h.import_id
               AND (s.until > h.import_id) IS NOT FALSE;

ALTER TABLE sip_sightings RENAME TO new_sightings;
ALTER INDEX sip_sightings_pkey RENAME TO new_sightings_pkey;
ALTER TABLE sip_amounts RENAME TO new_amounts;
ALTER INDEX sip_amounts_pkey RENAME TO new_amounts_pkey;
DROP TABLE import_observations;

CREATE TABLE import_observations (
    import_id bigint NOT NULL,
    part integer NOT NULL,
    sip_meta_ids text[] COLLATE "C" NOT NULL,
    amounts_paise bigint[] NOT NULL,
    stamps timestamp[] NOT NULL,
    PRIMARY KEY (import_id, part),
    CHECK (cardinality(sip_meta_ids) = cardinality(amounts_paise)),
    CHECK (cardinality(sip_meta_ids) = cardinality(stamps))
);
INSERT INTO import_observations
SELECT t.import_id, t.ordinal / 4096, array_agg(s.sip_meta_id), array_agg(t.amount_paise),
       array_agg(t.stamp)
  FROM told_sips t JOIN new_sightings s USING (ordinal)
 GROUP BY 1, 2;

CREATE TABLE sip_sightings (
    sip_meta_id text COLLATE "C" PRIMARY KEY,
    inserted_at timestamp,
    event_date timestamp,
    stamp timestamp NOT NULL,
    import_id bigint NOT NULL,
    record_number bigint NOT NULL,
    content_digest uuid NOT NULL,
    held_import_id bigint NOT NULL,
    held_as_of date NOT NULL,
    held_amount_paise bigint NOT NULL CHECK (held_amount_paise > 0)
) WITH (fillfactor = 50);
INSERT INTO sip_sightings
SELECT s.sip_meta_id, s.inserted_at, s.event_date, s.stamp, s.import_id, s.record_number,
       s.content_digest, coalesce(h.import_id, s.import_id), s.held_as_of, s.held_amount_paise
  FROM new_sightings s
  LEFT JOIN (SELECT t.ordinal, i.as_of AS held_as_of, max(i.import_id) AS import_id
               FROM told_sips t JOIN imports i USING (import_id) GROUP BY 1, 2) h
            USING (ordinal, held_as_of);

CREATE TABLE sip_amounts (
    sip_meta_id text COLLATE "C" NOT NULL,
    as_of date NOT NULL,
    amount_paise bigint NOT NULL CHECK (amount_paise > 0),
    import_id bigint NOT NULL,
    PRIMARY KEY (sip_meta_id, as_of)
);
INSERT INTO sip_amounts
SELECT sip_meta_id, as_of, amount_paise, import_id FROM new_amounts;

DROP TABLE told_sips, new_amounts, new_sightings;
DROP FUNCTION positions_held(smallint[], bigint[]);
