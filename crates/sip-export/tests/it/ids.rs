//! Ids, which are one whatever wrote them.

use crate::support::{check, check_all, export_with, only};

const DIGITS_LOST: Result<&str, &str> =
    Err("is in scientific notation, which has lost digits: export ids as text");
const POINT: Result<&str, &str> =
    Err("has a point among its digits: an id is digits alone, as in 9001 or 9,001");
const PARTED: Result<&str, &str> =
    Err("has spaces or apostrophes between thousands: an id is digits alone, as in 9001 or 9,001");

#[test]
fn ids_are_one_whatever_wrote_them() {
    let rows = [
        (r#""104,431""#, Ok("104431")),
        (r#""1,04,431""#, Ok("104431")),
        (r#""104431""#, Ok("104431")),
        (r#""007""#, Ok("007")),
        (r#"" 104,431 ""#, Ok("104431")),
        (r#""=\"104431\"""#, Ok("104431")),
        (r#""'104431""#, Ok("104431")),
        (r#""\ufeff104431\u200b""#, Ok("104431")),
        ("104431", Ok("104431")),
        // As a data frame writes a column with gaps.
        (r#""104431.0""#, Ok("104431")),
        (r#""104,431.0""#, Ok("104431")),
        ("104431.0", Ok("104431")),
        ("104431.000", Ok("104431")),
        ("1.04431e5", Ok("104431")),
        ("12345678901234567890", Ok("12345678901234567890")),
        (r#""12345678901234567890""#, Ok("12345678901234567890")),
        // Any other point between digits, and what has lost digits.
        (r#""104.431""#, POINT),
        (r#""104431.00""#, POINT),
        (r#""104431.5""#, POINT),
        (r#""1.104.431""#, POINT),
        (r#""104431.""#, POINT),
        (r#""-104431.0""#, POINT),
        ("104431.5", POINT),
        ("1e-3", POINT),
        (r#""1.04E+05""#, DIGITS_LOST),
        (r#""1.04431e5""#, DIGITS_LOST),
        (r#""9E3""#, DIGITS_LOST),
        (r#""-9e+17""#, DIGITS_LOST),
        ("1.2345678901234567e19", DIGITS_LOST),
        (r#""104 431""#, PARTED),
        (r#""104\u202f431""#, PARTED),
        (r#""1’104’431""#, PARTED),
        // What cannot be a number is as it is.
        (r#""ag_1,2""#, Ok("ag_1,2")),
        (r#""ag_1.2""#, Ok("ag_1.2")),
        (r#""asha.rao@example.com""#, Ok("asha.rao@example.com")),
        (r#""71680ce3-3578-48c0""#, Ok("71680ce3-3578-48c0")),
        (r#""123e4567-e89b""#, Ok("123e4567-e89b")),
        (r#""12e45678""#, Ok("12e45678")),
        (r#""12e5f""#, Ok("12e5f")),
        (r#""a,b""#, Ok("a,b")),
        (r#""1,2x""#, Ok("1,2x")),
        (r#""1, 2""#, Ok("1, 2")),
        (r#""12 34""#, Ok("12 34")),
        (r#""-1,2""#, Ok("-1,2")),
        (r#""1.5x""#, Ok("1.5x")),
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
    let bad = only(&export_with("agent_external_id", &format!("\"{}\"", "x".repeat(1025))));
    assert_eq!(bad.unwrap_err().reason, "is longer than 1,024 bytes");
}

#[test]
fn a_parameter_loses_its_commas_alone() {
    for (id, plain) in [("104,431", "104431"), ("104431.0", "104431.0"), ("9E3", "9E3"), (",", ",")]
    {
        assert_eq!(sip_export::plain_id(id), plain);
    }
}

#[test]
fn an_absent_agent_is_nobody() {
    check_all(
        "agent_id",
        &[
            ("null", Ok("0")),
            (r#""""#, Ok("0")),
            (r#"" ""#, Ok("0")),
            (r#""NULL""#, Ok("0")),
            (r#""0""#, Ok("0")),
            (r#""0.0""#, Ok("0")),
            ("0", Ok("0")),
            ("0.0", Ok("0")),
            (r#""4,220""#, Ok("4220")),
        ],
    );
    assert_eq!(only(&export_with("goal_name", "null")).unwrap().agent_id, "0");
}
