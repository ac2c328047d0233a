//! The tables themselves refuse what cannot be.

use diesel::connection::SimpleConnection;
use store_pg::testing::TestDatabase;

const SIP: &str =
    "INSERT INTO sip_records (sip_meta_id, user_id, agent_id, amount_paise, scheme_name,
                                            current_sip_status, success_count, increment_period)";

#[test]
fn what_cannot_be_is_refused() {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    let rows = [
        ("('1', 'u', '0', 100, '{}', 'Success', 1, '6M')", true),
        ("('1', 'u', '0', 100, '{}', 'Success', 1, '6M')", false),
        ("('', 'u', '0', 100, '{}', 'Success', 1, '6M')", false),
        ("('2', '', '0', 100, '{}', 'Success', 1, '6M')", false),
        ("('2', 'u', '0', 0, '{}', 'Success', 1, '6M')", false),
        ("('2', 'u', '0', 1000000000000000, '{}', 'Success', 1, '6M')", false),
        ("('2', 'u', '0', 999999999999999, '{}', 'Success', 1, '6M')", true),
        ("('3', 'u', '0', 100, NULL, 'Success', 1, '6M')", false),
        ("('3', 'u', '0', 100, '{}', 'Success', -1, '6M')", false),
        ("('3', 'u', '0', 100, '{}', 'Success', 1, 'M6')", false),
    ];
    for (values, accepted) in rows {
        let inserted = connection.batch_execute(&format!("{SIP} VALUES {values}"));
        assert_eq!(inserted.is_ok(), accepted, "{values}: {inserted:?}");
    }
}
