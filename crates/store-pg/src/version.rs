//! Which state of the book an answer was made from.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use crate::error::StoreError;

/// A state of the book. Within one epoch, a larger sequence is a later state.
#[derive(Clone, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct BookVersion {
    /// Changes when the database is reset, restored or promoted: its sequences may start again.
    #[diesel(sql_type = Text)]
    pub epoch: String,
    /// The newest import's id; zero before any.
    #[diesel(sql_type = BigInt)]
    pub sequence: i64,
    /// The newest import's own token: a restored copy may give its number to another import.
    #[diesel(sql_type = Text)]
    pub token: String,
    /// The latest date of any import; none before any.
    #[diesel(sql_type = Nullable<Date>)]
    pub as_of: Option<NaiveDate>,
    /// SIPs last held before this date are hidden: a later export was the whole book.
    #[diesel(sql_type = Date)]
    pub(crate) visible_from: NaiveDate,
}

/// No import can be of an earlier date: what is visible from here is everything. A constant, so that
/// the compiler has seen that there is such a day.
pub(crate) const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();

/// The cluster's identity and timeline, the database and the table's file tell a restored copy
/// from its origin; the token tells a book that was made anew in the same place.
const VERSION: &str = "
    SELECT md5(concat_ws('/',
               (SELECT system_identifier FROM pg_control_system()),
               (SELECT timeline_id FROM pg_control_checkpoint()),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               'imports'::regclass::oid,
               pg_relation_filenode('imports'),
               (SELECT token FROM book_identity))) AS epoch,
           coalesce(max(import_id), 0) AS sequence,
           coalesce((SELECT token::text FROM imports ORDER BY import_id DESC LIMIT 1), '') AS token,
           max(as_of) AS as_of,
           coalesce(max(as_of) FILTER (WHERE complete), '1900-01-01') AS visible_from
      FROM imports";

/// The state of the book as this connection sees it.
///
/// # Errors
/// [`StoreError`] where the database is away, or has no book.
pub fn book_version(connection: &mut PgConnection) -> Result<BookVersion, StoreError> {
    Ok(diesel::sql_query(VERSION).get_result(connection)?)
}
