//! The log of imports, as it stands.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};

use super::merge::Counts;
use super::outcome::{Imported, Outcome};
use super::source::{FileEnd, Import};
use crate::book::{BookVersion, book_version};
use crate::error::StoreError;
use crate::schema::imports;

/// An import that landed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct LoggedImport {
    /// Its number; a later import has a larger one.
    pub import_id: i64,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The date it speaks of.
    pub as_of: NaiveDate,
    /// Whether it was said to be the whole book.
    pub complete: bool,
    /// Records read. Each was counted once, as one of the six that follow.
    pub records_read: i64,
    /// SIPs that were new in the book.
    pub inserted: i64,
    /// SIPs whose record was replaced.
    pub updated: i64,
    /// SIPs whose record was the same but for its stamps.
    pub unchanged: i64,
    /// Records older than what the book had.
    pub stale: i64,
    /// Records that another one of the same file replaced.
    pub duplicate: i64,
    /// Bad records set aside.
    pub rejected: i64,
    /// Instalments that differed from the one seen before.
    pub amount_changes: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
}

/// A part of the log, and the state of the book it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLog {
    /// The state of the book.
    pub version: BookVersion,
    /// Imports in all.
    pub total: u64,
    /// Those asked for, the newest first.
    pub imports: Vec<LoggedImport>,
}

/// Reads the newest imports from one snapshot, past so many of them.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn import_log(
    connection: &mut PgConnection,
    skipped: i64,
    wanted: i64,
) -> Result<ImportLog, StoreError> {
    connection.build_transaction().repeatable_read().read_only().run(|connection| {
        let version = book_version(connection)?;
        let total: i64 = imports::table.count().get_result(connection)?;
        let imports = imports::table
            .select(LoggedImport::as_select())
            .order(imports::import_id.desc())
            .offset(skipped)
            .limit(wanted)
            .load(connection)?;
        Ok(ImportLog { version, total: total.unsigned_abs(), imports })
    })
}

#[derive(QueryableByName)]
struct Logged {
    #[diesel(sql_type = BigInt)]
    lacking: i64,
    #[diesel(sql_type = BigInt)]
    hidden: i64,
    #[diesel(sql_type = Bool)]
    is_first: bool,
}

const LOG: &str = "
    INSERT INTO imports VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, transaction_timestamp(), clock_timestamp())";

const LACKING: &str = "
    SELECT count(*) AS lacking,
           count(*) FILTER (WHERE held_as_of < d.complete) AS hidden,
           (SELECT count(*) = 1 FROM imports) AS is_first
      FROM sip_sightings,
           (SELECT max(as_of) AS newest, max(as_of) FILTER (WHERE complete) AS complete
              FROM imports) d
     WHERE held_as_of < d.newest";

/// Writes what a merge did into the log, and sums it up.
pub(super) fn log(
    connection: &mut PgConnection,
    request: &Import,
    as_of: NaiveDate,
    end: &FileEnd,
    counts: Counts,
) -> Result<Outcome, StoreError> {
    diesel::sql_query(LOG)
        .bind::<BigInt, _>(counts.import_id)
        .bind::<Text, _>(&request.file_name)
        .bind::<Text, _>(&end.sha256)
        .bind::<Date, _>(as_of)
        .bind::<Bool, _>(request.complete)
        .bind::<Nullable<BigInt>, _>(i64::try_from(end.read).ok())
        .bind::<BigInt, _>(counts.inserted)
        .bind::<BigInt, _>(counts.updated)
        .bind::<BigInt, _>(counts.unchanged)
        .bind::<BigInt, _>(counts.stale)
        .bind::<BigInt, _>(counts.duplicate)
        .bind::<Nullable<BigInt>, _>(i64::try_from(end.rejected).ok())
        .bind::<BigInt, _>(counts.amount_changes)
        .execute(connection)?;
    let logged: Logged = diesel::sql_query(LACKING).get_result(connection)?;
    let number = |count: i64| count.unsigned_abs();
    Ok(Outcome::Imported(Imported {
        import_id: counts.import_id,
        as_of,
        sha256: end.sha256.clone(),
        read: end.read,
        inserted: number(counts.inserted),
        updated: number(counts.updated),
        unchanged: number(counts.unchanged),
        stale: number(counts.stale),
        duplicate: number(counts.duplicate),
        rejected: end.rejected,
        amount_changes: number(counts.amount_changes),
        lacking: number(logged.lacking),
        hidden: number(logged.hidden),
        is_first: logged.is_first,
    }))
}
