//! A book that holds what no import could have put there.

use diesel::connection::SimpleConnection;
use expect_test::expect;
use store_pg::testing::TestDatabase;

#[test]
fn the_sip_at_fault_is_named_and_the_connection_goes_on() {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    connection
        .batch_execute(
            "ALTER TABLE sip_records DROP CONSTRAINT sip_records_amount_paise_check;
             INSERT INTO imports
             SELECT 1, 'a', repeat('0', 64), '2026-01-30', false, 2, 2, 0, 0, 0, 0, 0, 0, now(), now();
             INSERT INTO sip_records (sip_meta_id, user_id, agent_id, amount_paise, scheme_name,
                                      current_sip_status)
             VALUES ('1', 'asha', '10', 0, '{}', 'Success'), ('2', 'asha', '10', 1, '{}', 'Success');
             INSERT INTO sip_sightings
             SELECT sip_meta_id, NULL, NULL, '2026-01-30', 1, 1, gen_random_uuid(), 1, '2026-01-30', 1
               FROM sip_records",
        )
        .unwrap();
    let damaged = store_pg::load_book(&mut connection).unwrap_err();
    expect![[r#"
        the book is damaged: SIP 1: amount is out of range: money is from zero to under 10^13 rupees, an instalment and a step-up are above zero"#]]
    .assert_eq(&damaged.to_string());

    connection.batch_execute("DELETE FROM sip_records WHERE sip_meta_id = '1'").unwrap();
    let (version, book) = store_pg::load_book(&mut connection).unwrap();
    assert_eq!((version.sequence, book.sip_count()), (1, 1));
}
