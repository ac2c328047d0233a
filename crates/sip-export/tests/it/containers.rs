//! The files that records come in, and those that are refused by their name.

use std::io::Write as _;

use expect_test::{Expect, expect};

use crate::support::{CSV, JSON, NDJSON, gzip, told, utf16, zst};

fn check(file: &str, expected: &Expect) {
    let read = told(file.as_bytes(), None);
    expected.assert_eq(&read);
    for name in ["book.json", "book.csv", "book.ndjson"] {
        assert_eq!(told(file.as_bytes(), Some(name)), read, "{name}");
    }
}

/// The same entries, wherever they stand.
fn without_lines(told: &str) -> String {
    let entries = told.lines().map(|line| line.split_once(':').map_or(line, |(_, entry)| entry));
    entries.map(|entry| entry.to_owned() + "\n").collect()
}

const ONE: &str = r#"{"sip_meta_id": "1", "user_id": "a", "amount": "5"}"#;
const TWO: &str = r#"{"sip_meta_id": "2", "user_id": "b", "amount": "6"}"#;
const COLS: &str = r#"[{"name": "sip_meta_id", "display_name": "Sip Meta ID"}, {"name": "USER_ID"},
    {"name": "x_1", "display_name": "Amount"}, {"name": "colour"}]"#;

#[test]
fn a_comma_at_a_line_s_end_is_dropped() {
    let expected = told(NDJSON.as_bytes(), None);
    assert_eq!(told(NDJSON.replace("}\n", "},\n").as_bytes(), None), expected);
    assert_eq!(told(NDJSON.replace("}\n", "} , \r\n").as_bytes(), None), expected);
}

#[test]
fn objects_may_take_several_lines_each() {
    let spread =
        NDJSON.replace("{\"", "{\n  \"").replace(", \"", ",\n  \"").replace("\"}\n", "\"\n}\n");
    expect![[r#"
        1:1 1035 asha 5500.00
        7:2 bad 1036 amount "-1": is negative
        12:3 1037 é 1517.54
    "#]]
    .assert_eq(&told(spread.as_bytes(), Some("book.ndjson")));
    let with_commas = spread.replace("}\n{", "},\n{").replace("true}\n", "true},\n");
    assert_eq!(
        without_lines(&told(with_commas.as_bytes(), None)),
        without_lines(&told(spread.as_bytes(), None))
    );
    // The keys of the first may begin on its first line.
    check(
        "{\"sip_meta_id\": \"1\",\n \"user_id\": \"a\",\n \"amount\": 5}\n{\"sip_meta_id\": \"2\",\n \"user_id\": \"b\", \"amount\": 6}",
        &expect![[r#"
            1:1 1 a 5.00
            4:2 2 b 6.00
        "#]],
    );
}

#[test]
fn a_bad_object_over_several_lines_names_line_and_column_and_costs_no_other() {
    check(
        "{\n \"sip_meta_id\": \"1\",\n \"user_id\": tru,\n \"amount\": 5\n}\n{\n \"sip_meta_id\": \"2\",\n \"user_id\": \"b\",\n \"amount\": 6\n}\n",
        &expect![[r#"
            1:1 bad - - "-": not JSON: expected ident at line 3, column 16
            6:2 2 b 6.00
        "#]],
    );
    // A brace too few, a quote too few, and something else between.
    check(
        "{\n \"sip_meta_id\": \"1\",\n \"amount\": 5\n{\n \"sip_meta_id\": \"2\",\n \"user_id\": \"b,\n \"amount\": 6\n}\nnext\n{\n \"sip_meta_id\": \"3\",\n \"user_id\": \"c\",\n \"amount\": 7\n}\n",
        &expect![[r#"
            1:1 bad - - "-": not JSON: EOF while parsing an object at line 4, column 0
            4:2 bad - - "-": not JSON: control character (\u0000-\u001F) found while parsing a string at line 6, column 15
            9:3 bad - - "-": not JSON: expected ident at line 9, column 2
            10:4 3 c 7.00
        "#]],
    );
}

#[test]
fn a_first_line_that_was_cut_makes_no_object_of_several_lines() {
    let file = format!("{{\"sip_meta_id\": \"0\", \"user\n{ONE}\n\n{TWO}\n");
    check(
        &file,
        &expect![[r#"
            1:1 bad - - "-": not JSON: EOF while parsing a string at column 26
            2:2 1 a 5.00
            4:3 2 b 6.00
        "#]],
    );
}

#[test]
fn records_may_stand_under_data() {
    let file = format!(
        "{{\"status\": \"completed\",\n \"data\": [\n {ONE},\n{TWO}, 3], \"row_count\": 3}}\n"
    );
    check(
        &file,
        &expect![[r#"
            3:1 1 a 5.00
            4:2 2 b 6.00
            4:3 bad - - "-": is not an object
        "#]],
    );
    check(
        &format!("{{\"data\": {{\"rows\": [{ONE}]}}}}"),
        &expect![[r#"
        1:1 1 a 5.00
    "#]],
    );
    check("{\"data\": []}", &expect![""]);
    // A record may have such a key, too.
    let record = ONE.replace('{', "{\"data\": {\"a\": 1}, ");
    check(
        &record,
        &expect![[r#"
        1:1 1 a 5.00
    "#]],
    );
}

#[test]
fn rows_are_read_by_their_columns_before_or_behind_them() {
    let rows = "[\n[\"1\", \"a\", \"5\", \"red\"],\n[2, \"b\", 6.0, null],\n[3, \"c\", 7], {}, [\"1,004\", \"d\", \"x\", 0]]";
    for (file, from) in [
        (
            format!(
                "{{\"data\": {{\"rows\": {rows}, \"cols\": {COLS}}}, \"status\": \"completed\"}}"
            ),
            2,
        ),
        (
            format!(
                "{{\"status\": \"completed\", \"data\": {{\"cols\": {COLS}, \"rows\": {rows}}}}}"
            ),
            3,
        ),
        (
            format!(
                "{{\"data\":{{\"x\":[{{}}],\"rows\":{rows},\"y\":{{\"cols\":1}},\"cols\":{COLS}}}}}"
            ),
            2,
        ),
    ] {
        let read = told(file.as_bytes(), None);
        let expected = expect![[r#"
            1 1 a 5.00
            2 2 b 6.00
            3 bad - - "-": has 3 values for 4 keys
            4 bad - sip_meta_id "-": is missing
            5 bad 1004 amount "x": is not a number such as 5500, 5,500.50 or 5,00,000
        "#]];
        expected.assert_eq(&without_lines(&read));
        assert!(read.starts_with(&format!("{from}:1 ")), "{read}");
    }
}

#[test]
fn a_document_that_is_malformed_names_line_and_column() {
    for (file, fault) in [
        ("{\"data\": [\n{\"a\": tru}]}", "line 2, column 10: expected ident"),
        ("{\"data\": [\n{}] x}", "line 2, column 5: expected `,` or `}`"),
        ("{\"data\": [{}]} x", "line 1, column 16: expected nothing after the document"),
        ("{\"data\": [{}]", "line 1, column 14: expected `,` or `}`, not the end"),
        ("{\"data\": [{}", "line 1, column 13: expected `,` or `]`, not the end"),
    ] {
        let told = told(file.as_bytes(), None);
        assert_eq!(told.lines().last(), Some(&*format!("fails: {fault}")), "{file}");
    }
}

/// What a file is refused with, under any name.
fn refusal(file: &[u8]) -> String {
    let told = told(file, Some("book.json"));
    for name in [None, Some("book.csv"), Some("book.ndjson")] {
        assert_eq!(crate::support::told(file, name), told);
    }
    told.lines().last().and_then(|line| line.strip_prefix("fails: ")).expect("a refusal").to_owned()
}

#[test]
fn a_document_without_records_is_refused_by_its_words() {
    let failed = "the file is not an export, but Metabase's word that the query failed";
    let again = "run it again, and export its answer";
    let told = "\"timeout\"";
    for (file, expected) in [
        (
            r#"{"status": "failed", "error": "timeout", "data": {"rows": [], "cols": []}}"#.to_owned(),
            format!("{failed}: {told}: {again}"),
        ),
        (
            r#"{"data": {"rows": [], "cols": []}, "error": "timeout", "status": "failed"}"#.to_owned(),
            format!("{failed}: {told}: {again}"),
        ),
        (
            format!(r#"{{"data": {{"rows": [["1","a",5,0]], "cols": {COLS}}}, "status": "failed"}}"#),
            format!("{failed}: {again}"),
        ),
        (r#"{"status": "failed"}"#.to_owned(), format!("{failed}: {again}")),
        (
            r#"{"message": "Unauthenticated"}"#.to_owned(),
            "the file is not an export, but an error: \"Unauthenticated\": export the answer as JSON or CSV"
                .to_owned(),
        ),
        (
            "{\"x\":\n 1}\n".to_owned(),
            "the file is one JSON object without records: expected an array of records, or one under `data`"
                .to_owned(),
        ),
        (
            r#"{"data": {"rows": [["1"]], "cols": [{"name": "sip_meta_id"}]}}"#.to_owned(),
            "the columns of the file's rows do not name user_id".to_owned(),
        ),
        (
            r#"{"data": {"rows": [["1"]]}}"#.to_owned(),
            "the file has rows, and no cols that name their values: export the answer as JSON or CSV"
                .to_owned(),
        ),
        (
            r#"{"data": {"cols": [{"name": "amount"}, {"name": "x", "display_name": "Amount"}], "rows": []}}"#
                .to_owned(),
            "the header names amount twice".to_owned(),
        ),
    ] {
        assert_eq!(refusal(file.as_bytes()), expected, "{file}");
    }
    let long = format!(r#"{{"status": "failed", "error": "{}"}}"#, "x".repeat(100_000));
    assert!(refusal(long.as_bytes()).len() < 500);
}

#[test]
fn files_of_other_kinds_are_refused_by_their_name_with_what_to_do() {
    let zip = |name: &str| [b"PK\x03\x04", &[0; 26][..], name.as_bytes(), b"..."].concat();
    let tar = [&[b'x'; 257][..], b"ustar\0", &[0; 300]].concat();
    let utf16: Vec<u8> = "[{".bytes().flat_map(|byte| [byte, 0]).collect();
    for (file, what) in [
        (zip("[Content_Types].xml"), "an Excel workbook (xlsx): save the sheet as CSV UTF-8"),
        (zip("xl/workbook.xml"), "an Excel workbook (xlsx)"),
        (zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "(ods): save the sheet"),
        (zip("book.json"), "a zip archive: unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(), "an old Excel workbook (xls): save"),
        (b"BZh91AY&SY".to_vec(), "compressed by bzip2: unpack it"),
        (b"\xfd7zXZ\0\0".to_vec(), "compressed by xz: unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0".to_vec(), "a 7-Zip archive: unpack it"),
        (b"%PDF-1.7\n".to_vec(), "a PDF document: export the answer as JSON or CSV"),
        (b"PAR1\x15\x04".to_vec(), "a Parquet file: export the answer as JSON or CSV"),
        (tar, "a tar archive: unpack it"),
        (utf16, "text in UTF-16 without a byte order mark, or no text: export it in UTF-8"),
        (b"\xff\xfe\0\0[\0\0\0".to_vec(), "text in UTF-32: export it in UTF-8"),
        (gzip(&gzip(b"[]")), "compressed twice by gzip: unpack it"),
        (b"\n <!DOCTYPE html>\n<html>sign in</html>".to_vec(), "an HTML page"),
        (b"<html lang=en>".to_vec(), "while signed in"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rows/>".to_vec(), "XML: export"),
    ] {
        let said = refusal(&file);
        assert!(said.starts_with("the file is ") && said.contains(what), "{said}");
        assert!(refusal(&gzip(&file)).contains(what), "{said}");
    }
}

#[test]
fn csv_parts_its_values_as_its_header_shows() {
    let expected = told(CSV.as_bytes(), None);
    for delimiter in [";", "\t", "|"] {
        let file = CSV
            .replace("\"1,", "1~")
            .replace("5\",", "5,")
            .replace("6\",", "6,")
            .replace("7\",", "7,")
            .replace("\"5,500\"", "5~500")
            .replace("\"House, \"\"big\"\"\"", "\"House~ \"\"big\"\"\"")
            .replace(',', delimiter)
            .replace('~', ",");
        assert_eq!(told(file.as_bytes(), None), expected, "{file}");
    }
    let named = "2:1 1 a 5.00\n3:2 2 b 6.00\n";
    for (sep, file) in [
        ("sep=;", "sip_meta_id;user_id;amount\n1;a;5\n2;b;6\n"),
        ("SEP=\t", "sip_meta_id\tuser_id\tamount\n1\ta\t5\n2\tb\t6\n"),
        ("\"sep=|\"", "sip_meta_id|user_id|amount\n1|a|5\n2|b|6\n"),
        ("sep=^", "sip_meta_id^user_id^amount\n1^a^5\n2^b^6\n"),
    ] {
        let file = format!("{sep}\n{file}");
        assert_eq!(without_lines(&told(file.as_bytes(), None)), without_lines(named), "{file}");
        let told = told(file.replace('\n', "\r\n").as_bytes(), None);
        assert_eq!(told, "3:1 1 a 5.00\n4:2 2 b 6.00\n", "{file}");
    }
}

#[test]
fn csv_lines_end_as_the_first_does() {
    let expected = told(CSV.as_bytes(), None);
    for newline in ["\r\n", "\r"] {
        assert_eq!(told(CSV.replace('\n', newline).as_bytes(), None), expected, "{newline:?}");
    }
    check(
        "sip_meta_id,user_id,amount\r1,a,5\r2,\"\rb\",5\r3,d\r4,e,\"5\r5,f,5\r",
        &expect![[r#"
            2:1 1 a 5.00
            3:2 2 b 5.00
            5:3 bad - - "-": has 2 values for 3 keys
            6:4 bad - - "-": has a quote too many or too few
            7:5 5 f 5.00
        "#]],
    );
}

#[test]
fn columns_without_a_name_and_rows_without_a_value_are_dropped() {
    check(
        ",sip_meta_id,,user_id,amount, ,\n0,1,x,a,5,,\n1,2,,b,6\n2,3,y,c,7,z,,,\n,,,,,,\n\n3,4,,d,8,,,x\n4,5,,e\n",
        &expect![[r#"
            2:1 1 a 5.00
            3:2 2 b 6.00
            4:3 3 c 7.00
            7:4 bad - - "-": has 8 values for 7 keys
            8:5 bad - - "-": has 4 values for 7 keys
        "#]],
    );
    check(
        "sip_meta_id,user_id,amount\n1,a,5,,\n2,b,6, \n",
        &expect![[r#"
            2:1 1 a 5.00
            3:2 2 b 6.00
        "#]],
    );
}

#[test]
fn utf_16_reads_as_utf_8_does() {
    for plain in [JSON, NDJSON, CSV] {
        let plain = plain.replace('é', "é₹🏠");
        let expected = told(plain.as_bytes(), None);
        assert!(expected.contains("é₹🏠"));
        for big in [false, true] {
            let file = utf16(&plain, big);
            assert_eq!(told(&file, None), expected);
            assert_eq!(told(&gzip(&file), None), expected);
        }
    }
}

#[test]
fn half_a_character_of_utf_16_is_no_text_where_it_stands() {
    let file = utf16("[{\"a\": \"x~\"}]", false);
    let place = file.iter().position(|byte| *byte == b'~').unwrap();
    for half in [0xd800u16, 0xdc00] {
        let mut file = file.clone();
        file[place..place + 2].copy_from_slice(&half.to_le_bytes());
        assert_eq!(told(&file, None), "fails: line 1, column 10: not UTF-8 text\n");
    }
    let csv = utf16("sip_meta_id,user_id,amount\n1,a,5\n2,b,6", false);
    let cut = [&csv[..], b"0"].concat();
    assert_eq!(told(&cut, None), "2:1 1 a 5.00\n3:2 bad 2 amount \"-\": is not UTF-8 text\n");
}

#[test]
fn gzip_may_be_padded_with_zeros_and_by_nothing_else() {
    let expected = told(JSON.as_bytes(), None);
    let padded = |zeros: usize| [gzip(JSON.as_bytes()), vec![0; zeros]].concat();
    for zeros in [1, 7, 512, 3_000_000] {
        assert_eq!(told(&padded(zeros), None), expected, "{zeros}");
    }
    for tail in [&b"x"[..], b"\0\0x", b"\x1f\x8b", b"\x1f\x8b\x08\0junk"] {
        let told = told(&[gzip(JSON.as_bytes()), tail.to_vec()].concat(), None);
        assert!(told.contains("fails: cannot be read"), "{told}");
    }
}

#[test]
fn zstd_may_have_frames_to_skip() {
    let skipped = [&0x184d_2a53u32.to_le_bytes()[..], &5u32.to_le_bytes(), b"hello"].concat();
    for plain in [JSON, NDJSON, CSV] {
        let (expected, packed) = (told(plain.as_bytes(), None), zst(plain.as_bytes()));
        for file in [
            [&skipped[..], &packed].concat(),
            [&packed[..], &skipped].concat(),
            [&skipped[..], &skipped, &packed, &skipped].concat(),
        ] {
            assert_eq!(told(&file, Some("book.zst")), expected);
        }
    }
}

#[test]
fn a_zstd_window_has_a_bound() {
    let packed = |window_log: u32| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(window_log).unwrap();
        encoder.write_all(JSON.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let expected = told(JSON.as_bytes(), None);
    for (window_log, is_taken) in [(10, true), (23, true), (24, false), (27, false)] {
        let told = told(&packed(window_log), Some("book.zst"));
        if is_taken {
            assert_eq!(told, expected, "{window_log}");
        } else {
            assert!(told.contains("a window of more than 8 MB"), "{window_log}: {told}");
        }
    }
}

/// A row over and over, behind a front, packed by both.
#[test]
fn what_unpacks_to_far_more_than_it_is_is_no_export() {
    let row = "{\"sip_meta_id\": \"1\", \"user_id\": \"u-1\", \"amount\": \"5,500\"}\n";
    let rows = |bytes: usize| row.repeat(bytes / row.len());
    let (few, many) = (rows(60_000_000), rows(70_000_000));
    let by_zstd = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    let refused = "unpacks to more than 200 times its size";
    assert!(by_zstd(&few).len() * 200 < few.len());
    assert!(told(&by_zstd(&many), Some("book.zst")).contains(refused));
    assert!(told(&by_zstd(&" ".repeat(70_000_000)), Some("book.zst")).contains(refused));
    // However small, what is not much is read.
    assert!(!told(&by_zstd(&few), Some("book.zst")).contains(refused));
    // gzip packs nothing to less than a thousandth, and spaces to that.
    let spaces = ["[", &" ".repeat(70_000_000)].concat();
    assert!(told(&gzip(spaces.as_bytes()), Some("book.gz")).contains(refused));
}
