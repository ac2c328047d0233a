//! Dates and times, in words and in ISO 8601, all of Asia/Kolkata.

use chrono::{DateTime, Utc};
use sip_export::{kolkata, rfc3339_in_kolkata, rfc3339_of_kolkata};

use crate::support::check_all;

const NO_DATE: Result<&str, &str> = Err("is not a date");
const OUTSIDE: Result<&str, &str> = Err("is outside 1900 to 2200");

const IMPOSSIBLE: [(&str, Result<&str, &str>); 40] = [
    (r#""February 29, 2025""#, NO_DATE),
    (r#""February 30, 2024""#, NO_DATE),
    (r#""April 31, 2026""#, NO_DATE),
    (r#""January 0, 2026""#, NO_DATE),
    (r#""January 32, 2026""#, NO_DATE),
    (r#""Janvier 5, 2026""#, NO_DATE),
    (r#""January 5 2026""#, NO_DATE),
    (r#""January 5, 26""#, NO_DATE),
    (r#""January, 2026""#, NO_DATE),
    (r#""5 January 2026""#, NO_DATE),
    (r#""January 5, 2026, 13:00 PM""#, NO_DATE),
    (r#""January 5, 2026, 0:30 AM""#, NO_DATE),
    (r#""January 5, 2026, 8:60 AM""#, NO_DATE),
    (r#""January 5, 2026, 8:49""#, NO_DATE),
    (r#""January 5, 2026, 8:49 XM""#, NO_DATE),
    (r#""2026-02-30""#, NO_DATE),
    (r#""2025-02-29""#, NO_DATE),
    (r#""2026-13-01""#, NO_DATE),
    (r#""2026-00-01""#, NO_DATE),
    (r#""2026-1-5""#, NO_DATE),
    (r#""26-01-05""#, NO_DATE),
    (r#""2026/01/05""#, NO_DATE),
    (r#""05-01-2026""#, NO_DATE),
    (r#""2026-01-05T""#, NO_DATE),
    (r#""2026-01-05T24:00""#, NO_DATE),
    (r#""2026-01-05T23:60""#, NO_DATE),
    (r#""2026-01-05T8:49""#, NO_DATE),
    (r#""2026-01-05T08:49:05.""#, NO_DATE),
    (r#""2026-01-05T08:49.5""#, NO_DATE),
    (r#""2026-01-05T08:49+25:00""#, NO_DATE),
    (r#""2026-01-05T08:49+05:60""#, NO_DATE),
    (r#""2026-01-05T08:49+5""#, NO_DATE),
    (r#""2026-01-05T08:49 IST""#, NO_DATE),
    (r#""2026-01-05T08:49:05.1234é""#, NO_DATE),
    (r#""2026-01-05T08:49:05.12345₹""#, NO_DATE),
    (r#""2026-01-05 nonsense""#, NO_DATE),
    (r#""soon""#, NO_DATE),
    ("20260105", NO_DATE),
    ("true", NO_DATE),
    ("[]", Err("is a list or an object, not a single value")),
];

#[test]
fn dates_are_read_in_words_and_in_iso_and_of_kolkata() {
    let rows = [
        (r#""January 5, 2026""#, Ok("2026-01-05")),
        (r#""January 05, 2026""#, Ok("2026-01-05")),
        (r#""february 28, 2026""#, Ok("2026-02-28")),
        (r#""February 29, 2024""#, Ok("2024-02-29")),
        (r#"" December 31, 2026 ""#, Ok("2026-12-31")),
        (r#""January 12, 2026, 8:49 AM""#, Ok("2026-01-12")),
        (r#""January 12, 2026, 11:59 PM""#, Ok("2026-01-12")),
        (r#""2026-01-12""#, Ok("2026-01-12")),
        (r#""2026-01-12T23:59:59""#, Ok("2026-01-12")),
        // A zone is converted before the date is taken.
        (r#""2026-01-12T18:29:59Z""#, Ok("2026-01-12")),
        (r#""2026-01-12T18:30:00Z""#, Ok("2026-01-13")),
        (r#""2026-01-12T18:30Z""#, Ok("2026-01-13")),
        (r#""2026-12-31T18:30:00Z""#, Ok("2027-01-01")),
        (r#""2026-01-12T23:59:59+05:30""#, Ok("2026-01-12")),
        (r#""2026-01-12T00:00:00+14:00""#, Ok("2026-01-11")),
        (r#""2026-01-12T23:00:00-08:00""#, Ok("2026-01-13")),
        // The first and the last day there is.
        (r#""January 1, 1900""#, Ok("1900-01-01")),
        (r#""December 31, 1899""#, OUTSIDE),
        (r#""1899-12-31T18:30:00Z""#, Ok("1900-01-01")),
        (r#""1899-12-31T18:29:59Z""#, OUTSIDE),
        ("null", Ok("none")),
        (r#""""#, Ok("none")),
    ];
    for key in ["start_date", "end_date", "latest_success_order_date", "first_success_order_month"]
    {
        check_all(key, &rows);
        check_all(key, &IMPOSSIBLE);
    }
}

#[test]
fn only_an_end_may_lie_after_all_calendars() {
    let rows = [
        (r#""December 31, 2200""#, Ok("2200-12-31"), Ok("2200-12-31")),
        (r#""January 1, 2201""#, OUTSIDE, Ok("none")),
        (r#""2200-12-31T18:29:59Z""#, Ok("2200-12-31"), Ok("2200-12-31")),
        (r#""2200-12-31T18:30:00Z""#, OUTSIDE, Ok("none")),
        (r#""9999-12-31""#, OUTSIDE, Ok("none")),
        (r#""December 31, 9999""#, OUTSIDE, Ok("none")),
        (r#""February 30, 9999""#, NO_DATE, NO_DATE),
    ];
    for (json, start, end) in rows {
        check_all("start_date", &[(json, start)]);
        check_all("end_date", &[(json, end)]);
    }
}

#[test]
fn times_keep_their_clock() {
    let rows = [
        (r#""January 12, 2026, 8:49 AM""#, Ok("2026-01-12 08:49:00")),
        (r#""January 12, 2026, 08:49 AM""#, Ok("2026-01-12 08:49:00")),
        (r#""January 12, 2026, 8:49:07 PM""#, Ok("2026-01-12 20:49:07")),
        (r#""January 12, 2026, 8:49\u202fPM""#, Ok("2026-01-12 20:49:00")),
        (r#""January 12, 2026, 8:49 pm""#, Ok("2026-01-12 20:49:00")),
        (r#""January 12, 2026, 12:00 AM""#, Ok("2026-01-12 00:00:00")),
        (r#""January 12, 2026, 12:00 PM""#, Ok("2026-01-12 12:00:00")),
        (r#""January 12, 2026, 12:59 AM""#, Ok("2026-01-12 00:59:00")),
        (r#""January 12, 2026""#, Ok("2026-01-12 00:00:00")),
        (r#""2026-01-12""#, Ok("2026-01-12 00:00:00")),
        (r#""2026-01-12T08:49""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12 08:49:05""#, Ok("2026-01-12 08:49:05")),
        (r#""2026-01-12t08:49:05.25""#, Ok("2026-01-12 08:49:05.250")),
        (r#""2026-01-12T08:49:05.123456789""#, Ok("2026-01-12 08:49:05.123456")),
        (r#""2026-01-12T03:19:00Z""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T03:19:00z""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T03:19:00+00:00""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T08:49:00+05:30""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T08:49:00+0530""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12 03:19:00 +00""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-11T22:19:00-05:00""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T18:30:00Z""#, Ok("2026-01-13 00:00:00")),
        (r#""2026-02-28T20:00:00.5Z""#, Ok("2026-03-01 01:30:00.500")),
        ("null", Ok("none")),
        (r#""""#, Ok("none")),
    ];
    for key in ["inserted_at", "event_date", "created_at"] {
        check_all(key, &rows);
        check_all(key, &IMPOSSIBLE);
    }
}

#[test]
fn a_moment_is_written_by_the_clock_of_kolkata() {
    for (moment, expected) in [
        ("2026-01-30T00:00:00Z", "2026-01-30T05:30:00+05:30"),
        ("2026-01-30T18:29:59.999999Z", "2026-01-30T23:59:59.999999+05:30"),
        ("2026-01-30T18:30:00Z", "2026-01-31T00:00:00+05:30"),
        ("2026-12-31T20:00:00.5+01:00", "2027-01-01T00:30:00.500+05:30"),
    ] {
        let moment: DateTime<Utc> = moment.parse().unwrap();
        let written = rfc3339_in_kolkata(moment);
        assert_eq!(written, expected);
        assert_eq!(written.parse::<DateTime<Utc>>().unwrap(), moment);
        let local = moment.with_timezone(&kolkata()).naive_local();
        assert_eq!(rfc3339_of_kolkata(local), expected);
    }
}
