//! The date that a file's name tells.

use sip_export::{TwoDates, date_of_file_name};

#[test]
fn the_date_in_the_name_counts_in_kolkata() {
    for (name, date) in [
        ("query_result_2026-01-30T06_19_15.12414166Z.json", Some("2026-01-30")),
        // 18:29 UTC is a minute to midnight.
        ("query_result_2026-01-30T18_29_59.999Z.json", Some("2026-01-30")),
        ("query_result_2026-01-30T18_30_00.0Z.json", Some("2026-01-31")),
        ("query_result_2025-12-31T20_00_00Z.json.gz", Some("2026-01-01")),
        ("query_result_2026-01-30T18:30:00Z.json", Some("2026-01-31")),
        ("query_result_2026-01-30T18-30-00Z.json", Some("2026-01-31")),
        ("query_result_2026-01-30T18_30Z.json", Some("2026-01-31")),
        // Without the Z the clock is Kolkata's own.
        ("query_result_2026-01-30T18_30_00.json", Some("2026-01-30")),
        ("query_result_2026-01-30T99_99_99Z.json", Some("2026-01-30")),
        ("2026-01-30.json", Some("2026-01-30")),
        ("book-2026-01-30", Some("2026-01-30")),
        ("book2026-01-30.csv", Some("2026-01-30")),
        ("2024-02-29.json", Some("2024-02-29")),
        // A zone of another place.
        ("query_result_2026-01-29T22_19_15.12-08_00.json", Some("2026-01-30")),
        ("query_result_2026-01-29T10_29_59-08_00.json", Some("2026-01-29")),
        ("query_result_2026-01-29T10_30_00-08_00.json", Some("2026-01-30")),
        ("query_result_2026-01-30T00_10_00.5+05_30.json", Some("2026-01-30")),
        ("query_result_2026-01-30T00:10:00+05:30.json", Some("2026-01-30")),
        ("query_result_2026-01-30T00_10_00+0800.json", Some("2026-01-29")),
        ("query_result_2026-01-30T00_10_00+99_00.json", Some("2026-01-30")),
        ("query_result_2026-01-30T18_30_00-08.json", Some("2026-01-30")),
        ("query_result_2026-01-30T18_30_00Zulu.json", Some("2026-01-30")),
        // One date, twice.
        ("2026-01-30/query_result_2026-01-30T06_19_15Z.json", Some("2026-01-30")),
        ("2026-01-31_query_result_2026-01-30T20_00_00Z.json", Some("2026-01-31")),
        ("bad-2026-02-30-then-2026-03-01.json", Some("2026-03-01")),
        ("ग्राहक_2026-01-30.json", Some("2026-01-30")),
        ("1900-01-01.json", Some("1900-01-01")),
        ("2200-12-31.json", Some("2200-12-31")),
        ("1899-12-31.json", None),
        ("2201-01-01.json", None),
        ("2200-12-31T18_30_00Z.json", None),
        ("2026-13-01.json", None),
        ("2025-02-29.json", None),
        ("2026-1-5.json", None),
        ("20260130.json", None),
        ("12026-01-30.json", None),
        ("2026-01-301.json", None),
        ("book.json", None),
        ("-", None),
        ("", None),
    ] {
        let expected = Ok(date.map(|date| date.parse().unwrap()));
        assert_eq!(date_of_file_name(name), expected, "{name}");
    }
}

#[test]
fn a_name_with_two_dates_tells_neither() {
    for (name, first, second) in [
        ("from-2026-01-01-to-2026-01-31.json", "2026-01-01", "2026-01-31"),
        ("book 2025-04-01 to 2026-02-24.json", "2025-04-01", "2026-02-24"),
        ("2026-02-24, 2026-02-24, 2026-02-25, 2026-02-26.csv", "2026-02-24", "2026-02-25"),
        // They are two once the zone is known.
        ("2026-01-30_query_result_2026-01-30T20_00_00Z.json", "2026-01-30", "2026-01-31"),
    ] {
        let two = TwoDates { first: first.parse().unwrap(), second: second.parse().unwrap() };
        assert_eq!(date_of_file_name(name), Err(two), "{name}");
        let said = two.to_string();
        assert!(said.contains(first) && said.contains(second), "{said}");
    }
}
