//! Dates as people read them.

use alloc::string::String;

use chrono::{Datelike, Month, NaiveDate};

use crate::digits::push_digits;

/// A date in words, as the export and a partner have it: `January 5, 2026`.
#[must_use]
pub fn date_in_words(date: NaiveDate) -> String {
    let mut text = String::new();
    push_date(&mut text, date);
    text
}

pub(crate) fn push_date(text: &mut String, date: NaiveDate) {
    let month = u8::try_from(date.month()).ok().and_then(|month| Month::try_from(month).ok());
    text.push_str(month.map_or("", |month| month.name()));
    text.push(' ');
    push_digits(text, date.day().into(), |_| false);
    text.push_str(if date.year() < 0 { ", -" } else { ", " });
    push_digits(text, date.year().unsigned_abs().into(), |_| false);
}
