//! What older tables say is carried over into those of runs, and back.

use diesel::connection::SimpleConnection;
use diesel_migrations::MigrationHarness;
use local_pg::Server;
use store_pg::testing::TestDatabase;
use store_pg::{MIGRATIONS, PgConnection};

/// The migration that is tested.
const RUNS: &str = "20261125090000";

/// Four imports: SIP 1 stepped up, SIP 2 was last held by the second, SIP 3 has an older record that
/// came late, SIP 4 was deleted by hand before its sighting would have gone along; and as many others
/// as two parts have room for, of which every import held all but a few.
const FILL: &str = "
    INSERT INTO imports
    SELECT n, 'f', repeat(n::text, 64), d::date, false, 0, 0, 0, 0, 0, 0, 0, 0, now(), now()
      FROM (VALUES (1, '2026-01-10'), (2, '2026-02-10'), (3, '2026-03-10'), (4, '2026-01-20')) i (n, d);
    CREATE TEMPORARY TABLE seen AS
    SELECT * FROM (VALUES
        (1, '1', 100, '2026-01-01 08:49'::timestamp), (2, '1', 100, '2026-01-01 08:49'),
        (3, '1', 150, '2026-03-01 08:49:30.5'),
        (1, '2', 200, '2026-01-01'), (2, '2', 200, '2026-02-01'),
        (2, '3', 70, '2026-02-01'), (4, '3', 50, '2026-01-15'),
        (1, '4', 1, '2026-01-01')) s (import_id, sip_meta_id, amount, stamp)
    UNION ALL
    SELECT i, 'other ' || o, 300 + o % 2 * i, '2026-01-01'::timestamp + i * interval '1 day'
      FROM generate_series(1, 3) i CROSS JOIN generate_series(1, 6000) o WHERE (o + i) % 7 > 0;
    INSERT INTO import_observations
    SELECT import_id, length(sip_meta_id), array_agg(sip_meta_id), array_agg(amount), array_agg(stamp)
      FROM seen GROUP BY 1, 2;
    INSERT INTO sip_amounts
    SELECT sip_meta_id, as_of, amount, import_id
      FROM (SELECT s.*, i.as_of, lag(amount) OVER (PARTITION BY sip_meta_id ORDER BY i.as_of) AS before
              FROM seen s JOIN imports i USING (import_id)) c
     WHERE before IS DISTINCT FROM amount;
    INSERT INTO sip_records (sip_meta_id, user_id, agent_id, amount_paise, scheme_name,
                             current_sip_status, success_count, success_amount_paise)
    SELECT DISTINCT ON (sip_meta_id) sip_meta_id, 'u', '0', amount, '{}', 'Success', 7, 700
      FROM seen WHERE sip_meta_id <> '4' ORDER BY sip_meta_id, stamp DESC;
    INSERT INTO sip_sightings
    SELECT DISTINCT ON (sip_meta_id) sip_meta_id, NULL, stamp, stamp, import_id, 1,
           md5(sip_meta_id)::uuid, import_id, i.as_of, amount
      FROM seen s JOIN imports i USING (import_id) WHERE sip_meta_id <> '4'
     ORDER BY sip_meta_id, stamp DESC";

/// What the older tables hold, whatever the order and the parts, but for SIP 4.
const OLD: [&str; 3] = [
    "SELECT s FROM sip_sightings s ORDER BY sip_meta_id",
    "SELECT a FROM sip_amounts a WHERE sip_meta_id <> '4' ORDER BY sip_meta_id, as_of",
    "SELECT o.import_id, u FROM import_observations o
      CROSS JOIN unnest(sip_meta_ids, amounts_paise, stamps) u (id, amount, stamp)
      WHERE u.id <> '4' ORDER BY o.import_id, u.id",
];

fn rows(database: &TestDatabase, sql: &str) -> Vec<String> {
    let url = database.url();
    let (_, name) = url.rsplit_once('/').unwrap();
    let rows = Server::from_url(&url).unwrap().execute(name, sql).unwrap();
    let cell = |cell: Option<String>| cell.unwrap_or_else(|| "-".to_owned());
    rows.into_iter().map(|row| row.into_iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
}

/// Brings the tables to where they were before the migration.
fn migrate_up_to_runs(connection: &mut PgConnection) {
    loop {
        let pending = connection.pending_migrations(MIGRATIONS).unwrap();
        if pending[0].name().version().to_string() == RUNS {
            return;
        }
        connection.run_next_migration(MIGRATIONS).unwrap();
    }
}

#[test]
fn what_is_known_is_carried_over_and_back() {
    let database = TestDatabase::without_tables();
    let mut connection = database.connect();
    migrate_up_to_runs(&mut connection);
    connection.batch_execute(FILL).unwrap();
    let old = OLD.map(|sql| rows(&database, sql));

    connection.run_next_migration(MIGRATIONS).unwrap();
    let runs = "SELECT sip_meta_id, as_of, last_as_of, import_id, amount_paise, success_count,
                       success_amount_paise, failed_amount_paise
                  FROM sip_amounts WHERE sip_meta_id <= '4' ORDER BY 1, 2";
    assert_eq!(
        rows(&database, runs),
        [
            "1 2026-01-10 2026-02-10 1 100 - - -",
            "1 2026-03-10 - 3 150 7 700 -",
            "2 2026-01-10 - 1 200 - - -",
            "3 2026-01-20 2026-01-20 4 50 - - -",
            "3 2026-02-10 - 2 70 7 700 -",
        ]
    );
    let dates = "SELECT sip_meta_id, ordinal, record_as_of, held_as_of, stated_digest, stated_stamp
                   FROM sip_sightings WHERE sip_meta_id <= '4' ORDER BY 1";
    assert_eq!(
        rows(&database, dates),
        [
            "1 0 2026-03-10 2026-03-10 - -",
            "2 1 2026-02-10 2026-02-10 - -",
            "3 2 2026-02-10 2026-02-10 00000000-0000-0000-0000-000000000000 2026-01-15 00:00:00",
        ]
    );
    // Of SIP 1 the second import repeats what the first said; the digest of the third is known.
    let stated = "SELECT import_id, p.* FROM import_observations o
                   CROSS JOIN unnest(positions, amounts_paise, content_digests)
                              AS p (position, amount, digest)
                   WHERE part = 0 AND position = 0 ORDER BY 1";
    let digest = "c4ca4238-a0b9-2382-0dcc-509a6f75849b";
    assert_eq!(rows(&database, stated), ["1 0 100 -".to_owned(), format!("3 0 150 {digest}")]);

    connection.revert_last_migration(MIGRATIONS).unwrap();
    for (sql, old) in OLD.iter().zip(old) {
        assert_eq!(rows(&database, sql), old, "{sql}");
    }
}
