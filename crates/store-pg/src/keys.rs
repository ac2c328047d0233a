//! The keys that programs and people sign in with: digests, never the keys themselves.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::error::StoreError;
use crate::schema::api_keys;

/// Any number will do, so long as no other program takes the same one.
const FIRST_KEY_LOCK: i64 = 0x5349_5020_4b31;

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub struct ApiKey {
    /// Names the key: the first 16 hexadecimal digits of its digest.
    pub key_id: String,
    /// SHA-256 of the key.
    pub key_sha256: Vec<u8>,
    /// Whose it is, or what for.
    pub name: String,
    /// `agent`, `manager` or `admin`.
    pub role: String,
    /// The agents whose clients it may see, by internal id; none where it is all of them.
    pub agents: Option<Vec<String>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working, if it does.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether work may be written down with it.
    pub may_write: bool,
}

/// A key that is to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = api_keys)]
pub struct NewApiKey {
    /// The first 16 hexadecimal digits of its digest.
    pub key_id: String,
    /// SHA-256 of the key.
    pub key_sha256: Vec<u8>,
    /// Whose it is, or what for.
    pub name: String,
    /// `agent`, `manager` or `admin`.
    pub role: String,
    /// The agents whose clients it may see; none for all of them.
    pub agents: Option<Vec<String>>,
    /// When it stops working, if it does.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether work may be written down with it.
    pub may_write: bool,
}

/// Every key, revoked ones too, the oldest first.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn api_keys(connection: &mut PgConnection) -> Result<Vec<ApiKey>, StoreError> {
    let by_age = (api_keys::created_at, api_keys::key_id);
    Ok(api_keys::table.order(by_age).select(ApiKey::as_select()).load(connection)?)
}

/// Stores a new key.
///
/// # Errors
/// [`StoreError::Refused`] where its role and its agents do not go together, or it is stored already.
pub fn create_api_key(connection: &mut PgConnection, key: &NewApiKey) -> Result<(), StoreError> {
    diesel::insert_into(api_keys::table).values(key).execute(connection)?;
    Ok(())
}

/// Stores a key if there has never been one; says whether it did.
///
/// # Errors
/// As [`create_api_key`].
pub fn create_first_api_key(
    connection: &mut PgConnection,
    key: &NewApiKey,
) -> Result<bool, StoreError> {
    connection.transaction(|connection| {
        // Two servers may start at once.
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<diesel::sql_types::BigInt, _>(FIRST_KEY_LOCK)
            .execute(connection)?;
        let stored: i64 = api_keys::table.count().get_result(connection)?;
        if stored > 0 {
            return Ok(false);
        }
        create_api_key(connection, key).map(|()| true)
    })
}

/// Revokes a key, for good; says whether there is such a key. A key that is revoked twice was revoked
/// the first time.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn revoke_api_key(connection: &mut PgConnection, key_id: &str) -> Result<bool, StoreError> {
    let key = api_keys::table.find(key_id);
    let revoked_at = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>(
        "coalesce(revoked_at, now())",
    );
    let revoked =
        diesel::update(key).set(api_keys::revoked_at.eq(revoked_at)).execute(connection)?;
    Ok(revoked == 1)
}
