//! Migrations go up, down and up again to the same tables, which are those that the code knows.

use diesel_migrations::MigrationHarness;
use local_pg::{Row, Server};
use store_pg::testing::TestDatabase;
use store_pg::{MIGRATIONS, migrate};

/// Everything that makes a table what it is, a line each.
const DUMP: &str = "
    SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                  a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) || coalesce(k.collname, '')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      LEFT JOIN pg_collation k ON k.oid = a.attcollation
     WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT format('%s %s', sequencename, data_type) FROM pg_sequences
    ORDER BY 1";

/// What `cargo xtask schema` writes into `schema.rs`.
const PRINTED_SCHEMA: &str = include_str!("../../../../xtask/src/schema.sql");

fn rows(database: &TestDatabase, sql: &str) -> Vec<Row> {
    let url = database.url();
    let (_, name) = url.rsplit_once('/').unwrap();
    Server::from_url(&url).unwrap().execute(name, sql).unwrap()
}

fn dump(database: &TestDatabase) -> Vec<String> {
    rows(database, DUMP).into_iter().map(|row| row[0].clone().unwrap_or_default()).collect()
}

#[test]
fn up_down_up() {
    let database = TestDatabase::without_tables();
    let mut connection = database.connect();
    migrate(&mut connection).unwrap();
    let first = dump(&database);
    assert!(first.iter().any(|line| line.starts_with("sip_records.sip_meta_id text")));
    connection.revert_all_migrations(MIGRATIONS).unwrap();
    let bare = dump(&database);
    assert!(bare.iter().all(|line| line.contains("__diesel_schema_migrations")), "{bare:#?}");
    migrate(&mut connection).unwrap();
    assert_eq!(dump(&database), first);
    migrate(&mut connection).unwrap();
    assert_eq!(dump(&database), first);
}

#[test]
fn schema_rs_is_what_the_migrations_make() {
    let printed = rows(&TestDatabase::new(), PRINTED_SCHEMA);
    assert_eq!(printed[0][0].as_deref(), Some(include_str!("../../src/schema.rs")));
}

#[test]
fn many_may_migrate_at_once() {
    let database = TestDatabase::without_tables();
    std::thread::scope(|scope| {
        let migrating: Vec<_> =
            (0..4).map(|_| scope.spawn(|| migrate(&mut database.connect()))).collect();
        for migrated in migrating {
            migrated.join().unwrap().unwrap();
        }
    });
}
