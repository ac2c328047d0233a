//! The whole book in one consistent read.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use opportunity_core::{Book, BookBuilder, Observation, Paise};

use crate::changes::Changes;
use crate::error::StoreError;
use crate::facts::{FactsRow, each_of_all};
use crate::names::name_agents;
use crate::schema::{sip_records, sip_sightings};
use crate::version::{BookVersion, book_version};

diesel::define_sql_function! {
    /// How many elements an array has.
    fn cardinality(names: diesel::sql_types::Array<Text>) -> Integer;
}

/// How far a book is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loading {
    /// SIPs read so far.
    pub sips: u64,
    /// How many there are, as far as the database knows without counting.
    pub about: Option<u64>,
}

impl Loading {
    /// How much of the book is read, in percent, where that can be told.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        self.about.filter(|about| *about > 0).map(|about| self.sips.min(about) * 100 / about)
    }
}

impl Display for Loading {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.about.filter(|about| self.sips <= *about) {
            Some(about) => write!(f, "{} of about {about} SIPs", self.sips),
            None => write!(f, "{} SIPs so far", self.sips),
        }
    }
}

/// How many SIPs are read between two words about progress.
const SIPS_A_WORD: u64 = 10_000;

#[derive(QueryableByName)]
struct Estimate {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Reads the book as one snapshot has it, and says which one.
///
/// # Errors
/// [`StoreError`] where the database is away, or holds what no import could have put there.
pub fn load_book(connection: &mut PgConnection) -> Result<(BookVersion, Book), StoreError> {
    load_book_telling(connection, &mut |_| {})
}

/// [`load_book`], telling how far it is.
///
/// # Errors
/// Those of [`load_book`].
pub fn load_book_telling(
    connection: &mut PgConnection,
    tell: &mut dyn FnMut(Loading),
) -> Result<(BookVersion, Book), StoreError> {
    in_snapshot(connection, |connection| load(connection, tell))
}

/// Reads in one consistent state of the database. What is read joins whole tables, for which the
/// server may take memory rather than write it all out in between.
fn in_snapshot<T>(
    connection: &mut PgConnection,
    read: impl FnOnce(&mut PgConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.build_transaction().repeatable_read().read_only().run(|connection| {
        connection.batch_execute("SET LOCAL work_mem = '256MB'")?;
        read(connection)
    })
}

/// Reads what has changed since `book` was read as `held`, where that is less work than to read it
/// all: the book it answers is the one that [`load_book`] would.
///
/// # Errors
/// Those of [`load_book`].
pub fn refresh_book(
    connection: &mut PgConnection,
    held: &BookVersion,
    book: &Book,
) -> Result<(BookVersion, Book), StoreError> {
    in_snapshot(connection, |connection| match Changes::since(connection, held, book)? {
        Some(changes) => changes.applied(connection, held, book),
        None => load(connection, &mut |_| {}),
    })
}

fn load(
    connection: &mut PgConnection,
    tell: &mut dyn FnMut(Loading),
) -> Result<(BookVersion, Book), StoreError> {
    let version = book_version(connection)?;
    let Some(as_of) = version.as_of else { return Ok((version, Book::default())) };
    let visible_from = version.visible_from;
    let mut builder = Book::builder(as_of);
    let histories = histories(connection, None)?;
    let estimate: Estimate = diesel::sql_query(
        "SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = 'sip_records'::regclass",
    )
    .get_result(connection)?;
    // A table that was never looked at has -1 rows.
    let about = u64::try_from(estimate.rows).ok();
    name_agents(connection, visible_from, &mut builder)?;
    // Last, because diesel leaves the end of a COPY for the transaction's end to pick up.
    let mut sips = 0;
    each_of_all(connection, |row| {
        sips += 1;
        if sips % SIPS_A_WORD == 0 {
            tell(Loading { sips, about });
        }
        add(row, visible_from, &histories, &mut builder)
    })?;
    Ok((version, builder.build()))
}

/// Adds those of these SIPs that are to be seen.
pub(crate) fn add_sips(
    connection: &mut PgConnection,
    sip_meta_ids: &[String],
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    let rows = sip_records::table
        .inner_join(
            sip_sightings::table.on(sip_sightings::sip_meta_id.eq(sip_records::sip_meta_id)),
        )
        .filter(sip_records::deleted.is_distinct_from(true))
        .filter(sip_records::sip_meta_id.eq_any(sip_meta_ids))
        .select(((
            sip_records::sip_meta_id,
            sip_records::user_id,
            sip_records::agent_id,
            sip_records::current_sip_status,
            sip_records::amount_paise,
            sip_records::num_days,
            sip_records::sip_days,
            cardinality(sip_records::scheme_name),
            sip_records::increment_percentage_hundredths,
            sip_records::increment_amount_paise,
            sip_records::increment_period,
            sip_records::start_date,
            sip_records::end_date,
            sip_records::first_success_order_date,
            sip_records::latest_success_order_date,
            sip_records::success_amount_paise,
            sip_records::success_count,
            sip_records::failed_amount_paise,
            sip_records::pending_amount_paise,
            sip_records::in_progress_amount_paise,
            sip_records::is_active,
            sip_records::has_current_mandate,
            sip_sightings::held_as_of,
        ),));
    for row in rows.load_iter::<(FactsRow<String>,), PgRowByRowLoadingMode>(connection)? {
        let (row,) = row?;
        add(&row, visible_from, histories, builder)?;
    }
    Ok(())
}

/// Adds a SIP, unless it is hidden: a complete export of a later date did not hold it.
fn add<T: AsRef<str>>(
    row: &FactsRow<T>,
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    if row.held_as_of < visible_from {
        return Ok(());
    }
    let sip_meta_id = row.sip_meta_id.as_ref();
    let history = histories.get(sip_meta_id).map_or(&[][..], Vec::as_slice);
    builder.add(&row.facts(history)).map_err(|fault| StoreError::Damaged {
        sip_meta_id: sip_meta_id.to_owned(),
        what: fault.to_string(),
    })
}

/// The instalments of those SIPs that were seen with more than one, of which a later one can be of no
/// first import.
const HISTORIES: &str = "
    SELECT sip_meta_id, as_of, amount_paise
      FROM sip_amounts
     WHERE sip_meta_id IN (SELECT sip_meta_id
                             FROM sip_amounts
                            WHERE sip_meta_id IN (SELECT sip_meta_id
                                                    FROM sip_amounts
                                                   WHERE as_of > (SELECT min(as_of) FROM imports))
                            GROUP BY 1 HAVING count(*) > 1)
     ORDER BY sip_meta_id, as_of";

const HISTORIES_OF: &str = "
    SELECT sip_meta_id, as_of, amount_paise
      FROM sip_amounts
     WHERE sip_meta_id = ANY ($1)
     ORDER BY sip_meta_id, as_of";

#[derive(QueryableByName)]
struct SeenAmount {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
    #[diesel(sql_type = BigInt)]
    amount_paise: i64,
}

/// By SIP, what imports saw of its instalment.
pub(crate) type Histories = HashMap<String, Vec<Observation>>;

pub(crate) fn histories(
    connection: &mut PgConnection,
    only: Option<&[String]>,
) -> Result<Histories, StoreError> {
    let rows: Vec<SeenAmount> = match only {
        None => diesel::sql_query(HISTORIES).load(connection)?,
        Some(ids) => {
            diesel::sql_query(HISTORIES_OF).bind::<Array<Text>, _>(ids).load(connection)?
        }
    };
    let mut histories = Histories::new();
    for SeenAmount { sip_meta_id, as_of, amount_paise } in rows {
        let seen = Observation { as_of, amount: Paise::new(amount_paise) };
        histories.entry(sip_meta_id).or_default().push(seen);
    }
    Ok(histories)
}
