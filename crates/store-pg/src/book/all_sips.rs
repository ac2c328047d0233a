//! Every SIP of the book, by one COPY.

use chrono::NaiveDate;
use diesel::pg::{CopyFormat, CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};
use opportunity_core::SipFacts;

use super::copied::each_row;
use super::facts::{BOOK_COLUMNS, RECORD_COLUMNS, facts};
use super::held::HeldDates;
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
            (RECORD_COLUMNS, ", NULL::date FROM sip_records r")
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
    mut show: impl FnMut(SipFacts<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match HeldDates::read(connection)? {
        Some(dates) => each(connection, AllSips::<false>, |id| Some(dates.of(id)), &mut show),
        None => each(connection, AllSips::<true>, |_| None, &mut show),
    }
}

fn each(
    connection: &mut PgConnection,
    sips: impl CopyTarget,
    held_as_of: impl Fn(&str) -> Option<NaiveDate>,
    show: &mut impl FnMut(SipFacts<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let copy = diesel::copy_to(sips).with_format(CopyFormat::Binary).load_raw(connection)?;
    each_row(copy, |row| show(facts(row, &held_as_of)?))
}
