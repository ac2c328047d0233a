//! Which state of the book an answer was made from.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::error::StoreError;
use crate::schema::{sip_records, sip_sightings};

/// A state of the book. Within one epoch, a larger sequence is a later state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = book_state)]
pub struct BookVersion {
    /// Changes when the database is reset, restored or promoted: its sequences may start again.
    pub epoch: String,
    /// The number of the newest import or undoing of one; zero before any.
    pub sequence: i64,
    /// Its own token: a restored copy may give its number to another import.
    pub token: String,
    /// The latest date of any import that was not taken back; none before any.
    pub as_of: Option<NaiveDate>,
    /// SIPs last held before this date are hidden: a later export was the whole book.
    pub(crate) visible_from: NaiveDate,
    /// The date of the newest record in the export that told the book's date; none where it is not
    /// known.
    pub content_as_of: Option<NaiveDate>,
}

impl BookVersion {
    /// How many days older what the book says is than the date it speaks of, where that is known.
    #[must_use]
    pub fn content_age_days(&self) -> Option<i64> {
        Some((self.as_of? - self.content_as_of?).num_days())
    }
}

/// No import can be of an earlier date: what is visible from here is everything. A constant, so that
/// the compiler has seen that there is such a day.
pub(crate) const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();

diesel::table! {
    /// A view of one row: which state the book is in.
    book_state (epoch) {
        epoch -> Text,
        sequence -> BigInt,
        token -> Text,
        as_of -> Nullable<Date>,
        visible_from -> Date,
        content_as_of -> Nullable<Date>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(book_state, sip_records);
diesel::allow_tables_to_appear_in_same_query!(book_state, sip_sightings);

/// The state of the book as this connection sees it.
///
/// # Errors
/// [`StoreError`] where the database is away, or has no book.
pub fn book_version(connection: &mut PgConnection) -> Result<BookVersion, StoreError> {
    Ok(book_state::table.select(BookVersion::as_select()).get_result(connection)?)
}
