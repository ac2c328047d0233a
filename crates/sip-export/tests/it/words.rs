//! Texts, schemes, statuses and periods.

use crate::support::{check, check_all, export_with, only};

#[test]
fn schemes_are_split_at_commas_outside_parentheses() {
    check_all(
        "scheme_name",
        &[
            (r#""[]""#, Ok("")),
            (r#""[Fund A (G)]""#, Ok("Fund A (G)")),
            (r#""[Fund A (G), Fund B]""#, Ok("Fund A (G) | Fund B")),
            (r#""[Fund A (Growth, Direct), Fund B]""#, Ok("Fund A (Growth, Direct) | Fund B")),
            (r#""[A (x (y, z), w), B]""#, Ok("A (x (y, z), w) | B")),
            (r#""[Fund A,Fund B]""#, Ok("Fund A | Fund B")),
            (r#""[ Fund A ,  Fund B ]""#, Ok("Fund A | Fund B")),
            (r#""[Fund A, , Fund B,]""#, Ok("Fund A | Fund B")),
            (r#""[A) B, C]""#, Ok("A) B | C")),
            (r#""Fund A (G)""#, Ok("Fund A (G)")),
            (r#""  []  ""#, Ok("")),
            (r#""[ ]""#, Ok("")),
            (r#""""#, Ok("")),
            ("null", Ok("")),
            (r#"["Fund A"]"#, Err("is a list or an object, not a single value")),
        ],
    );
}

#[test]
fn statuses_are_kept_as_they_are() {
    check_all(
        "currentSipStatus",
        &[
            (r#""Success""#, Ok("Success")),
            (r#""Failed""#, Ok("Failed")),
            (r#""In Progress""#, Ok("In Progress")),
            (r#""Paused""#, Ok("Paused")),
            (r#""Unknown""#, Ok("Unknown")),
            (r#"" Success ""#, Ok("Success")),
            (r#""success""#, Ok("success")),
            (r#""Cancelled by bank""#, Ok("Cancelled by bank")),
            (r#""""#, Ok("Unknown")),
            ("null", Ok("Unknown")),
            ("[]", Err("is a list or an object, not a single value")),
        ],
    );
}

#[test]
fn the_older_status_key_speaks_where_the_newer_is_silent() {
    let status = |fields: &str| {
        let required = r#""sip_meta_id": "135", "user_id": "asha", "amount": "5""#;
        only(&format!("[{{{required}{fields}}}]")).map(|record| record.status.as_str().to_owned())
    };
    for (fields, expected) in [
        ("", "Unknown"),
        (r#", "currentSipStatus": "Failed""#, "Failed"),
        (r#", "current_sip_status": "Failed""#, "Failed"),
        (r#", "currentSipStatus": "Success", "current_sip_status": "Failed""#, "Success"),
        (r#", "current_sip_status": "Failed", "currentSipStatus": "Success""#, "Success"),
        (r#", "currentSipStatus": "", "current_sip_status": "Failed""#, "Failed"),
        (r#", "currentSipStatus": null, "current_sip_status": "Failed""#, "Failed"),
        (r#", "current_sip_status": "Failed", "currentSipStatus": null"#, "Failed"),
        (r#", "currentSipStatus": "Unknown", "current_sip_status": "Failed""#, "Unknown"),
        (r#", "currentSipStatus": "", "current_sip_status": """#, "Unknown"),
    ] {
        assert_eq!(status(fields).unwrap(), expected, "{fields}");
    }
    let twice = status(r#", "current_sip_status": "Failed", "current_sip_status": "Failed""#);
    let twice = twice.unwrap_err();
    assert_eq!(twice.field.as_deref(), Some("current_sip_status"));
    assert_eq!(twice.reason, "comes twice");
    let nested = status(r#", "current_sip_status": {}"#).unwrap_err();
    assert_eq!(nested.field.as_deref(), Some("current_sip_status"));
    assert_eq!(nested.reason, "is a list or an object, not a single value");
}

#[test]
fn periods_are_numbers_of_months_or_years() {
    let no_period = Err("is not a period such as 6M or 1Y");
    check_all(
        "increment_period",
        &[
            (r#""6M""#, Ok("6M")),
            (r#""1Y""#, Ok("1Y")),
            (r#""18M""#, Ok("18M")),
            (r#"" 1Y ""#, Ok("1Y")),
            (r#""""#, Ok("none")),
            ("null", Ok("none")),
            (r#""0M""#, no_period),
            (r#""0Y""#, no_period),
            (r#""6m""#, no_period),
            (r#""1y""#, no_period),
            (r#""6""#, no_period),
            ("6", no_period),
            (r#""M""#, no_period),
            (r#""-6M""#, no_period),
            (r#""6W""#, no_period),
            (r#""yearly""#, no_period),
            ("true", no_period),
        ],
    );
}

#[test]
fn texts_are_kept_without_the_space_around_them() {
    for key in
        ["goal_name", "paused_reason", "sip_days", "sip_sales_status", "mandate_tracking_status"]
    {
        check_all(
            key,
            &[
                (r#""House""#, Ok("House")),
                (r#""  a  house  ""#, Ok("a  house")),
                (r#""""#, Ok("none")),
                (r#"" \t\n ""#, Ok("none")),
                ("null", Ok("none")),
                ("15", Ok("15")),
                ("1.50", Ok("1.50")),
                ("true", Ok("true")),
                (r#""1,15""#, Ok("1,15")),
                (r#""a\nb\u0007""#, Ok("a\nb\u{7}")),
                (r#""\"quoted\" \\ \/""#, Ok("\"quoted\" \\ /")),
                (r#""घर \u0918\u0930 🏠 \ud83c\udfe0""#, Ok("घर घर 🏠 🏠")),
                (r#"{"a": 1}"#, Err("is a list or an object, not a single value")),
            ],
        );
    }
}

#[test]
fn no_text_holds_nul() {
    let read = |json: &str| only(&export_with("goal_name", json));
    for json in [r#""a\u0000b""#, r#""\u0000""#] {
        let bad = read(json).unwrap_err();
        assert_eq!(bad.field.as_deref(), Some("goal_name"));
        assert_eq!(bad.reason, "holds a NUL character");
    }
    for key in ["user_id", "amount", "start_date", "deleted", "currentSipStatus"] {
        let bad = only(&export_with(key, r#""5\u0000""#)).unwrap_err();
        assert_eq!(bad.field.as_deref(), Some(key));
    }
}

#[test]
fn half_a_surrogate_pair_is_no_character() {
    let reason = "holds an escape that stands for no character";
    for json in [r#""\ud800""#, r#""a\udc00b""#, r#""\ud83c""#, r#""\ud83c\u0041""#] {
        let bad = only(&export_with("goal_name", json)).unwrap_err();
        let said = (bad.sip_meta_id.as_deref(), bad.field.as_deref(), bad.reason.as_str());
        assert_eq!(said, (Some("135"), Some("goal_name"), reason), "{json}");
    }
}

#[test]
fn a_text_of_64_kib_fits_and_a_byte_more_does_not() {
    const LONGEST: usize = 64 * 1024;
    assert_eq!(sip_export::LONGEST_TEXT, LONGEST);
    for key in ["goal_name", "scheme_name", "currentSipStatus"] {
        let text = "x".repeat(LONGEST);
        check(key, &format!("\"{text}\""), Ok(&text));
        // Three bytes a character: it is bytes that count.
        let wide = "घ".repeat(LONGEST / 3) + "x";
        assert_eq!(wide.len(), LONGEST);
        check(key, &format!("\"{wide}\""), Ok(&wide));
        for longer in [text + "x", wide + "x"] {
            let bad = only(&export_with(key, &format!("\"{longer}\""))).unwrap_err();
            assert_eq!(bad.reason, "is longer than 64 KiB");
            assert_eq!(bad.field.as_deref(), Some(key));
            // What is quoted of it is short, and whole characters.
            let quoted = bad.value.unwrap();
            assert!(quoted.len() < 300 && quoted.ends_with('…'), "{quoted}");
            assert!(longer.starts_with(quoted.trim_end_matches('…')));
        }
    }
    let unknown = |length: usize| {
        only(&export_with("favourite_colour", &format!("\"{}\"", "x".repeat(length))))
    };
    assert!(unknown(LONGEST).is_ok());
    let bad = unknown(LONGEST + 1).unwrap_err();
    assert_eq!(bad.reason, "is longer than 64 KiB");
    assert_eq!(bad.field.as_deref(), Some("favourite_colour"));
}
