//! Files of other kinds, refused by their name with what to do.

/// So many bytes tell: a tar archive says it is one far behind its beginning.
pub(super) const TOLD_BY: usize = 4096;

const UNPACK: &str = "unpack it and import what is in it";
const SAVE: &str = "save the sheet as CSV UTF-8 and import that";
const EXPORT: &str = "export the answer as JSON or CSV";

/// What a file of that kind begins with, what it is, and what to do.
const KINDS: [(&[u8], &str, &str); 14] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (xls)", SAVE),
    (b"PK\x05\x06", "an empty zip archive", EXPORT),
    (b"BZh", "compressed by bzip2", UNPACK),
    (b"\xfd7zXZ\0", "compressed by xz", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x04\x22\x4d\x18", "compressed by lz4", UNPACK),
    (b"\x1f\x9d", "compressed by compress (Z)", UNPACK),
    (b"%PDF-", "a PDF document", EXPORT),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"SQLite format 3\0", "an SQLite database", EXPORT),
    (b"\xff\xfe\0\0", "text in UTF-32", "export it in UTF-8"),
    (b"\0\0\xfe\xff", "text in UTF-32", "export it in UTF-8"),
    (b"\x1f\x8b", "compressed twice by gzip", UNPACK),
];

/// Why a file that begins so is no export, where that can be told before its text is read.
pub(super) fn refusal(front: &[u8]) -> Option<String> {
    let by_its_beginning = KINDS.iter().find(|(beginning, _, _)| front.starts_with(beginning));
    let (is, what_to_do) = match by_its_beginning {
        Some((_, is, what_to_do)) => (*is, *what_to_do),
        None if front.starts_with(b"PK\x03\x04") => zip(front),
        None if front.get(257..262) == Some(b"ustar") => ("a tar archive", UNPACK),
        None if is_utf16_without_mark(front) => {
            ("text in UTF-16 without a byte order mark, or no text", "export it in UTF-8")
        }
        None => return None,
    };
    Some(format!("the file is {is}: {what_to_do}"))
}

/// Workbooks are zip archives, too.
fn zip(front: &[u8]) -> (&'static str, &'static str) {
    let names = |name: &[u8]| memchr::memmem::find(front, name).is_some();
    if names(b"opendocument.spreadsheet") {
        ("an OpenDocument spreadsheet (ods)", SAVE)
    } else if names(b"[Content_Types].xml") || names(b"xl/") {
        ("an Excel workbook (xlsx)", SAVE)
    } else {
        ("a zip archive", UNPACK)
    }
}

/// Every other byte of an export's first letters is zero.
fn is_utf16_without_mark(front: &[u8]) -> bool {
    matches!(front, [first, second, ..] if (*first == 0) != (*second == 0))
}
