//! Texts, schemes, statuses, periods, days, truth, and the words for nothing.

use sip_export::Field;

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
fn statuses_that_rules_know_are_known_in_any_case_and_others_are_kept() {
    check_all(
        "currentSipStatus",
        &[
            (r#""Success""#, Ok("Success")),
            (r#""Failed""#, Ok("Failed")),
            (r#""In Progress""#, Ok("In Progress")),
            (r#""Paused""#, Ok("Paused")),
            (r#""Unknown""#, Ok("Unknown")),
            (r#"" Success ""#, Ok("Success")),
            (r#""success""#, Ok("Success")),
            (r#""FAILED""#, Ok("Failed")),
            (r#""IN_PROGRESS""#, Ok("In Progress")),
            (r#""in progress""#, Ok("In Progress")),
            (r#""in-progress""#, Ok("In Progress")),
            (r#""paused""#, Ok("Paused")),
            (r#""UNKNOWN""#, Ok("Unknown")),
            (r#""Cancelled by bank""#, Ok("Cancelled by bank")),
            (r#""ON_HOLD""#, Ok("ON_HOLD")),
            (r#""successful""#, Ok("successful")),
            (r#""""#, Ok("Unknown")),
            (r#""None""#, Ok("Unknown")),
            ("null", Ok("Unknown")),
            ("[]", Err("is a list or an object, not a single value")),
        ],
    );
}

#[test]
fn periods_are_numbers_of_months_or_years() {
    let no_period = Err("is not a period such as 6M, 1Y, 6 months, Half-Yearly or Yearly");
    check_all(
        "increment_period",
        &[
            (r#""6M""#, Ok("6M")),
            (r#""1Y""#, Ok("1Y")),
            (r#""18M""#, Ok("18M")),
            (r#"" 1Y ""#, Ok("1Y")),
            (r#""6m""#, Ok("6M")),
            (r#""1y""#, Ok("1Y")),
            (r#""12 M""#, Ok("12M")),
            (r#""1 Year""#, Ok("1Y")),
            (r#""2 years""#, Ok("2Y")),
            (r#""6 MONTHS""#, Ok("6M")),
            (r#""6-month""#, Ok("6M")),
            (r#""1yr""#, Ok("1Y")),
            (r#""Yearly""#, Ok("1Y")),
            (r#""ANNUAL""#, Ok("1Y")),
            (r#""annually""#, Ok("1Y")),
            (r#""Half-Yearly""#, Ok("6M")),
            (r#""half yearly""#, Ok("6M")),
            (r#""HALF_YEARLY""#, Ok("6M")),
            (r#""Quarterly""#, Ok("3M")),
            (r#""monthly""#, Ok("1M")),
            (r#""""#, Ok("none")),
            (r#""NaN""#, Ok("none")),
            ("null", Ok("none")),
            (r#""0M""#, no_period),
            (r#""0Y""#, no_period),
            (r#""0 years""#, no_period),
            (r#""6""#, no_period),
            ("6", no_period),
            (r#""M""#, no_period),
            (r#""years""#, no_period),
            (r#""-6M""#, no_period),
            (r#""1.5Y""#, no_period),
            (r#""6W""#, no_period),
            (r#""bi-annual""#, no_period),
            (r#""99999999999M""#, no_period),
            ("true", no_period),
        ],
    );
}

#[test]
fn debit_days_are_listed_in_order_whatever_parts_them() {
    let no_such_day = Err("has a day that no month has: days are from 1 to 31, as in 1,15");
    check_all(
        "sip_days",
        &[
            (r#""5""#, Ok("5")),
            ("5", Ok("5")),
            (r#""31""#, Ok("31")),
            (r#""1,15""#, Ok("1,15")),
            (r#""1;15""#, Ok("1,15")),
            (r#""1 | 15 | 20""#, Ok("1,15,20")),
            (r#""[15, 1]""#, Ok("1,15")),
            (r#""01,15,1""#, Ok("1,15")),
            (r#""5th and 20th""#, Ok("5,20")),
            (r#""5.0""#, Ok("5")),
            (r#""0,15""#, Ok("15")),
            (r#""0""#, Ok("none")),
            (r#""[]""#, Ok("none")),
            (r#""""#, Ok("none")),
            ("null", Ok("none")),
            (r#""32""#, no_such_day),
            (r#""1,45""#, no_such_day),
            ("115", no_such_day),
            (r#""99999999999999999999""#, no_such_day),
            (r#""monthly""#, Err("names no day of the month such as 5 or 1,15")),
            ("{}", Err("is a list or an object, not a single value")),
        ],
    );
}

#[test]
fn truth_is_said_in_a_word_a_letter_or_a_bit_in_any_case() {
    let neither = Err("is neither true nor false, yes nor no, 1 nor 0");
    for key in ["is_active", "deleted", "has_current_mandate", "stepper_enabled"] {
        for json in [
            r#""true""#,
            r#""TRUE""#,
            r#""True""#,
            r#"" tRuE ""#,
            "true",
            r#""t""#,
            r#""T""#,
            r#""yes""#,
            r#""Yes""#,
            r#""y""#,
            r#""Y""#,
            r#""1""#,
            "1",
            "1.0",
            r#""1.0""#,
        ] {
            check(key, json, Ok("true"));
        }
        for json in [
            r#""false""#,
            r#""False""#,
            r#""FALSE""#,
            "false",
            r#""f""#,
            r#""F""#,
            r#""no""#,
            r#""NO""#,
            r#""n""#,
            r#""N""#,
            r#""0""#,
            "0",
            "0.0",
            r#""0.0""#,
        ] {
            check(key, json, Ok("false"));
        }
        check_all(
            key,
            &[
                ("null", Ok("none")),
                (r#""""#, Ok("none")),
                (r#""N/A""#, Ok("none")),
                (r#""truefalse""#, neither),
                (r#""2""#, neither),
                (r#""yes.0""#, neither),
                (r#""active""#, neither),
                ("{}", Err("is a list or an object, not a single value")),
            ],
        );
    }
}

#[test]
fn nothing_has_many_words_in_every_field() {
    const NOTHING: [&str; 22] = [
        "",
        "  ",
        "\u{a0}\u{200b}\u{feff}",
        "NULL",
        "null",
        "Null",
        r"\N",
        r"\n",
        "NaN",
        "nan",
        "None",
        "NONE",
        "N/A",
        "n/a",
        "NA",
        "#N/A",
        "NaT",
        "-",
        "—",
        " null ",
        "=\"\"",
        "'",
    ];
    let without = only(&export_with("sip_days", "null")).unwrap();
    for field in Field::ALL {
        for word in NOTHING {
            let json = serde_json::to_string(word).unwrap();
            let read = only(&export_with(field.key(), &json));
            match field {
                Field::sip_meta_id | Field::user_id | Field::amount => {
                    assert_eq!(read.unwrap_err().reason, "is missing", "{word:?}");
                }
                _ => assert_eq!(read.as_ref(), Ok(&without), "{} {word:?}", field.key()),
            }
        }
    }
    for something in ["nulls", "no", "nil", "--", "N", "Nancy"] {
        check("goal_name", &format!("{something:?}"), Ok(something));
    }
}

#[test]
fn surroundings_fall_off_until_nothing_more_does() {
    for text in [
        "House",
        " House\t",
        "\u{a0}House\u{2003}",
        "\u{feff}House",
        "\u{200b}House\u{200d}",
        "'House",
        "=\"House\"",
        " =\" House \" ",
        "'=\"House\"",
        "=\"'House\"",
        "\u{2060}' 'House",
        "=\"=\"House\"\"",
    ] {
        check("goal_name", &serde_json::to_string(text).unwrap(), Ok("House"));
    }
    for (kept, text) in [
        ("House'", "House'"),
        ("\"House\"", "\"House\""),
        ("=House", "=House"),
        ("=\"House", "=\"House"),
        ("o\u{200b}k", "o\u{200b}k"),
    ] {
        check("goal_name", &serde_json::to_string(text).unwrap(), Ok(kept));
    }
}

#[test]
fn texts_are_kept_without_the_space_around_them() {
    for key in ["goal_name", "paused_reason", "sip_sales_status", "mandate_tracking_status"] {
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
        let said = (bad.id.as_deref(), bad.field.as_deref(), bad.reason.as_str());
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

#[test]
fn a_text_too_long_is_a_bad_record_in_fields_that_no_rule_reads_too() {
    let long = "x".repeat(sip_export::LONGEST_TEXT + 1);
    for key in ["goal_name", "colour"] {
        for file in [
            format!(
                "[{{\"sip_meta_id\": 1, \"user_id\": 2, \"amount\": 3, \"{key}\": \"{long}\"}}]"
            ),
            format!("sip_meta_id,user_id,amount,{key}\n1,2,3,{long}\n"),
        ] {
            let told = crate::support::told(file.as_bytes(), None);
            assert!(told.contains(&format!(" bad 1 {key} ")), "{}", &told[..99]);
        }
    }
}
