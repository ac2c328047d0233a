//! Every SIP of the book, by one COPY.

use diesel::pg::{CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};

use super::binary_row::{BinaryRow, Unreadable};
use super::copied::copy_each;
use super::dates::{HeldDates, UsualDates};
use super::facts::{BOOK_COLUMNS, HeldSip, RECORD_COLUMNS, dates_in_row, facts};
use crate::error::StoreError;
use crate::schema::sip_records;

/// All SIPs that are not deleted; the dates on which they were held are joined to them, or left to
/// the reader.
struct AllSips<const DATED: bool>;

impl<const DATED: bool> CopyTarget for AllSips<DATED> {
    type Table = sip_records::table;
    type SqlType = <sip_records::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        let (columns, rest) = if DATED {
            (BOOK_COLUMNS, " FROM sip_records r JOIN sip_sightings s USING (sip_meta_id)")
        } else {
            (RECORD_COLUMNS, " FROM sip_records r")
        };
        for piece in ["(SELECT ", columns, rest, " WHERE r.deleted IS DISTINCT FROM true)"] {
            pass.push_sql(piece);
        }
        Ok(())
    }
}

/// Shows every SIP, without its history: the database makes the next rows while these are looked at.
pub(super) fn each_sip(
    connection: &mut PgConnection,
    dates: Option<&UsualDates>,
    mut show: impl FnMut(HeldSip<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match dates {
        Some(dates) => each(connection, AllSips::<false>, |_, id| Ok(dates.of(id)), &mut show),
        None => each(connection, AllSips::<true>, dates_in_row, &mut show),
    }
}

fn each(
    connection: &mut PgConnection,
    sips: impl CopyTarget,
    dates: impl Fn(&mut BinaryRow<'_>, &str) -> Result<HeldDates, Unreadable>,
    show: &mut impl FnMut(HeldSip<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    copy_each(connection, sips, |row| show(facts(row, &dates)?))
}
