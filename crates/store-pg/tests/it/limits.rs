//! Limits that a role or a database has for everyday statements, and databases that take no changes.

use store_pg::testing::TestDatabase;
use store_pg::{
    NewApiKey, StoreError, append_audit, create_api_key, load_book, migrate, revoke_api_key,
};

/// A migration's statement that takes longer than the limit is not cut off, and the limit holds for
/// all that come after.
#[test]
fn tables_are_brought_up_to_date_under_limits() {
    let database = TestDatabase::without_tables();
    // Making one of the tables takes a second.
    database.execute(
        "CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                         WHERE object_identity = 'public.imports') THEN
                 PERFORM pg_sleep(1);
             END IF;
         END $$;
         CREATE EVENT TRIGGER dawdle ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
             EXECUTE FUNCTION dawdle()",
    );
    database.set("statement_timeout", "500ms");
    database.set("lock_timeout", "500ms");
    let mut connection = database.connect();
    migrate(&mut connection).unwrap();
    let said =
        diesel::RunQueryDsl::execute(diesel::sql_query("SELECT pg_sleep(60)"), &mut connection);
    assert!(said.unwrap_err().to_string().contains("statement timeout"));
}

#[test]
fn a_database_that_takes_no_changes_is_read() {
    let database = TestDatabase::new();
    database.set("default_transaction_read_only", "on");
    let mut connection = database.connect();
    migrate(&mut connection).unwrap();
    load_book(&mut connection).unwrap();
    let key = NewApiKey {
        key_id: "0f3a5c7e9b1d2f4a".to_owned(),
        key_sha256: vec![0; 32],
        name: "a test".to_owned(),
        role: "admin".to_owned(),
        agents: None,
        expires_at: None,
        may_write: false,
    };
    for refused in [
        create_api_key(&mut connection, &key).unwrap_err(),
        revoke_api_key(&mut connection, "0f3a5c7e9b1d2f4a").unwrap_err(),
        append_audit(&mut connection, &[]).unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::ReadOnly), "{refused:?}");
    }
    let bare = TestDatabase::without_tables();
    bare.set("default_transaction_read_only", "on");
    let refused = migrate(&mut bare.connect()).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly), "{refused:?}");
}
