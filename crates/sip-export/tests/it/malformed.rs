//! Files that are not what they should be fail, naming the place.

use crate::support::{CSV, JSON, NDJSON, gzip, told, zst};

const ONE: &str = r#"{"sip_meta_id":"1","user_id":"a","amount":"5"}"#;

/// How a file ends, and how many records were read before.
fn check(file: &[u8], before: usize, fault: &str) {
    let told = told(file, Some("book.json"));
    let lines: Vec<&str> = told.lines().collect();
    let text = String::from_utf8_lossy(file);
    let said = lines.last().copied().unwrap_or_default();
    assert!(said.starts_with(&format!("fails: {fault}")), "{text}: {said}");
    assert_eq!(lines.len() - 1, before, "{text}");
}

#[test]
fn malformed_json_names_line_and_column() {
    let one = ONE;
    for (file, before, fault) in [
        // Cut short.
        ("[".to_owned(), 0, "line 1, column 2: the file ends within a value"),
        ("[\n  ".to_owned(), 0, "line 2, column 3: the file ends within a value"),
        ("[{".to_owned(), 0, "line 1, column 3: the file ends within a value"),
        ("[\n{\"sip_meta".to_owned(), 0, "line 2, column 11: the file ends within a value"),
        ("[{\"a\":".to_owned(), 0, "line 1, column 7: the file ends within a value"),
        ("[{\"a\": 1,".to_owned(), 0, "line 1, column 10: the file ends within a value"),
        (format!("[\n{one}"), 1, "line 2, column 47: expected `,` or `]`, not the end"),
        (format!("[\n{one},"), 1, "line 2, column 48: the file ends within a value"),
        (format!("[\n{one},\n"), 1, "line 3, column 1: the file ends within a value"),
        (format!("[\n{one},\n1"), 1, "line 3, column 2: the file ends within a value"),
        // Commas.
        (format!("[{one},]"), 1, "line 1, column 49: expected value"),
        (format!("[{one},\n]"), 1, "line 2, column 1: expected value"),
        (format!("[,{one}]"), 0, "line 1, column 2: expected value"),
        (format!("[{one},,{one}]"), 1, "line 1, column 49: expected value"),
        (format!("[{one}\n{one}]"), 1, "line 2, column 1: expected `,` or `]`"),
        ("[{\"a\": 1,}]".to_owned(), 0, "line 1, column 10: trailing comma"),
        ("[{\"a\" 1}]".to_owned(), 0, "line 1, column 7: expected `:`"),
        ("[{a: 1}]".to_owned(), 0, "line 1, column 3: key must be a string"),
        ("[{'a': 1}]".to_owned(), 0, "line 1, column 3: key must be a string"),
        // What follows the array.
        (format!("[{one}] x"), 1, "line 1, column 50: expected nothing after the array"),
        (format!("[{one}]\n[{one}]"), 1, "line 2, column 1: expected nothing after the array"),
        (format!("[{one}],"), 1, "line 1, column 49: expected nothing after the array"),
        ("[]]".to_owned(), 0, "line 1, column 3: expected nothing after the array"),
        // Brackets.
        (format!("[{one}}}"), 1, "line 1, column 48: expected `,` or `]`"),
        ("[{\"a\": [1}, {}]".to_owned(), 0, "line 1, column 10: expected `,` or `]`"),
        ("[}]".to_owned(), 0, "line 1, column 2: expected value"),
        // Texts.
        ("[{\"a\": \"x}]".to_owned(), 0, "line 1, column 12: the file ends within a value"),
        ("[\n{\"a\": \"\\x\"}]".to_owned(), 0, "line 2, column 9: invalid escape"),
        ("[{\"a\": \"\\u12g4\"}]".to_owned(), 0, "line 1, column 14: invalid escape"),
        (
            "[\n{\"b\": 1,\n\"a\": \"x\ty\"}]".to_owned(),
            0,
            "line 3, column 7: control character (\\u0000-\\u001F) found while parsing a string",
        ),
        // Words and numbers.
        ("[{\"a\": tru}]".to_owned(), 0, "line 1, column 11: expected ident"),
        ("[{\"a\": 01}]".to_owned(), 0, "line 1, column 9: invalid number"),
        ("[{\"a\": 1.}]".to_owned(), 0, "line 1, column 10: invalid number"),
        ("[{\"a\": NaN}]".to_owned(), 0, "line 1, column 8: expected value"),
        ("[nothing]".to_owned(), 0, "line 1, column 3: expected ident"),
    ] {
        check(file.as_bytes(), before, fault);
    }
}

#[test]
fn a_json_value_that_holds_no_records_is_no_export() {
    let fault = "neither a JSON array, nor JSON lines, nor CSV whose first line names sip_meta_id";
    for file in ["\"text\"", "\n 42", "null"] {
        check(file.as_bytes(), 0, fault);
    }
}

#[test]
fn bytes_that_are_no_text_are_malformed_where_they_stand() {
    check(b"[\n{\"a\": \"x\xff\"}]", 0, "line 2, column 9: not UTF-8 text");
    check(b"[{\"a\": 1},\n{\"\xc3\": 1}]", 1, "line 2, column 3: not UTF-8 text");
    // Columns count bytes: the letter before takes two.
    check(b"[{\"a\": \"\xc3\xa9\xc3\"}]", 0, "line 1, column 11: not UTF-8 text");
    check(b"[{\"a\": \"\xed\xa0\x80\"}]", 0, "line 1, column 9: not UTF-8 text");
}

#[test]
fn places_are_those_of_the_whole_file() {
    // The fault lies far behind what is read at once.
    let good = format!("{ONE},\n").repeat(20_000);
    let file = format!("[\n{good}   {{\"a\": tru}}]");
    check(file.as_bytes(), 20_000, "line 20002, column 13: expected ident");
    let cut = format!("[\n{good}{}", &ONE[..20]);
    check(cut.as_bytes(), 20_000, "line 20002, column 21: the file ends within a value");
}

#[test]
fn nothing_to_read_is_no_export() {
    for empty in ["", " ", "\n\r\n\t", "\u{feff}"] {
        for name in [None, Some("book.json"), Some("book.ndjson"), Some("book.csv")] {
            let told = told(empty.as_bytes(), name);
            assert_eq!(told, "fails: the file is empty\n", "{empty:?} {name:?}");
        }
        assert_eq!(told(&gzip(empty.as_bytes()), None), "fails: the file is empty\n");
        assert_eq!(told(&zst(empty.as_bytes()), None), "fails: the file is empty\n");
    }
}

#[test]
fn a_compressed_file_cut_short_fails_wherever_it_is_cut() {
    for plain in [JSON, NDJSON, CSV] {
        for packed in [gzip(plain.as_bytes()), zst(plain.as_bytes())] {
            for length in 4..packed.len() {
                let told = told(&packed[..length], None);
                let last = told.lines().last().unwrap_or_default();
                assert!(last.starts_with("fails: "), "{length} of {}: {told}", packed.len());
            }
        }
    }
}

#[test]
fn a_compressed_file_with_a_byte_changed_in_its_sum_fails() {
    let mut packed = gzip(JSON.as_bytes());
    let sum = packed.len() - 8;
    packed[sum] ^= 1;
    let told = told(&packed, None);
    assert!(told.lines().last().unwrap().starts_with("fails: cannot be read: "), "{told}");
}

#[test]
fn a_json_array_cut_anywhere_fails() {
    for length in 1..JSON.trim_end().len() {
        if !JSON.is_char_boundary(length) {
            continue;
        }
        let told = told(&JSON.as_bytes()[..length], None);
        let last = told.lines().last().unwrap_or_default();
        assert!(last.starts_with("fails: line "), "{length}: {told}");
    }
}
