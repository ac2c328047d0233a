//! A connection is a session of its own, in a database that takes every text.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use store_pg::testing::{PgBouncer, TestDatabase};
use store_pg::{StoreError, api_keys, connect, migrate};

fn is_refused_as_pooled(url: &str) -> bool {
    match connect(url, "test") {
        Ok(_) => false,
        Err(StoreError::Unsuitable(said)) => {
            let remedy = "Give the address of PostgreSQL itself, or of a pool in session mode";
            assert!(said.ends_with(remedy), "{said}");
            true
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_pooler_that_lends_sessions_is_refused_and_no_other() {
    let database = TestDatabase::without_tables();
    for (settings, is_refused) in [
        ("pool_mode = transaction", true),
        ("pool_mode = transaction\nserver_round_robin = 1", true),
        ("pool_mode = transaction\ndefault_pool_size = 1", true),
        ("pool_mode = transaction\nmin_pool_size = 3", true),
        ("pool_mode = session", false),
        ("pool_mode = session\ndefault_pool_size = 1", false),
        ("pool_mode = session\nserver_round_robin = 1", false),
    ] {
        let Some(bouncer) = PgBouncer::start(&database, settings) else { return };
        assert_eq!(is_refused_as_pooled(&bouncer.url()), is_refused, "{settings}");
    }
}

/// Whichever of several processes is lent next.
#[test]
fn a_pool_that_others_have_warmed_is_refused_too() {
    let database = TestDatabase::without_tables();
    for order in ["server_round_robin = 0", "server_round_robin = 1"] {
        for processes in 1..=4 {
            let settings = format!("pool_mode = transaction\n{order}");
            let Some(bouncer) = PgBouncer::start(&database, &settings) else { return };
            let mut others: Vec<PgConnection> =
                (0..processes).map(|_| PgConnection::establish(&bouncer.url()).unwrap()).collect();
            // All at once, so that each is lent a process; and then one keeps its own.
            others.iter_mut().for_each(|other| other.batch_execute("BEGIN; SELECT 1").unwrap());
            others.iter_mut().skip(1).for_each(|other| other.batch_execute("COMMIT").unwrap());
            assert!(is_refused_as_pooled(&bouncer.url()), "{order} {processes}");
        }
    }
}

#[test]
fn a_pool_in_session_mode_does_all_that_a_direct_address_does() {
    let database = TestDatabase::without_tables();
    let Some(bouncer) = PgBouncer::start(&database, "pool_mode = session") else { return };
    let mut connection = connect(&bouncer.url(), "by way of a pool").unwrap();
    migrate(&mut connection).unwrap();
    assert_eq!(api_keys(&mut connection).unwrap(), []);
    assert_eq!(api_keys(&mut database.connect()).unwrap(), []);
    let named = database.execute(
        "SELECT DISTINCT application_name FROM pg_stat_activity
          WHERE datname = current_database() AND application_name LIKE 'by%'",
    );
    assert_eq!(named, [[Some("by way of a pool".to_owned())]]);
}

#[test]
fn what_a_pooler_does_not_pass_on_is_named() {
    let database = TestDatabase::without_tables();
    let Some(bouncer) = PgBouncer::start(&database, "pool_mode = session") else { return };
    let url = format!("{}?options=-cjit%3Doff", bouncer.url());
    let said = connect(&url, "test").err().unwrap();
    assert!(matches!(said, StoreError::Address(_)), "{said:?}");
    let said = said.to_string();
    assert!(
        said.contains("a pooler that does not take the parameter: options: leave it out"),
        "{said}"
    );
}

/// A server that lets nobody else in cannot be asked a second time, and is used all the same.
#[test]
fn the_last_connection_that_there_is_will_do() {
    let database = TestDatabase::new();
    let (url, role) = (database.url(), format!("alone_{}", std::process::id()));
    database.execute(&format!("CREATE ROLE {role} LOGIN CONNECTION LIMIT 1"));
    let alone = url.replacen("app@", &format!("{role}@"), 1);
    assert!(connect(&alone, "test").is_ok());
    database.execute(&format!("DROP ROLE {role}"));
}

#[test]
fn another_encoding_than_utf_8_is_refused_with_what_makes_one() {
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let database = TestDatabase::encoded_as(encoding);
        let said = connect(&database.url(), "test").err().unwrap();
        assert!(matches!(said, StoreError::Unsuitable(_)), "{said:?}");
        let said = said.to_string();
        assert!(said.starts_with(&format!("the database's encoding is {encoding}, ")), "{said}");
        let remedy = "CREATE DATABASE name TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'";
        assert!(said.contains(remedy), "{said}");
    }
}
