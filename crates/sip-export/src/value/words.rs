//! Texts, lists of words or days, and the few words that say yes, no or how a debit ended.

use std::fmt::Write as _;

use opportunity_core::Status;

use super::raw::{Raw, Read};

/// No month has a later day.
const LAST_DAY: u32 = 31;

pub(crate) fn text(raw: &Raw<'_>) -> Read<String> {
    Ok(raw.text()?.map(str::to_owned))
}

pub(crate) fn truth(raw: &Raw<'_>) -> Read<bool> {
    // A column of bits with gaps comes out of a data frame as 1.0 and 0.0.
    const WORDS: [(&str, bool); 10] = [
        ("true", true),
        ("false", false),
        ("t", true),
        ("f", false),
        ("yes", true),
        ("no", false),
        ("y", true),
        ("n", false),
        ("1", true),
        ("0", false),
    ];
    let text = match raw.text()? {
        None => return Ok(None),
        Some("true") => return Ok(Some(true)),
        Some("false") => return Ok(Some(false)),
        Some(text) => text,
    };
    let word = text.strip_suffix(".0").filter(|bit| matches!(*bit, "0" | "1")).unwrap_or(text);
    let said = WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    said.map(|(_, truth)| Some(*truth)).ok_or("is neither true nor false, yes nor no, 1 nor 0")
}

pub(crate) fn status(raw: &Raw<'_>) -> Read<Status> {
    Ok(raw.text()?.map(Status::from))
}

/// The days, whatever parts them, in order and each once: however a file lists them, the same days
/// are the same value.
pub(crate) fn sip_days(raw: &Raw<'_>) -> Read<String> {
    let Some(text) = raw.text()? else { return Ok(None) };
    if matches!(text.as_bytes(), [b'1'..=b'9'] | [b'1' | b'2', b'0'..=b'9']) {
        return Ok(Some(text.to_owned()));
    }
    let mut days = 0u32;
    for number in text.split(|letter: char| !letter.is_ascii_digit()) {
        let number = number.trim_start_matches('0');
        if number.is_empty() {
            continue;
        }
        match number.parse() {
            Ok(day @ 1..=LAST_DAY) => days |= 1 << day,
            _ => return Err("has a day that no month has: days are from 1 to 31, as in 1,15"),
        }
    }
    if days == 0 && text.contains(char::is_alphabetic) {
        return Err("names no day of the month such as 5 or 1,15");
    }
    Ok(Some(listed(days)).filter(|listed| !listed.is_empty()))
}

/// Days, a bit each, with commas between.
fn listed(mut days: u32) -> String {
    let mut listed = String::new();
    while days != 0 {
        if !listed.is_empty() {
            listed.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(listed, "{}", days.trailing_zeros());
        days &= days - 1;
    }
    listed
}

pub(crate) fn schemes(raw: &Raw<'_>) -> Read<Vec<String>> {
    let Some(text) = raw.text()? else { return Ok(None) };
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let mut depth = 0u32;
    let outside = |character: char| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    };
    let names = inner.split(outside).map(str::trim).filter(|name| !name.is_empty());
    Ok(Some(names.map(str::to_owned).collect()))
}
