//! The same records in every format are the same book.

use std::io::Write;

use serde_json::Value;

use crate::support::{Desk, counts, record};

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn json_lines_and_csv_plain_or_compressed() {
    let records = [record("1", "5,000", "January 1, 2026"), record("2", "70", "January 2, 2026")];
    let array = serde_json::to_vec(&records).unwrap();
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    let lines = lines.join("\n").into_bytes();
    let csv = b"sip_meta_id,user_id,amount,agent_id,event_date,currentSipStatus\n\
        1,user 1,\"5,000\",4220,\"January 1, 2026\",Success\n\
        2,user 2,70,4220,\"January 2, 2026\",Success\n";
    let mut books = Vec::new();
    for (name, content) in [
        ("book.json", array.clone()),
        ("book", array.clone()),
        ("book.json.gz", gzip(&array)),
        ("book.json.zst", zstd::encode_all(&array[..], 1).unwrap()),
        ("book.ndjson", lines.clone()),
        ("book.jsonl.gz", gzip(&lines)),
        ("book.csv", csv.to_vec()),
        ("book.csv.zst", zstd::encode_all(&csv[..], 1).unwrap()),
    ] {
        let desk = Desk::new();
        let report = desk.import_file("2026-01-10", name, content);
        assert!(counts(&report).starts_with("read 2 inserted 2"), "{name}: {report}");
        books.push((name, desk.book()["records"].clone()));
    }
    for (name, book) in &books {
        assert_eq!(book, &books[0].1, "{name}");
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line_alone() {
    let desk = Desk::new();
    let csv =
        "sip_meta_id,user_id,amount,goal_name\n1,u,100,\"open\n2,u,100,\"two\nlines\"\n3,u,100,x\n";
    let report = desk.import_file("2026-01-10", "book.csv", csv);
    assert!(counts(&report).starts_with("read 3 inserted 2"), "{report}");
    let kept = "SELECT sip_meta_id, replace(goal_name, E'\\n', ' ') FROM sip_records ORDER BY 1";
    assert_eq!(desk.rows(kept), ["2|two lines", "3|x"]);
    assert_eq!((report.rejects[0].line, report.rejects.len()), (2, 1));
}
