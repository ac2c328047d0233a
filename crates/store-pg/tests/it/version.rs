//! A state of the book is never mistaken for another one.

use diesel::connection::SimpleConnection;
use store_pg::book_version;
use store_pg::testing::TestDatabase;

#[test]
fn an_empty_book_has_no_date() {
    let version = book_version(&mut TestDatabase::new().connect()).unwrap();
    assert_eq!((version.sequence, version.as_of), (0, None));
}

#[test]
fn a_copy_and_a_book_made_anew_have_other_epochs() {
    let (one, other) = (TestDatabase::new(), TestDatabase::new());
    let epoch = |database: &TestDatabase| book_version(&mut database.connect()).unwrap().epoch;
    let first = epoch(&one);
    assert_eq!(epoch(&one), first);
    assert_ne!(epoch(&other), first, "a restored copy has the same token");
    one.connect().batch_execute("TRUNCATE imports").unwrap();
    assert_ne!(epoch(&one), first, "data restored in place");
}

#[test]
fn an_ordinary_role_may_ask() {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    let role = format!("reader_{}", std::process::id());
    connection
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
             SET ROLE {role}"
        ))
        .unwrap();
    book_version(&mut connection).unwrap();
    connection
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .unwrap();
}

#[test]
fn an_import_that_gets_an_older_one_s_number_is_another_state() {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    let mut import = |sha256: char| {
        let sha256 = sha256.to_string().repeat(64);
        connection
            .batch_execute(&format!(
                "DELETE FROM imports;
                 INSERT INTO imports VALUES (1, 'f', '{sha256}', '2026-01-30', false,
                     0, 0, 0, 0, 0, 0, 0, 0, now(), now())"
            ))
            .unwrap();
        book_version(&mut connection).unwrap()
    };
    let (first, second) = (import('a'), import('b'));
    assert_eq!((first.sequence, &first.epoch), (second.sequence, &second.epoch));
    assert_ne!(first, second);
}

#[test]
fn a_book_that_is_up_to_date_needs_no_right_to_change_it() {
    let database = TestDatabase::new();
    let mut connection = database.connect();
    connection.batch_execute("SET default_transaction_read_only = on").unwrap();
    store_pg::migrate(&mut connection).unwrap();
    store_pg::load_book(&mut connection).unwrap();
}
