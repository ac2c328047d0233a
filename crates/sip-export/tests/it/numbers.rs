//! Money, percentages and counts.

use proptest::prelude::*;
use sip_export::Field;

use crate::support::{check, check_all, export_with, only, shown};

const NO_NUMBER: Result<&str, &str> = Err("is not a number such as 5500, 5,500.50 or 5,00,000");
const SEPARATORS: Result<&str, &str> = Err(
    "has separators that are not between thousands: write 5,500 or 5,00,000, and decimals behind a \
     point, as in 5000.50",
);
const LONE_POINT: Result<&str, &str> = Err(
    "may have thousands or decimals behind its point: write 5,000 or 5000, or two decimals, as in 5.00",
);
const POINTS: Result<&str, &str> = Err("has points between thousands: write 5,500.50");
const NEGATIVE: Result<&str, &str> = Err("is negative");
const DECIMALS: Result<&str, &str> = Err("has more than two decimals");
const TOO_LARGE: Result<&str, &str> = Err("is 10^13 or more");

/// What is read alike as money and as a percentage.
const AMOUNTS: &[(&str, Result<&str, &str>)] = &[
    (r#""5,500""#, Ok("5500.00")),
    (r#""1,517.54""#, Ok("1517.54")),
    (r#""3.0""#, Ok("3.00")),
    ("3.0", Ok("3.00")),
    ("3", Ok("3.00")),
    (r#""5500""#, Ok("5500.00")),
    (r#""12,34,567.5""#, Ok("1234567.50")),
    (r#""1,234,567.5""#, Ok("1234567.50")),
    (r#""5,00,000.00""#, Ok("500000.00")),
    (r#""1,00,00,000""#, Ok("10000000.00")),
    (r#""0.05""#, Ok("0.05")),
    (r#""0.5""#, Ok("0.50")),
    (r#"".5""#, Ok("0.50")),
    (r#""00012""#, Ok("12.00")),
    (r#"" 5,500 ""#, Ok("5500.00")),
    (r#""\t5,500\n""#, Ok("5500.00")),
    (r#""\u00a05,500""#, Ok("5500.00")),
    (r#""5\u002c500""#, Ok("5500.00")),
    (r#""=\"5,500\"""#, Ok("5500.00")),
    (r#""'5500""#, Ok("5500.00")),
    // Spaces and apostrophes for commas.
    (r#""5 500""#, Ok("5500.00")),
    (r#""5\u00a0500""#, Ok("5500.00")),
    (r#""1\u202f234\u202f567.5""#, Ok("1234567.50")),
    (r#""5 00 000""#, Ok("500000.00")),
    (r#""5’500.5""#, Ok("5500.50")),
    (r#""5'500""#, Ok("5500.00")),
    (r#""1\u00a0234 567""#, Ok("1234567.00")),
    (r#""1,234 567""#, SEPARATORS),
    (r#""1’234,567""#, SEPARATORS),
    // Commas elsewhere.
    (r#""5000,50""#, SEPARATORS),
    (r#""1,51""#, SEPARATORS),
    (r#""1,5""#, SEPARATORS),
    (r#""0,500""#, SEPARATORS),
    (r#""5000,500""#, SEPARATORS),
    (r#""12,345,67""#, SEPARATORS),
    (r#""123,45,678""#, SEPARATORS),
    (r#""1,23,456,789""#, SEPARATORS),
    (r#""12 34""#, SEPARATORS),
    (r#"",5""#, SEPARATORS),
    (r#""5,""#, SEPARATORS),
    (r#""5,,500""#, SEPARATORS),
    (r#""5,50.5""#, SEPARATORS),
    (r#""5.500,00""#, POINTS),
    (r#""1.234.567""#, POINTS),
    (r#""1.2.3""#, POINTS),
    // As many decimals as there are, the zeros at their end aside. Three may be thousands.
    (r#""1.10""#, Ok("1.10")),
    (r#""1.1000""#, Ok("1.10")),
    (r#""1,000.100""#, Ok("1000.10")),
    (r#""1.100""#, LONE_POINT),
    (r#""5.000""#, LONE_POINT),
    (r#""0.001""#, LONE_POINT),
    (r#""5000.000""#, LONE_POINT),
    (r#""9999999999999.999""#, LONE_POINT),
    ("1.100", Ok("1.10")),
    ("5.000", Ok("5.00")),
    ("1.123", DECIMALS),
    ("0.001", DECIMALS),
    (r#""1.1234""#, DECIMALS),
    (r#""0.0001""#, DECIMALS),
    // What binary fractions leave.
    ("5000.000000000001", Ok("5000.00")),
    ("4999.999999999999", Ok("5000.00")),
    (r#""4999.999999999999""#, Ok("5000.00")),
    ("0.30000000000000004", Ok("0.30")),
    ("1517.5400009", Ok("1517.54")),
    ("1517.540001", Ok("1517.54")),
    ("1517.5400011", DECIMALS),
    ("1517.539999", Ok("1517.54")),
    ("1517.5399989", DECIMALS),
    ("0.99999999", Ok("1.00")),
    ("9999999999999.999999999", TOO_LARGE),
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
    (r#""1e3""#, Ok("1000.00")),
    (r#""5E3""#, Ok("5000.00")),
    (r#""5.000E3""#, Ok("5000.00")),
    (r#""5,500e0""#, Ok("5500.00")),
    (r#""1e""#, NO_NUMBER),
    (r#""e3""#, NO_NUMBER),
    (r#""1e1.5""#, NO_NUMBER),
    (r#""1e3e4""#, NO_NUMBER),
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
    (r#""−1,000""#, NEGATIVE),
    (r#""-0.01""#, NEGATIVE),
    (r#""-1e300""#, NEGATIVE),
    // What is no number.
    (r#""abc""#, NO_NUMBER),
    (r#""12abc""#, NO_NUMBER),
    (r#""$500""#, NO_NUMBER),
    (r#""500 rupees""#, NO_NUMBER),
    (r#""5.""#, NO_NUMBER),
    (r#"".""#, NO_NUMBER),
    (r#""--1""#, NO_NUMBER),
    (r#""०""#, NO_NUMBER),
    ("true", NO_NUMBER),
    ("false", NO_NUMBER),
];

#[test]
fn signs_of_money_stand_around_money_and_those_of_percent_around_percentages() {
    for money in [
        r#""₹5,500.00""#,
        r#""₹ 5,500""#,
        r#""Rs5500""#,
        r#""Rs. 5,500""#,
        r#""rs.5,500/-""#,
        r#""RS 5,500 /-""#,
        r#""INR 5,500""#,
        r#""inr5500""#,
        r#""5,500/-""#,
        r#""₹\u00a05\u202f500.00""#,
        r#"" '₹5,500 ""#,
    ] {
        check("success_amount", money, Ok("5500.00"));
        check("increment_percentage", money, NO_NUMBER);
        check("success_count", money, NO_NUMBER);
    }
    for percentage in [r#""12.5%""#, r#""12.50 %""#, r#""=\"12.5%\"""#] {
        check("increment_percentage", percentage, Ok("12.50"));
        check("increment_amount", percentage, NO_NUMBER);
    }
    for (money, expected) in [
        (r#""₹-5""#, NEGATIVE),
        (r#""-₹5""#, NEGATIVE),
        (r#""- Rs. 5/-""#, NEGATIVE),
        (r#""₹5000,50""#, SEPARATORS),
        (r#""₹5.000""#, LONE_POINT),
        (r#""₹""#, NO_NUMBER),
        (r#""₹₹5""#, NO_NUMBER),
        (r#""USD 5""#, NO_NUMBER),
    ] {
        check("success_amount", money, expected);
    }
}

#[test]
fn money_and_percentages_are_exact_decimals() {
    for key in ["success_amount", "failed_amount", "increment_amount", "increment_percentage"] {
        check_all(key, AMOUNTS);
        check_all(
            key,
            &[
                ("0", Ok("0.00")),
                (r#""0.00""#, Ok("0.00")),
                ("-0", Ok("0.00")),
                (r#""-0.0""#, Ok("0.00")),
                // A sum that should be zero.
                ("1e-300", Ok("0.00")),
                ("-0.00000000000014", Ok("0.00")),
                ("0.000001", Ok("0.00")),
                ("0.0000011", DECIMALS),
                ("-0.0000011", NEGATIVE),
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
    check_all("amount", AMOUNTS);
    for zero in [r#""0""#, "0", "0.00", r#""-0""#, "0e5", "1e-300"] {
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
    check_all(
        "num_days",
        &[
            ("2", Ok("2")),
            (r#""2.0""#, Ok("2")),
            ("0", Ok("0")),
            (r#""31""#, Ok("31")),
            ("32", Err("is more than the 31 days that a month has")),
            (r#""1,031""#, Err("is more than the 31 days that a month has")),
            ("-1", NEGATIVE),
            ("1.5", Err("is not a whole number")),
            (r#""""#, Ok("none")),
        ],
    );
    check_all(
        "success_count",
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
            ("5.0000000001", Err("is not a whole number")),
            (r#""1.056""#, LONE_POINT),
            (r#""1,56""#, SEPARATORS),
            (r#""many""#, NO_NUMBER),
            ("true", NO_NUMBER),
            ("[1]", Err("is a list or an object, not a single value")),
        ],
    );
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
        number in "-?[0-9,.]{1,8}|[0-9]{1,3}(,[0-9]{2,3}){0,5}(\\.[0-9]{0,3})?|[0-9]{1,40}",
    ) {
        // Nothing, and thousands behind a point, have no exponent.
        let is_lone = number.split_once('.').is_some_and(|(_, behind)| behind.len() == 3);
        prop_assume!(number != "-" && (!is_lone || number.contains(',')));
        for key in ["success_amount", "increment_percentage", "success_count"] {
            prop_assert_eq!(read(key, &number), read(key, &format!("{number}e0")), "{}", key);
        }
    }
}
