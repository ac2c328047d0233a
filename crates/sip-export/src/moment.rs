//! Moments by the clock of Asia/Kolkata, which is that of every record.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};

/// The first year a date may lie in.
pub(crate) const FIRST_YEAR: i32 = 1900;
/// The last one.
pub(crate) const LAST_YEAR: i32 = 2200;

/// India has one time all year, five and a half hours ahead of UTC.
pub(crate) const KOLKATA_SECONDS: i32 = 5 * 3600 + 1800;

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The clock of Asia/Kolkata.
#[must_use]
pub fn kolkata() -> FixedOffset {
    // Five and a half hours are within a day, so that there is such an offset.
    FixedOffset::east_opt(KOLKATA_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// A moment as programs and logs write it: RFC 3339, by the clock of Asia/Kolkata.
///
/// ```
/// use chrono::{DateTime, Utc};
/// let moment: DateTime<Utc> = "2026-01-30T20:19:15.25Z".parse()?;
/// assert_eq!(sip_export::rfc3339_in_kolkata(moment), "2026-01-31T01:49:15.250+05:30");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn rfc3339_in_kolkata(moment: DateTime<Utc>) -> String {
    rfc3339_of_kolkata(moment.with_timezone(&kolkata()).naive_local())
}

/// The same of a time that is of Asia/Kolkata already, as a record's times are.
#[must_use]
pub fn rfc3339_of_kolkata(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%dT%H:%M:%S%.f+05:30").to_string()
}

/// Seconds east of Greenwich, of a zone so many hours and minutes away: `None` where no zone is.
pub(crate) fn zone(sign: i32, hours: u32, minutes: u32) -> Option<i32> {
    if hours >= 24 || minutes >= 60 {
        return None;
    }
    i32::try_from(hours * 3600 + minutes * 60).ok().map(|seconds| sign * seconds)
}

/// What the clock of Asia/Kolkata shows when that of a zone, so many seconds east, shows this.
pub(crate) fn in_kolkata(local: NaiveDateTime, zone_seconds: i32) -> Option<NaiveDateTime> {
    let zone = FixedOffset::east_opt(zone_seconds)?;
    let moment = zone.from_local_datetime(&local).single()?;
    Some(moment.with_timezone(&kolkata()).naive_local())
}
