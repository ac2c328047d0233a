//! One file into the book: one transaction, under the one lock that imports share.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use sip_export::BadRecord;

use crate::error::{ImportRefused, StoreError};
use crate::intake::Batch;
use crate::merge::{self, Counts};
use crate::schema::imports;
use crate::staging::{self, staged_sips};

/// Any number will do, so long as no other program takes the same one.
const IMPORT_LOCK: i64 = 0x5349_5020_494d;

/// Should the importer die, the database notices within a second and frees the lock. What is judged
/// of a million SIPs is sorted in memory; of more of them, on disk.
const SETTINGS: &str = "
    SET LOCAL client_connection_check_interval = '1s';
    SET LOCAL work_mem = '256MB'";

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file's name, as the log keeps it.
    pub file_name: String,
    /// The date it speaks of, where it is given; else the newest `inserted_at`, else today.
    pub as_of: Option<NaiveDate>,
    /// Today in Asia/Kolkata.
    pub today: NaiveDate,
    /// Whether a date after today is taken.
    pub allow_future: bool,
    /// Whether the export is the whole book.
    pub complete: bool,
    /// Whether one bad record is too many.
    pub strict: bool,
}

/// Where an import's records come from, and what it has to tell meanwhile.
pub trait ImportSource {
    /// Hands over the next records; nothing at the end.
    ///
    /// # Errors
    /// Where the file cannot be read: nothing will be imported.
    fn next_batch(&mut self) -> Result<Option<Batch>, StoreError>;

    /// What the file was, once it has been read to its end.
    fn end(&mut self) -> FileEnd;

    /// Another import is under way: this one waits for it, unless that is refused.
    ///
    /// # Errors
    /// [`ImportRefused::Busy`] where there is no waiting: nothing will be imported.
    fn waiting(&mut self, holder: LockHolder) -> Result<(), StoreError>;

    /// The file has been read, every bad record is known, and it is being merged into the book.
    ///
    /// # Errors
    /// Where the bad records cannot be kept: nothing will be imported.
    fn merging(&mut self) -> Result<(), StoreError>;

    /// A record is set aside that only the import's date shows to be bad.
    ///
    /// # Errors
    /// Where it cannot be kept: nothing will be imported.
    fn reject(&mut self, bad: BadRecord) -> Result<(), StoreError>;
}

/// What is known of a file once it has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEnd {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Records read, bad ones too.
    pub read: u64,
    /// Bad records set aside.
    pub rejected: u64,
}

/// Who imports at the moment.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct LockHolder {
    /// The database's process.
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub pid: i32,
    /// What the other program calls itself.
    #[diesel(sql_type = Text)]
    pub application: String,
    /// When it began, as the database words it.
    #[diesel(sql_type = Text)]
    pub since: String,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the book.
    Imported(Imported),
    /// The same bytes were imported for the same date before; nothing changed.
    AlreadyImported {
        /// The earlier import.
        import_id: i64,
        /// The date of both.
        as_of: NaiveDate,
    },
}

/// An import's counts. Every record read is counted once, as one of six.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The import's number in the log.
    pub import_id: i64,
    /// The date it speaks of.
    pub as_of: NaiveDate,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Records read.
    pub read: u64,
    /// SIPs that are new in the book.
    pub inserted: u64,
    /// SIPs whose record was replaced.
    pub updated: u64,
    /// SIPs whose record is the same but for its stamps.
    pub unchanged: u64,
    /// Records older than what the book has.
    pub stale: u64,
    /// Records that another one of the same file replaces.
    pub duplicate: u64,
    /// Bad records set aside.
    pub rejected: u64,
    /// Instalments that differ from the one seen before.
    pub amount_changes: u64,
    /// SIPs of the book that its newest date lacks.
    pub lacking: u64,
    /// Of these, SIPs hidden since an export that was the whole book lacked them.
    pub hidden: u64,
}

/// Imports a file: all of it, or nothing.
///
/// # Errors
/// [`StoreError`]; the book is as it was.
pub fn import(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<Outcome, StoreError> {
    if let Some(as_of) = request.as_of {
        check_date(request, as_of)?;
    }
    let mut earlier = None;
    // Whoever waits for the lock has to see what the import before it did.
    let done = connection.build_transaction().read_committed().run(|connection| {
        connection.batch_execute(SETTINGS)?;
        lock(connection, source)?;
        connection.batch_execute(staging::CREATE)?;
        stage(connection, request, source)?;
        let end = source.end();
        let as_of = date(connection, request)?;
        if let Some(import_id) = earlier_import(connection, &end.sha256, as_of)? {
            earlier = Some(Outcome::AlreadyImported { import_id, as_of });
            return Err(DieselError::RollbackTransaction.into());
        }
        finish(connection, request, source, as_of, end)
    });
    earlier.map_or(done, Ok)
}

fn check_date(request: &Import, as_of: NaiveDate) -> Result<(), ImportRefused> {
    if as_of > request.today && !request.allow_future {
        return Err(ImportRefused::Future { as_of, today: request.today });
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    locked: bool,
}

const HOLDER: &str = "
    SELECT a.pid, coalesce(a.application_name, 'unknown') AS application,
           coalesce(to_char(coalesce(a.xact_start, a.backend_start), 'HH24:MI:SS'), 'unknown')
               AS since
      FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((l.classid::bigint << 32) | l.objid::bigint) = $1";

/// Whether somebody imports at the moment.
#[cfg(feature = "testing")]
pub(crate) fn is_under_way(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let holder = diesel::sql_query(HOLDER).bind::<BigInt, _>(IMPORT_LOCK);
    Ok(holder.get_result::<LockHolder>(connection).optional()?.is_some())
}

/// How often an import lock that nobody can be found to hold is tried again before it is waited for.
const TRIES: u32 = 3;

/// Takes the import lock until the transaction ends, saying whom it waits for.
fn lock(connection: &mut PgConnection, source: &mut dyn ImportSource) -> Result<(), StoreError> {
    for tried in 1.. {
        let attempt = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS locked")
            .bind::<BigInt, _>(IMPORT_LOCK)
            .get_result::<Locked>(connection)?;
        if attempt.locked {
            return Ok(());
        }
        let holder = diesel::sql_query(HOLDER).bind::<BigInt, _>(IMPORT_LOCK);
        match holder.get_result(connection).optional()? {
            Some(holder) => {
                source.waiting(holder)?;
                break;
            }
            // It has been given back meanwhile, or its holder is not to be seen.
            None if tried < TRIES => {}
            None => {
                source.waiting(LockHolder::unknown())?;
                break;
            }
        }
    }
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(IMPORT_LOCK)
        .execute(connection)?;
    Ok(())
}

impl LockHolder {
    fn unknown() -> Self {
        Self { pid: 0, application: "unknown".to_owned(), since: "unknown".to_owned() }
    }
}

fn stage(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<(), StoreError> {
    while let Some(batch) = source.next_batch()? {
        batch.take_in(connection, request.as_of)?;
    }
    Ok(())
}

fn finish(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
    as_of: NaiveDate,
    end: FileEnd,
) -> Result<Outcome, StoreError> {
    let late = merge::set_aside_later_payments(connection, as_of)?;
    let rejected = end.rejected + late.len() as u64;
    for bad in late {
        source.reject(bad)?;
    }
    source.merging()?;
    if request.strict && rejected > 0 {
        return Err(ImportRefused::Strict { rejected }.into());
    }
    if request.complete && rejected == end.read {
        return Err(ImportRefused::EmptyComplete.into());
    }
    let counts = merge::merge(connection, as_of, &end.sha256)?;
    log(connection, request, as_of, &FileEnd { rejected, ..end }, counts)
}

/// The date given, else the newest `inserted_at` of the file, else today.
fn date(connection: &mut PgConnection, request: &Import) -> Result<NaiveDate, StoreError> {
    if let Some(as_of) = request.as_of {
        return Ok(as_of);
    }
    let (records, newest): (i64, Option<chrono::NaiveDateTime>) = staged_sips::table
        .select((diesel::dsl::count_star(), diesel::dsl::max(staged_sips::inserted_at)))
        .first(connection)?;
    if records == 0 {
        return Err(ImportRefused::NoDate.into());
    }
    let as_of = newest.map_or(request.today, |newest| newest.date());
    check_date(request, as_of)?;
    Ok(as_of)
}

fn earlier_import(
    connection: &mut PgConnection,
    sha256: &str,
    as_of: NaiveDate,
) -> Result<Option<i64>, StoreError> {
    let same = imports::table.filter(imports::sha256.eq(sha256).and(imports::as_of.eq(as_of)));
    Ok(same.select(imports::import_id).first(connection).optional()?)
}

#[derive(QueryableByName)]
struct Logged {
    #[diesel(sql_type = BigInt)]
    lacking: i64,
    #[diesel(sql_type = BigInt)]
    hidden: i64,
}

const LOG: &str = "
    INSERT INTO imports VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, transaction_timestamp(), clock_timestamp())";

const LACKING: &str = "
    SELECT count(*) AS lacking,
           count(*) FILTER (WHERE held_as_of < d.complete) AS hidden
      FROM sip_sightings,
           (SELECT max(as_of) AS newest, max(as_of) FILTER (WHERE complete) AS complete
              FROM imports) d
     WHERE held_as_of < d.newest";

fn log(
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
        .bind::<diesel::sql_types::Bool, _>(request.complete)
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
    }))
}
