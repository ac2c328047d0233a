//! Reaching the database, and bringing its tables up to date.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::r2d2::ConnectionManager;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::address::{check_address, complete};
use crate::error::StoreError;
use crate::session;

/// Every migration of the book's tables.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Connections that answers share.
pub type Pool = r2d2::Pool<ConnectionManager<PgConnection>>;

/// Any number will do, so long as no other program takes the same one.
const MIGRATION_LOCK: i64 = 0x5349_5020_4d49;

/// Connects to the database at `url`, under a name that other programs see. The connection is a
/// session of its own, in a database that takes every text.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used, [`StoreError::Unsuitable`] for a pooler
/// that lends sessions and for another encoding than UTF-8, [`StoreError::Away`] where nobody answers.
pub fn connect(url: &str, application: &str) -> Result<PgConnection, StoreError> {
    check_address(url)?;
    let url = complete(url, application);
    let mut connection = PgConnection::establish(&url)?;
    session::check(&mut connection, &url)?;
    Ok(connection)
}

/// Connections to the database at `url`, made when first asked for, under a name that other programs
/// see. Whether the database is suitable [`connect`] says.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used.
pub fn pool(
    url: &str,
    application: &str,
    size: u32,
    patience: Duration,
) -> Result<Pool, StoreError> {
    check_address(url)?;
    let builder =
        r2d2::Pool::builder().max_size(size).min_idle(Some(0)).connection_timeout(patience);
    Ok(builder.build_unchecked(ConnectionManager::new(complete(url, application))))
}

/// Limits that a role or a database may have, and that are no measure of what a migration takes. The
/// last one came with PostgreSQL 17.
const WITHOUT_LIMITS: &str = "
    SET statement_timeout = 0;
    SET lock_timeout = 0;
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'";
const WITH_LIMITS: &str = "
    SELECT set_config(name, reset_val, false) FROM pg_settings WHERE name = 'transaction_timeout';
    RESET lock_timeout;
    RESET statement_timeout";

/// Brings the tables up to date; does nothing where they are, and so needs no right to change them
/// there. Two programs may try at once.
///
/// # Errors
/// [`StoreError::ReadOnly`] where they are not and the database takes no changes,
/// [`StoreError::Migration`] with what the database said.
pub fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    if is_up_to_date(connection)? {
        return Ok(());
    }
    if is_read_only(connection)? {
        return Err(StoreError::ReadOnly);
    }
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
    connection.batch_execute(WITHOUT_LIMITS)?;
    connection.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
    let migrated = connection.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(failed);
    connection.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
    connection.batch_execute(WITH_LIMITS)?;
    migrated
}

#[derive(QueryableByName)]
struct Writable {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    read_only: bool,
}

/// Whether it is a replica, or set to take no changes.
fn is_read_only(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let asked = "SELECT current_setting('transaction_read_only')::boolean AS read_only";
    Ok(diesel::sql_query(asked).get_result::<Writable>(connection)?.read_only)
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    migrations: i64,
}

fn is_up_to_date(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let log = "SELECT count(*) AS migrations FROM pg_class
                WHERE oid = to_regclass('__diesel_schema_migrations')";
    let log: Applied = diesel::sql_query(log).get_result(connection)?;
    if log.migrations == 0 {
        return Ok(false);
    }
    let applied = "SELECT count(*) AS migrations FROM __diesel_schema_migrations";
    let applied: Applied = diesel::sql_query(applied).get_result(connection)?;
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|error| StoreError::Migration(error.to_string()))?;
    Ok(applied.migrations.unsigned_abs() >= known.len() as u64)
}
