//! A book that holds what no import could have put there.

use diesel::connection::SimpleConnection;
use expect_test::{Expect, expect};
use store_pg::PgConnection;
use store_pg::testing::TestDatabase;

/// One import of two SIPs: the tables refuse nothing, so that whatever is wrong can be put there.
fn book() -> (TestDatabase, PgConnection) {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    connection
        .batch_execute(
            "ALTER TABLE sip_records DROP CONSTRAINT sip_records_amount_paise_check,
                                     DROP CONSTRAINT sip_records_num_days_check,
                                     DROP CONSTRAINT sip_records_user_id_check;
             INSERT INTO imports
             SELECT 1, 'a', repeat('0', 64), '2026-01-30', false, 2, 2, 0, 0, 0, 0, 0, 0, now(), now();
             INSERT INTO sip_records (sip_meta_id, user_id, agent_id, amount_paise, scheme_name,
                                      current_sip_status)
             VALUES ('1', 'asha', '10', 1, '{}', 'Success'), ('2', 'asha', '10', 1, '{}', 'Success');
             INSERT INTO sip_sightings
             SELECT sip_meta_id, 0, NULL, NULL, '2026-01-30', 1, 1, gen_random_uuid(), '2026-01-30',
                    '2026-01-30', 1
               FROM sip_records",
        )
        .unwrap();
    (database, connection)
}

#[test]
fn the_sip_at_fault_is_named_and_the_connection_goes_on() {
    let check = |damage: &str, expected: Expect| {
        let (_database, mut connection) = book();
        connection.batch_execute(damage).unwrap();
        let damaged = store_pg::load_book(&mut connection).unwrap_err();
        expected.assert_eq(&damaged.to_string());

        connection.batch_execute("DELETE FROM sip_records WHERE sip_meta_id = '1'").unwrap();
        let (version, book) = store_pg::load_book(&mut connection).unwrap();
        assert_eq!((version.sequence, book.sip_count()), (1, 1), "{damage}");
    };
    check(
        "UPDATE sip_records SET amount_paise = 0 WHERE sip_meta_id = '1'",
        expect![[
            r#"the book is damaged: SIP 1: amount is out of range: money is from zero to under 10^13 rupees, an instalment and a step-up are above zero"#
        ]],
    );
    check(
        "UPDATE sip_records SET num_days = -1 WHERE sip_meta_id = '1'",
        expect!["the book is damaged: SIP 1: r.num_days holds what no import writes"],
    );
    check(
        "UPDATE sip_records SET increment_period = '0M' WHERE sip_meta_id = '1'",
        expect!["the book is damaged: SIP 1: r.increment_period holds what no import writes"],
    );
    check(
        "UPDATE sip_records SET user_id = '' WHERE sip_meta_id = '1'",
        expect![
            "the book is damaged: SIP 1: user_id is empty: a book knows SIPs, clients and agents by their ids"
        ],
    );
    check(
        "UPDATE sip_sightings SET record_as_of = '2026-01-31' WHERE sip_meta_id = '1'",
        expect![
            "the book is damaged: SIP 1: the record is of 2026-01-31, later than its book, which is of 2026-01-30"
        ],
    );
}

#[test]
fn a_sip_that_the_tables_hold_twice_is_named() {
    let (_database, mut connection) = book();
    connection
        .batch_execute(
            "ALTER TABLE sip_records DROP CONSTRAINT sip_records_pkey;
             INSERT INTO sip_records SELECT * FROM sip_records WHERE sip_meta_id = '2'",
        )
        .unwrap();
    let damaged = store_pg::load_book(&mut connection).unwrap_err();
    expect!["the book is damaged: SIP 2: it is there twice"].assert_eq(&damaged.to_string());
}
