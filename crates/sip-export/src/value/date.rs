//! What dates and times a record's fields take.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::date_text::{self, Told};
use super::raw::{Raw, Read, Reason};
use crate::date_order::DateOrder;
use crate::moment::{FIRST_YEAR, LAST_YEAR};

const OUTSIDE: Reason = "is outside 1900 to 2200";

pub(crate) fn time(raw: &Raw<'_>, order: Option<DateOrder>) -> Read<NaiveDateTime> {
    match told(raw, order)? {
        Some(moment) if !(FIRST_YEAR..=LAST_YEAR).contains(&moment.year()) => Err(OUTSIDE),
        moment => Ok(moment),
    }
}

pub(crate) fn date(raw: &Raw<'_>, order: Option<DateOrder>) -> Read<NaiveDate> {
    Ok(time(raw, order)?.map(|moment| moment.date()))
}

/// An end after the last year that dates may lie in stands for none: firms write such a year for a
/// SIP that never ends.
pub(crate) fn end_date(raw: &Raw<'_>, order: Option<DateOrder>) -> Read<NaiveDate> {
    match told(raw, order)? {
        Some(end) if end.year() > LAST_YEAR => Ok(None),
        _ => date(raw, order),
    }
}

fn told(raw: &Raw<'_>, order: Option<DateOrder>) -> Read<NaiveDateTime> {
    let Some(text) = raw.text()? else { return Ok(None) };
    match date_text::parse(text, order)? {
        Told::Never => Ok(None),
        Told::At(moment) => Ok(Some(moment)),
    }
}
