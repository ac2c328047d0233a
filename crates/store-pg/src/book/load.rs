//! The whole book in one consistent read.

use std::fmt::{self, Display, Formatter};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use opportunity_core::Book;

use super::all_sips::each_sip;
use super::dates::UsualDates;
use super::histories::Histories;
use super::names::name_agents;
use super::refresh::Changes;
use super::sips::{add, build};
use super::version::{BookVersion, book_version};
use super::visible::Visible;
use crate::error::StoreError;

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
/// server may take memory rather than write it all out in between, and for which the limits of
/// everyday statements are no measure.
fn in_snapshot<T>(
    connection: &mut PgConnection,
    read: impl FnOnce(&mut PgConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.build_transaction().repeatable_read().read_only().run(|connection| {
        connection.batch_execute(
            "SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0;
             SET LOCAL work_mem = '256MB'",
        )?;
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
    in_snapshot(connection, |connection| {
        let changed = match Changes::since(connection, held, book)? {
            Some(changes) => changes.applied(connection, held, book)?,
            None => None,
        };
        changed.map_or_else(|| load(connection, &mut |_| {}), Ok)
    })
}

fn load(
    connection: &mut PgConnection,
    tell: &mut dyn FnMut(Loading),
) -> Result<(BookVersion, Book), StoreError> {
    let version = book_version(connection)?;
    let Some(as_of) = version.as_of else { return Ok((version, Book::default())) };
    let visible = Visible::read(connection, version.visible_from)?;
    let mut builder = Book::builder(as_of);
    let dates = UsualDates::read(connection)?;
    let histories = Histories::all(connection, dates.as_ref())?;
    let estimate: Estimate = diesel::sql_query(
        "SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = 'sip_records'::regclass",
    )
    .get_result(connection)?;
    // A table that was never looked at has -1 rows.
    let about = u64::try_from(estimate.rows).ok();
    name_agents(connection, version.visible_from, &mut builder)?;
    let mut sips = 0;
    each_sip(connection, dates.as_ref(), |sip| {
        sips += 1;
        if sips % SIPS_A_WORD == 0 {
            tell(Loading { sips, about });
        }
        add(sip, &visible, &histories, &mut builder)
    })?;
    Ok((version, build(builder)?))
}
