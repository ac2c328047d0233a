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
