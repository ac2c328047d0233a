//! Reaching the database, and bringing its tables up to date.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::r2d2::ConnectionManager;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::StoreError;

/// Every migration of the book's tables.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Connections that answers share.
pub type Pool = r2d2::Pool<ConnectionManager<PgConnection>>;

/// Any number will do, so long as no other program takes the same one.
const MIGRATION_LOCK: i64 = 0x5349_5020_4d49;

/// Connects to the database at `url`, under a name that other programs see.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used, [`StoreError::Away`] where nobody
/// answers.
pub fn connect(url: &str, application: &str) -> Result<PgConnection, StoreError> {
    check_address(url)?;
    let mut connection = PgConnection::establish(&with_patience(url))?;
    diesel::sql_query("SELECT set_config('application_name', $1, false)")
        .bind::<Text, _>(application)
        .execute(&mut connection)?;
    Ok(connection)
}

/// Connections to the database at `url`, made when first asked for.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used.
pub fn pool(url: &str, size: u32, patience: Duration) -> Result<Pool, StoreError> {
    check_address(url)?;
    let builder =
        r2d2::Pool::builder().max_size(size).min_idle(Some(0)).connection_timeout(patience);
    Ok(builder.build_unchecked(ConnectionManager::new(with_patience(url))))
}

/// A host that falls silent is given up after some seconds, unless the address says otherwise.
fn with_patience(url: &str) -> String {
    let mut url = url.to_owned();
    for (setting, value) in [("connect_timeout", "5"), ("tcp_user_timeout", "15000")] {
        if !url.contains(setting) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url += &format!("{separator}{setting}={value}");
        }
    }
    url
}

/// Brings the tables up to date; does nothing where they are, and so needs no right to change them
/// there. Two programs may try at once.
///
/// # Errors
/// [`StoreError::Migration`] with what the database said.
pub fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    if is_up_to_date(connection)? {
        return Ok(());
    }
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
    connection.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
    let migrated = connection.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(failed);
    connection.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
    migrated
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

/// Says at once what libpq would say at the first connection, if at all.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used.
pub fn check_address(url: &str) -> Result<(), StoreError> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(StoreError::Address(
            "DATABASE_URL takes an address such as postgres://user:password@host:5432/database"
                .into(),
        ));
    }
    let asks_for_tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"]
        .iter()
        .any(|mode| url.contains(mode));
    if asks_for_tls && cfg!(not(feature = "pg-tls")) {
        return Err(StoreError::Address(
            "DATABASE_URL asks for TLS, which this build does not speak: build with \
             --no-default-features --features pg-tls, which needs the system's libpq"
                .into(),
        ));
    }
    Ok(())
}
