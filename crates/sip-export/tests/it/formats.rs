//! JSON arrays, JSON lines and CSV, plain and compressed, under any name.

use expect_test::{Expect, expect};

use crate::support::{CSV, JSON, NDJSON, gzip, told, zst};

fn check(file: &str, name: Option<&str>, expected: &Expect) {
    expected.assert_eq(&told(file.as_bytes(), name));
}

#[test]
fn a_json_array_may_be_pretty_compact_or_empty() {
    check(
        JSON,
        None,
        &expect![[r#"
            2:1 1035 asha 5500.00
            3:2 bad 1036 amount "-1": is negative
            4:3 1037 é 1517.54
        "#]],
    );
    check(
        r#"[{"sip_meta_id":"1","user_id":"a","amount":"5"},{"sip_meta_id":"2","user_id":"b","amount":"6"}]"#,
        None,
        &expect![[r#"
            1:1 1 a 5.00
            1:2 2 b 6.00
        "#]],
    );
    check(
        "\r\n[\r\n\t{\r\n\"sip_meta_id\" : \"1\" ,\r\n\r\n\"user_id\":\"a\",\"amount\":5}\r\n,\r\n{ } ]\r\n",
        None,
        &expect![[r#"
            3:1 1 a 5.00
            8:2 bad - sip_meta_id "-": is missing
        "#]],
    );
    for empty in ["[]", "[ ]", " [\n\n]\n ", "\u{feff}[]"] {
        assert_eq!(told(empty.as_bytes(), None), "", "{empty:?}");
    }
    // Brackets and quotes within texts are text.
    check(
        r#"[{"sip_meta_id":"1","user_id":"a]},{[","amount":"5","goal_name":"\\\"]"}]"#,
        None,
        &expect![[r#"
            1:1 1 a]},{[ 5.00
        "#]],
    );
}

#[test]
fn json_lines_set_bad_lines_aside() {
    check(
        NDJSON,
        None,
        &expect![[r#"
            1:1 1035 asha 5500.00
            2:2 bad 1036 amount "-1": is negative
            3:3 1037 é 1517.54
        "#]],
    );
    check(
        r#"
{"sip_meta_id":"1","user_id":"a","amount":"5"}


{"sip_meta_id":"2","user_id":"b",
{"sip_meta_id":"3","user_id":"c" "amount":"5"}
not json
[{"sip_meta_id":"4","user_id":"d","amount":"5"}]
"five"
{"sip_meta_id":"6","user_id":"f","amount":"5"} {}
{"sip_meta_id":"7","user_id":"g","amount":"5"},
  {"sip_meta_id":"8","user_id":"h","amount":"5"}  "#,
        Some("book.ndjson"),
        &expect![[r#"
            2:1 1 a 5.00
            5:2 bad - - "-": not JSON: EOF while parsing an object at column 32
            6:3 bad - - "-": not JSON: expected `,` or `}` at column 34
            7:4 bad - - "-": not JSON: expected ident at column 2
            8:5 bad - - "-": is not an object
            9:6 bad - - "-": is not an object
            10:7 bad - - "-": not JSON: trailing characters at column 48
            11:8 7 g 5.00
            12:9 8 h 5.00
        "#]],
    );
}

#[test]
fn the_last_line_needs_no_end() {
    let whole = told(NDJSON.as_bytes(), None);
    assert_eq!(told(NDJSON.trim_end().as_bytes(), None), whole);
    assert_eq!(told(NDJSON.replace('\n', "\r\n").as_bytes(), None), whole);
    let whole = told(CSV.as_bytes(), None);
    assert_eq!(told(CSV.trim_end().as_bytes(), None), whole);
    assert_eq!(told(JSON.trim_end().as_bytes(), None), told(JSON.as_bytes(), None));
}

#[test]
fn a_line_that_is_no_text_is_set_aside() {
    let file = b"{\"sip_meta_id\":\"1\",\"user_id\":\"a\",\"amount\":\"5\"}\n{\"sip_meta_id\":\"2\",\"user_id\":\"\xff\"}\n{\"sip_meta_id\":\"3\",\"user_id\":\"c\",\"amount\":\"5\"}\n";
    expect![[r#"
        1:1 1 a 5.00
        2:2 bad - - "-": not UTF-8 text
        3:3 3 c 5.00
    "#]]
    .assert_eq(&told(file, None));
}

#[test]
fn a_column_of_a_line_counts_from_its_beginning() {
    let line = |text: &str| told(format!("{{}}\n{text}\n").as_bytes(), None);
    let second = |told: String| told.lines().nth(1).unwrap().to_owned();
    let at_once = second(line(r#"{"a" 1}"#));
    let indented = second(line(r#"   {"a" 1}"#));
    assert_eq!(at_once, r#"2:2 bad - - "-": not JSON: expected `:` at column 6"#);
    assert_eq!(indented, r#"2:2 bad - - "-": not JSON: expected `:` at column 9"#);
}

#[test]
fn csv_is_read_by_its_header() {
    check(
        CSV,
        None,
        &expect![[r#"
            2:1 1035 asha 5500.00
            3:2 bad 1036 amount "-1": is negative
            4:3 1037 é 1517.54
        "#]],
    );
    check(
        "amount , unknown,user_id,sip_meta_id\n5,x,a,1\n",
        None,
        &expect![[r#"
            2:1 1 a 5.00
        "#]],
    );
    check("sip_meta_id,user_id,amount\n", None, &expect![""]);
}

#[test]
fn csv_lines_are_counted_through_quoted_ends_of_lines() {
    check(
        "sip_meta_id,user_id,amount,goal_name\n1,a,5,\"two\nlines\"\n2,b,-5,\"\n\n\"\n3,c,-5,x\n",
        None,
        &expect![[r#"
            2:1 1 a 5.00
            4:2 bad 2 amount "-5": is negative
            7:3 bad 3 amount "-5": is negative
        "#]],
    );
}

#[test]
fn csv_lines_are_counted_through_blank_lines() {
    check(
        "sip_meta_id,user_id,amount\n\n1,a,5\n\n\n2,b,-5\n",
        None,
        &expect![[r#"
            3:1 1 a 5.00
            6:2 bad 2 amount "-5": is negative
        "#]],
    );
}

#[test]
fn csv_lines_are_counted_where_they_end_in_crlf() {
    check(
        "sip_meta_id,user_id,amount\r\n1,a,5\r\n2,b,-5\r\n3,c,-5",
        None,
        &expect![[r#"
            2:1 1 a 5.00
            3:2 bad 2 amount "-5": is negative
            4:3 bad 3 amount "-5": is negative
        "#]],
    );
}

#[test]
fn a_csv_line_of_another_length_is_set_aside() {
    check(
        "sip_meta_id,user_id,amount\n1,a\n2,b,5,x\n3,c,5\n",
        None,
        &expect![[r#"
            2:1 bad - - "-": has 2 values for 3 keys
            3:2 bad - - "-": has 4 values for 3 keys
            4:3 3 c 5.00
        "#]],
    );
}

#[test]
fn a_csv_value_that_is_no_text_names_its_field_and_its_sip() {
    let file = b"sip_meta_id,user_id,amount,scheme_name,goal_name\n1,a,5,\xff,x\n2,b,5,x,\xff\n";
    expect![[r#"
        2:1 bad 1 scheme_name "-": is not UTF-8 text
        3:2 2 b 5.00
    "#]]
    .assert_eq(&told(file, None));
}

#[test]
fn a_csv_header_names_the_required_fields_once() {
    let no_export = "neither a JSON array, nor JSON lines, nor CSV whose first line names";
    for (file, fault) in [
        ("user_id,amount\na,5\n", format!("{no_export} sip_meta_id")),
        ("sip_meta_id,amount\n1,5\n", format!("{no_export} user_id")),
        ("sip_meta_id,user_id\n1,a\n", format!("{no_export} amount")),
        ("what is this\n", format!("{no_export} sip_meta_id")),
        (
            "sip_meta_id,user_id,amount,amount\n1,a,5,5\n",
            "the header names amount twice".to_owned(),
        ),
        ("sip_meta_id,user_id,amount,x,x \n1,a,5,5,5\n", "the header names x twice".to_owned()),
        (
            "sip_meta_id,user_id,amount,Amount\n1,a,5,5\n",
            "the header names amount twice".to_owned(),
        ),
    ] {
        // What it begins with, and what to do, follow.
        let said = told(file.as_bytes(), None);
        assert!(said.starts_with(&format!("fails: {fault}")), "{file}: {said}");
    }
    let told = told(b"sip_meta_id,user_id,amount,\xff\n", None);
    assert_eq!(told, "fails: the CSV header is not UTF-8 text\n");
}

#[test]
fn a_quote_never_closed_in_csv_costs_its_own_line_alone() {
    check(
        "sip_meta_id,user_id,amount\n1,a,5\n2,b,\"5\n3,c,5\n",
        None,
        &expect![[r#"
            2:1 1 a 5.00
            3:2 bad - - "-": has a quote too many or too few
            4:3 3 c 5.00
        "#]],
    );
}

#[test]
fn compression_is_told_by_the_bytes() {
    for (plain, name) in [(JSON, "book.json"), (NDJSON, "book.ndjson"), (CSV, "book.csv")] {
        let expected = told(plain.as_bytes(), None);
        assert_eq!(expected.lines().count(), 3);
        for (packed, suffix) in [(gzip(plain.as_bytes()), ".gz"), (zst(plain.as_bytes()), ".zst")] {
            for name in [None, Some(name), Some(&*(name.to_owned() + suffix)), Some("upload.bin")] {
                assert_eq!(told(&packed, name), expected, "{name:?}");
            }
        }
        // A name that promises compression does not make it so.
        let promised = name.to_owned() + ".gz";
        assert_eq!(told(plain.as_bytes(), Some(&promised)), expected);
    }
}

#[test]
fn compressed_files_may_be_joined() {
    for pack in [gzip, zst] {
        for plain in [JSON, NDJSON, CSV] {
            for cut in [1, 7, plain.len() - 2] {
                let (front, back) = plain.as_bytes().split_at(cut);
                let joined = [pack(front), pack(back)].concat();
                assert_eq!(told(&joined, None), told(plain.as_bytes(), None), "cut at {cut}");
            }
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_text() {
    for plain in [JSON, NDJSON, CSV] {
        let marked = format!("\u{feff}{plain}");
        let expected = told(plain.as_bytes(), None);
        assert_eq!(told(marked.as_bytes(), None), expected);
        assert_eq!(told(&gzip(marked.as_bytes()), None), expected);
        assert_eq!(told(&zst(marked.as_bytes()), None), expected);
    }
}

#[test]
fn the_format_is_that_of_the_content_whatever_the_name() {
    let json = told(JSON.as_bytes(), None);
    let lines = told(NDJSON.as_bytes(), None);
    let csv = told(CSV.as_bytes(), None);
    for (file, expected) in [(JSON, &json), (NDJSON, &lines), (CSV, &csv)] {
        for name in [
            "book",
            "-",
            "book.txt",
            "book.json",
            "BOOK.JSON.gz",
            "book.ndjson",
            "book.jsonl",
            "book.csv",
            "book.CSV.zst",
            "book.xlsx",
        ] {
            assert_eq!(&told(file.as_bytes(), Some(name)), expected, "{name}");
        }
    }
    // A name counts where the first line is nothing that could be told.
    let file = format!("not json\n{NDJSON}");
    let read = told(file.as_bytes(), Some("book.NDJSON"));
    assert_eq!(read.lines().count(), 4, "{read}");
    assert!(read.starts_with("1:1 bad") && read.contains("2:2 1035 asha"), "{read}");
    let fault = "neither a JSON array, nor JSON lines, nor CSV whose first line names sip_meta_id";
    let fault = format!(
        "fails: {fault}: it begins with \"not json\". Export the SIP table itself, as JSON or CSV\n"
    );
    assert_eq!(told(file.as_bytes(), Some("book.json")), fault);
}
