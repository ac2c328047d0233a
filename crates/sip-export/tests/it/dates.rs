//! Dates and times, in words and in ISO 8601, all of Asia/Kolkata.

use chrono::{DateTime, Utc};
use sip_export::{DateOrder, kolkata, rfc3339_in_kolkata, rfc3339_of_kolkata};

use crate::support::{check, check_all, check_by};

const NO_DATE: Result<&str, &str> =
    Err("is not a date such as January 5, 2026, 05-Jan-2026 or 2026-01-05");
const OUTSIDE: Result<&str, &str> = Err("is outside 1900 to 2200");
const NO_SUCH_DAY: Result<&str, &str> = Err("is no day of the calendar");
const OTHER_WEEKDAY: Result<&str, &str> = Err("is not on the weekday that it names");
const SHORT_YEAR: Result<&str, &str> = Err("has a year of two digits: write all four");
const RUN_TOGETHER: Result<&str, &str> =
    Err("has nothing between year, month and day: write it as 2026-01-05");
const NO_ORDER: Result<&str, &str> = Err(
    "does not tell the day from the month: give --date-order dmy or mdy, or write the month in words",
);

const DATES: [&str; 8] = [
    "start_date",
    "end_date",
    "paused_till",
    "latest_success_order_date",
    "first_success_order_month",
    "inserted_at",
    "event_date",
    "created_at",
];

const BAD: &[(&str, Result<&str, &str>)] = &[
    (r#""February 29, 2025""#, NO_SUCH_DAY),
    (r#""February 30, 2024""#, NO_SUCH_DAY),
    (r#""April 31, 2026""#, NO_SUCH_DAY),
    (r#""January 0, 2026""#, NO_SUCH_DAY),
    (r#""January 32, 2026""#, NO_SUCH_DAY),
    (r#""2026-02-30""#, NO_SUCH_DAY),
    (r#""2025-02-29""#, NO_SUCH_DAY),
    (r#""2026-13-01""#, NO_SUCH_DAY),
    (r#""2026-00-01""#, NO_SUCH_DAY),
    (r#""2026-00-00""#, NO_SUCH_DAY),
    (r#""31-Apr-2026""#, NO_SUCH_DAY),
    (r#""Tuesday, January 5, 2026""#, OTHER_WEEKDAY),
    (r#""Tue 2026-01-05""#, OTHER_WEEKDAY),
    (r#""January 5, 26""#, SHORT_YEAR),
    (r#""5-Jan-26""#, SHORT_YEAR),
    (r#""26-01-05""#, SHORT_YEAR),
    (r#""5/1/26""#, SHORT_YEAR),
    (r#""05.01.26""#, SHORT_YEAR),
    (r#""20260105""#, RUN_TOGETHER),
    ("20260105", RUN_TOGETHER),
    (r#""05/01/2026""#, NO_ORDER),
    (r#""5/1/2026""#, NO_ORDER),
    (r#""23/2/2026, 13:00""#, NO_ORDER),
    (r#""05-01-2026""#, NO_ORDER),
    (r#""05.01.2026""#, NO_ORDER),
    (r#""05/05/2026""#, NO_ORDER),
    (r#""Janvier 5, 2026""#, NO_DATE),
    (r#""Ja 5, 2026""#, NO_DATE),
    (r#""January, 2026""#, NO_DATE),
    (r#""January 2026""#, NO_DATE),
    (r#""2026-01""#, NO_DATE),
    (r#""2026""#, NO_DATE),
    (r#""2026-W02-1""#, NO_DATE),
    (r#""2026-005""#, NO_DATE),
    (r#""2026-01/05""#, NO_DATE),
    (r#""January 5, 202""#, NO_DATE),
    (r#""January 5, 2026, 13:00 PM""#, NO_DATE),
    (r#""January 5, 2026, 0:30 AM""#, NO_DATE),
    (r#""January 5, 2026, 8:60 AM""#, NO_DATE),
    (r#""January 5, 2026, 8:49 XM""#, NO_DATE),
    (r#""January 5, 2026, 8""#, NO_DATE),
    (r#""January 5, 2026,""#, NO_DATE),
    (r#""2026-01-05T""#, NO_DATE),
    (r#""2026-01-05X08:49""#, NO_DATE),
    (r#""2026-01-0508:49""#, NO_DATE),
    (r#""2026-01-05T24:00""#, NO_DATE),
    (r#""2026-01-05T23:60""#, NO_DATE),
    (r#""2026-01-05T08:4""#, NO_DATE),
    (r#""2026-01-05T08:49:05.""#, NO_DATE),
    (r#""2026-01-05T08:49.5""#, NO_DATE),
    (r#""2026-01-05T08:49+25:00""#, NO_DATE),
    (r#""2026-01-05T08:49+05:60""#, NO_DATE),
    (r#""2026-01-05T08:49+5""#, NO_DATE),
    (r#""2026-01-05T08:49 EST""#, NO_DATE),
    (r#""2026-01-05T08:49 IST+01:00""#, NO_DATE),
    (r#""2026-01-05T08:49:05.1234é""#, NO_DATE),
    (r#""2026-01-05T08:49:05.12345₹""#, NO_DATE),
    (r#""2026-01-05 nonsense""#, NO_DATE),
    (r#""2026-01-05Z""#, NO_DATE),
    (r#""soon""#, NO_DATE),
    (r#""46027""#, NO_DATE),
    ("1767571200000", NO_DATE),
    ("true", NO_DATE),
    ("[]", Err("is a list or an object, not a single value")),
];

#[test]
fn what_is_no_date_says_why() {
    for key in DATES {
        check_all(key, BAD);
    }
}

#[test]
fn a_date_has_its_month_in_words_or_its_year_first() {
    for text in [
        "January 5, 2026",
        "january 05, 2026",
        "JANUARY 5 2026",
        "Jan 5, 2026",
        "Jan. 5, 2026",
        "January 5th, 2026",
        "Jan-05-2026",
        "Jan/5/2026",
        "5 January 2026",
        "5 January, 2026",
        "5th January 2026",
        "05-Jan-2026",
        "05/Jan/2026",
        "5-JAN-2026",
        "05Jan2026",
        "5,January,2026",
        "2026-Jan-05",
        "2026 January 5",
        "Monday, January 5, 2026",
        "Mon, 5 Jan 2026",
        "Mon 05-Jan-2026",
        "monday 2026-01-05",
        "2026-01-05",
        "2026/1/5",
        "2026/01/05",
        "2026-1-5",
        "2026.01.05",
        " January 5, 2026 ",
        "January\u{a0}5,\u{202f}2026",
    ] {
        for key in ["start_date", "end_date", "latest_success_order_date", "sip_meta_month"] {
            check(key, &format!("\"{text}\""), Ok("2026-01-05"));
        }
        check("inserted_at", &format!("\"{text}\""), Ok("2026-01-05 00:00:00"));
    }
    for (month, number) in
        [("Feb", "02"), ("Sept", "09"), ("Sep", "09"), ("May", "05"), ("dec", "12")]
    {
        check("start_date", &format!("\"3 {month} 2026\""), Ok(&format!("2026-{number}-03")));
    }
}

#[test]
fn digits_with_the_year_last_are_read_in_the_order_that_is_given() {
    use DateOrder::{DayMonthYear, MonthDayYear};
    for (text, dmy, mdy) in [
        ("05/01/2026", Ok("2026-01-05"), Ok("2026-05-01")),
        ("5-1-2026", Ok("2026-01-05"), Ok("2026-05-01")),
        ("5.1.2026", Ok("2026-01-05"), Ok("2026-05-01")),
        ("23/2/2026", Ok("2026-02-23"), NO_SUCH_DAY),
        ("2/23/2026", NO_SUCH_DAY, Ok("2026-02-23")),
        ("23/2/2026, 23:00", Ok("2026-02-23"), NO_SUCH_DAY),
        ("5/1/26", SHORT_YEAR, SHORT_YEAR),
        ("5/1-2026", NO_DATE, NO_DATE),
        // The order is of these alone.
        ("2026-01-05", Ok("2026-01-05"), Ok("2026-01-05")),
        ("05-Jan-2026", Ok("2026-01-05"), Ok("2026-01-05")),
    ] {
        let json = format!("{text:?}");
        check_by(Some(DayMonthYear), "start_date", &json, dmy);
        check_by(Some(MonthDayYear), "start_date", &json, mdy);
    }
    check_by(Some(DayMonthYear), "event_date", r#""23/2/2026 1:05 PM""#, Ok("2026-02-23 13:05:00"));
    for order in [DayMonthYear, MonthDayYear] {
        assert_eq!(order.to_string().parse(), Ok(order));
    }
    assert!("DMY".parse::<DateOrder>().unwrap_err().to_string().contains("dmy"));
}

#[test]
fn a_zone_is_converted_before_the_date_is_taken() {
    let rows = [
        (r#""January 12, 2026, 8:49 AM""#, Ok("2026-01-12")),
        (r#""January 12, 2026, 11:59 PM""#, Ok("2026-01-12")),
        (r#""2026-01-12T23:59:59""#, Ok("2026-01-12")),
        (r#""2026-01-12T18:29:59Z""#, Ok("2026-01-12")),
        (r#""2026-01-12T18:30:00Z""#, Ok("2026-01-13")),
        (r#""2026-01-12T18:30Z""#, Ok("2026-01-13")),
        (r#""January 12, 2026, 6:30 PM UTC""#, Ok("2026-01-13")),
        (r#""January 12, 2026, 6:30 PM IST""#, Ok("2026-01-12")),
        (r#""2026-12-31T18:30:00Z""#, Ok("2027-01-01")),
        (r#""2026-01-12T23:59:59+05:30""#, Ok("2026-01-12")),
        (r#""2026-01-12T00:00:00+14:00""#, Ok("2026-01-11")),
        (r#""2026-01-12T23:00:00-08:00""#, Ok("2026-01-13")),
        // The first and the last day there is.
        (r#""January 1, 1900""#, Ok("1900-01-01")),
        (r#""December 31, 1899""#, OUTSIDE),
        (r#""1899-12-31T18:30:00Z""#, Ok("1900-01-01")),
        (r#""1899-12-31T18:29:59Z""#, OUTSIDE),
        (r#""0026-01-05""#, OUTSIDE),
        ("null", Ok("none")),
        (r#""""#, Ok("none")),
    ];
    for key in ["start_date", "end_date", "latest_success_order_date", "first_success_order_month"]
    {
        check_all(key, &rows);
    }
}

#[test]
fn dates_that_never_come_are_none_in_every_field() {
    for text in [
        "Perpetual",
        "PERPETUAL",
        "infinity",
        "-infinity",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "January 1, 0001",
        "January 1, 0001, 12:00 AM",
        "1 Jan 0001",
        "00/00/0000",
        "01/01/0001",
    ] {
        for key in DATES {
            check(key, &format!("{text:?}"), Ok("none"));
        }
    }
    check("start_date", r#""0001-01-02""#, OUTSIDE);
    check("start_date", r#""perpetually""#, NO_DATE);
}

#[test]
fn only_an_end_may_lie_after_all_calendars() {
    let rows = [
        (r#""December 31, 2200""#, Ok("2200-12-31"), Ok("2200-12-31")),
        (r#""January 1, 2201""#, OUTSIDE, Ok("none")),
        (r#""2200-12-31T18:29:59Z""#, Ok("2200-12-31"), Ok("2200-12-31")),
        (r#""2200-12-31T18:30:00Z""#, OUTSIDE, Ok("none")),
        (r#""9999-12-31""#, OUTSIDE, Ok("none")),
        (r#""31-Dec-9999""#, OUTSIDE, Ok("none")),
        (r#""December 31, 9999""#, OUTSIDE, Ok("none")),
        (r#""February 30, 9999""#, NO_SUCH_DAY, NO_SUCH_DAY),
    ];
    for (json, start, end) in rows {
        check_all("start_date", &[(json, start)]);
        check_all("paused_till", &[(json, start)]);
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
        (r#""January 12, 2026, 8:49pm""#, Ok("2026-01-12 20:49:00")),
        (r#""January 12, 2026, 8:49 p.m.""#, Ok("2026-01-12 20:49:00")),
        (r#""January 12, 2026 at 8:49 PM""#, Ok("2026-01-12 20:49:00")),
        (r#""Jan 12, 2026, 2 AM""#, Ok("2026-01-12 02:00:00")),
        (r#""Jan 12, 2026, 2PM""#, Ok("2026-01-12 14:00:00")),
        (r#""January 12, 2026, 14:27""#, Ok("2026-01-12 14:27:00")),
        (r#""January 12, 2026, 8:49""#, Ok("2026-01-12 08:49:00")),
        (r#""12 January, 2026 14:27:05""#, Ok("2026-01-12 14:27:05")),
        (r#""Mon, 12 Jan 2026 03:19:00 GMT""#, Ok("2026-01-12 08:49:00")),
        (r#""Mon Jan 12 2026 08:49:05 GMT+0530""#, Ok("2026-01-12 08:49:05")),
        (r#""12-Jan-2026 08:49""#, Ok("2026-01-12 08:49:00")),
        (r#""2026/1/12 8:49""#, Ok("2026-01-12 08:49:00")),
        (r#""January 12, 2026, 12:00 AM""#, Ok("2026-01-12 00:00:00")),
        (r#""January 12, 2026, 12:00 PM""#, Ok("2026-01-12 12:00:00")),
        (r#""January 12, 2026, 12:59 AM""#, Ok("2026-01-12 00:59:00")),
        (r#""January 12, 2026""#, Ok("2026-01-12 00:00:00")),
        (r#""2026-01-12""#, Ok("2026-01-12 00:00:00")),
        (r#""2026-01-12T08:49""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12 08:49:05""#, Ok("2026-01-12 08:49:05")),
        (r#""2026-01-12t08:49:05.25""#, Ok("2026-01-12 08:49:05.250")),
        (r#""2026-01-12T08:49:05,25""#, Ok("2026-01-12 08:49:05.250")),
        (r#""2026-01-12T08:49:05.123456789""#, Ok("2026-01-12 08:49:05.123456")),
        (r#""2026-01-12T03:19:00Z""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12T03:19:00z""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12 03:19:00 UTC""#, Ok("2026-01-12 08:49:00")),
        (r#""2026-01-12 08:49:00 IST""#, Ok("2026-01-12 08:49:00")),
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
