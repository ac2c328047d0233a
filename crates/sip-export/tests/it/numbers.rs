//! Money, percentages, counts, truth and ids.

use proptest::prelude::*;
use sip_export::Field;

use crate::support::{check, check_all, export_with, only, shown};

const NO_NUMBER: Result<&str, &str> = Err("is not a number");
const NEGATIVE: Result<&str, &str> = Err("is negative");
const DECIMALS: Result<&str, &str> = Err("has more than two decimals");
const TOO_LARGE: Result<&str, &str> = Err("is 10^13 or more");

/// What is read alike as money and as a percentage.
const AMOUNTS: [(&str, Result<&str, &str>); 62] = [
    (r#""5,500""#, Ok("5500.00")),
    (r#""1,517.54""#, Ok("1517.54")),
    (r#""3.0""#, Ok("3.00")),
    ("3.0", Ok("3.00")),
    ("3", Ok("3.00")),
    (r#""5500""#, Ok("5500.00")),
    (r#""12,34,567.5""#, Ok("1234567.50")),
    (r#""1,234,567.5""#, Ok("1234567.50")),
    (r#""0.05""#, Ok("0.05")),
    (r#""0.5""#, Ok("0.50")),
    (r#""00012""#, Ok("12.00")),
    (r#"" 5,500 ""#, Ok("5500.00")),
    (r#""\t5,500\n""#, Ok("5500.00")),
    (r#""\u00a05,500""#, Ok("5500.00")),
    (r#""5\u002c500""#, Ok("5500.00")),
    // As many decimals as there are, the zeros at their end aside.
    (r#""1.10""#, Ok("1.10")),
    (r#""1.100""#, Ok("1.10")),
    (r#""1.123""#, DECIMALS),
    ("1.123", DECIMALS),
    (r#""0.001""#, DECIMALS),
    (r#""0.0001""#, DECIMALS),
    (r#""9999999999999.999""#, DECIMALS),
    // Exponents.
    ("1e3", Ok("1000.00")),
    ("1E+3", Ok("1000.00")),
    ("1.5e1", Ok("15.00")),
    ("5e-2", Ok("0.05")),
    ("15e-1", Ok("1.50")),
    ("100e-2", Ok("1.00")),
    ("5e-3", DECIMALS),
    ("1e12", Ok("1000000000000.00")),
    ("1e13", TOO_LARGE),
    ("1e300", TOO_LARGE),
    ("1e-300", DECIMALS),
    (r#""1e3""#, Ok("1000.00")),
    (r#""5,500e0""#, Ok("5500.00")),
    (r#""1e""#, NO_NUMBER),
    (r#""e3""#, NO_NUMBER),
    (r#""1e1.5""#, NO_NUMBER),
    // Ten million million and more.
    (r#""9,999,999,999,999.99""#, Ok("9999999999999.99")),
    ("9999999999999.99", Ok("9999999999999.99")),
    (r#""10,000,000,000,000""#, TOO_LARGE),
    ("10000000000000", TOO_LARGE),
    (r#""99999999999999999999999999999999999999999""#, TOO_LARGE),
    (r#""00000000000000000000000000000000000000001""#, Ok("1.00")),
    // Below zero.
    (r#""-1""#, NEGATIVE),
    ("-1", NEGATIVE),
    (r#""-0.001""#, NEGATIVE),
    (r#""-1e300""#, NEGATIVE),
    // What is no number.
    (r#""abc""#, NO_NUMBER),
    (r#""12abc""#, NO_NUMBER),
    (r#""₹500""#, NO_NUMBER),
    (r#""5 500""#, NO_NUMBER),
    (r#""5.500,00""#, NO_NUMBER),
    (r#"",5""#, NO_NUMBER),
    (r#""5,""#, NO_NUMBER),
    (r#""5,,500""#, NO_NUMBER),
    (r#""1.2.3""#, NO_NUMBER),
    (r#""--1""#, NO_NUMBER),
    (r#""NaN""#, NO_NUMBER),
    (r#""०""#, NO_NUMBER),
    ("true", NO_NUMBER),
    ("false", NO_NUMBER),
];

#[test]
fn money_and_percentages_are_exact_decimals() {
    for key in ["success_amount", "failed_amount", "increment_amount", "increment_percentage"] {
        check_all(key, &AMOUNTS);
        check_all(
            key,
            &[
                ("0", Ok("0.00")),
                (r#""0.00""#, Ok("0.00")),
                ("-0", Ok("0.00")),
                (r#""-0.0""#, Ok("0.00")),
                ("null", Ok("none")),
                (r#""""#, Ok("none")),
                (r#""  ""#, Ok("none")),
                ("[]", Err("is a list or an object, not a single value")),
                ("{}", Err("is a list or an object, not a single value")),
                (r#"["5"]"#, Err("is a list or an object, not a single value")),
            ],
        );
    }
}

#[test]
fn an_instalment_is_above_zero() {
    check_all("amount", &AMOUNTS);
    for zero in [r#""0""#, "0", "0.00", r#""-0""#, "0e5"] {
        check("amount", zero, Err("is zero"));
    }
    check("amount", "0.01", Ok("0.01"));
    for nothing in ["null", r#""""#, r#"" ""#] {
        let bad = crate::support::only(&crate::support::export_with("amount", nothing));
        let bad = bad.unwrap_err();
        assert_eq!((bad.field.as_deref(), bad.value), (Some("amount"), None), "{nothing}");
        assert_eq!(bad.reason, "is missing");
    }
}

#[test]
fn counts_are_whole_and_never_negative() {
    for key in ["success_count", "num_days"] {
        check_all(
            key,
            &[
                (r#""56""#, Ok("56")),
                ("56", Ok("56")),
                ("56.0", Ok("56")),
                (r#""56.00""#, Ok("56")),
                (r#""1,056""#, Ok("1056")),
                (r#"" 56 ""#, Ok("56")),
                ("5e1", Ok("50")),
                ("0", Ok("0")),
                ("-0.0", Ok("0")),
                ("null", Ok("none")),
                (r#""""#, Ok("none")),
                (r#""2,147,483,647""#, Ok("2147483647")),
                (r#""2,147,483,648""#, Err("is too large for a count")),
                ("1e300", Err("is too large for a count")),
                ("5.5", Err("is not a whole number")),
                (r#""0.01""#, Err("is not a whole number")),
                ("1e-300", Err("is not a whole number")),
                ("-1", Err("is negative")),
                (r#""-0.5""#, Err("is negative")),
                (r#""many""#, NO_NUMBER),
                ("true", NO_NUMBER),
                ("[1]", Err("is a list or an object, not a single value")),
            ],
        );
    }
}

#[test]
fn truth_is_said_in_any_case() {
    for key in ["is_active", "deleted", "has_current_mandate", "stepper_enabled"] {
        check_all(
            key,
            &[
                (r#""true""#, Ok("true")),
                (r#""TRUE""#, Ok("true")),
                (r#""True""#, Ok("true")),
                (r#"" tRuE ""#, Ok("true")),
                ("true", Ok("true")),
                (r#""false""#, Ok("false")),
                (r#""False""#, Ok("false")),
                ("false", Ok("false")),
                ("null", Ok("none")),
                (r#""""#, Ok("none")),
                (r#""yes""#, Err("is neither true nor false")),
                (r#""1""#, Err("is neither true nor false")),
                ("1", Err("is neither true nor false")),
                ("0", Err("is neither true nor false")),
                (r#""truefalse""#, Err("is neither true nor false")),
                ("{}", Err("is a list or an object, not a single value")),
            ],
        );
    }
}

#[test]
fn ids_of_digits_lose_their_commas_and_others_keep_them() {
    let rows = [
        (r#""104,431""#, Ok("104431")),
        (r#""1,04,431""#, Ok("104431")),
        (r#""104431""#, Ok("104431")),
        (r#""007""#, Ok("007")),
        (r#"" 104,431 ""#, Ok("104431")),
        ("104431", Ok("104431")),
        ("104431.0", Ok("104431")),
        ("1.04431e5", Ok("104431")),
        ("12345678901234567890", Ok("12345678901234567890")),
        (r#""ag_1,2""#, Ok("ag_1,2")),
        (r#""a,b""#, Ok("a,b")),
        (r#""1,2x""#, Ok("1,2x")),
        (r#""1, 2""#, Ok("1, 2")),
        (r#""-1,2""#, Ok("-1,2")),
        (r#""1.5""#, Ok("1.5")),
        (r#"",""#, Ok(",")),
        (r#""ग्राहक""#, Ok("ग्राहक")),
        ("true", Err("is not an id")),
        ("false", Err("is not an id")),
        ("[1]", Err("is a list or an object, not a single value")),
    ];
    for key in
        ["sip_meta_id", "user_id", "agent_id", "agent_external_id", "member_id", "goal_id", "uid"]
    {
        check_all(key, &rows);
    }
    let fits = format!("\"{}\"", "x".repeat(1024));
    check("agent_external_id", &fits, Ok(fits.trim_matches('"')));
    let bad = crate::support::only(&crate::support::export_with(
        "agent_external_id",
        &format!("\"{}\"", "x".repeat(1025)),
    ));
    assert_eq!(bad.unwrap_err().reason, "is longer than 1,024 bytes");
}

#[test]
fn an_absent_agent_is_nobody() {
    check_all(
        "agent_id",
        &[
            ("null", Ok("0")),
            (r#""""#, Ok("0")),
            (r#"" ""#, Ok("0")),
            (r#""0""#, Ok("0")),
            ("0", Ok("0")),
            ("0.0", Ok("0")),
            (r#""4,220""#, Ok("4220")),
        ],
    );
    let record = crate::support::only(&crate::support::export_with("goal_name", "null")).unwrap();
    assert_eq!(record.agent_id, "0");
}

/// What a number is read as, or why it is none.
fn read(key: &str, number: &str) -> Result<String, String> {
    let field = Field::ALL.into_iter().find(|field| field.key() == key).unwrap();
    let record = only(&export_with(key, &format!("{number:?}"))).map_err(|bad| bad.reason)?;
    Ok(shown(&field.get(&record)))
}

proptest! {
    /// Plain numbers are read in one pass, those with an exponent digit by digit.
    #[test]
    fn a_number_reads_the_same_with_an_exponent_of_none(
        number in "-?[0-9,.]{1,8}|[0-9]{1,3}(,[0-9]{3}){0,5}(\\.[0-9]{0,3})?|[0-9]{1,40}",
    ) {
        for key in ["success_amount", "increment_percentage", "success_count"] {
            prop_assert_eq!(read(key, &number), read(key, &format!("{number}e0")), "{}", key);
        }
    }
}
