//! Files that are not what they should be lose nothing.

use serde_json::json;

use crate::support::{Desk, counts, record};

#[test]
fn a_broken_file_leaves_the_book_as_it_was() {
    let desk = Desk::new();
    desk.import("2026-01-10", &[record("1", "5,000", "January 1, 2026")]);
    let before = desk.digest();
    let good = record("2", "100", "February 1, 2026").to_string();
    let rows: [(&str, Vec<u8>, &str); 8] = [
        ("cut.json", format!("[{good},{good}").into_bytes(), "line 1, column"),
        ("cut_within.json", format!("[\n{good},\n{}", &good[..40]).into_bytes(), "line 3, column"),
        ("garbage.json", format!("[{good}] x").into_bytes(), "nothing after the array"),
        (
            "not_utf8.json",
            [b"[", good.as_bytes(), b",\n{\"a\":\"\xff\"}]"].concat(),
            "line 2, column 7",
        ),
        ("comma.json", format!("[{good},]").into_bytes(), "line 1"),
        ("empty.json", Vec::new(), "the file is empty"),
        ("words.json", b"hello".to_vec(), "neither a JSON array, nor JSON lines, nor CSV"),
        ("cut.json.gz", vec![0x1f, 0x8b, 8, 0], "cannot be read"),
    ];
    for (name, content, expected) in rows {
        let report = desk.import_file("2026-02-10", name, content);
        assert_eq!(report.exit_code(), 1, "{name}: {report}");
        assert!(report.to_string().contains(expected), "{name}: {report}");
        assert_eq!(desk.digest(), before, "{name}");
    }
}

#[test]
fn bad_records_are_set_aside_and_the_rest_goes_in() {
    let desk = Desk::new();
    let bad = |field: &str, value: serde_json::Value| {
        let mut sip = record("9", "100", "January 1, 2026");
        sip[field] = value;
        sip
    };
    let records = [
        record("1", "5,000", "January 1, 2026"),
        bad("amount", json!("-5")),
        bad("amount", json!("0")),
        bad("start_date", json!("February 30, 2026")),
        // No rule reads it, and yet: where a quote is missing, one text is all that follows.
        bad("goal_name", json!("x".repeat(10_000_000))),
        // No rule reads it: the value is left out, and the record is as good as the last one.
        bad("created_at", json!("some day")),
        bad("is_active", json!("perhaps")),
        bad("latest_success_order_date", json!("January 11, 2026")),
        json!({"user_id": "u", "amount": "100"}),
        record("9", "100", "January 1, 2026"),
    ];
    let report = desk.import("2026-01-10", &records);
    assert_eq!(
        counts(&report),
        "read 10 inserted 2 updated 0 unchanged 0 stale 0 duplicate 1 rejected 7 changes 0"
    );
    assert_eq!(report.exit_code(), 3);
    let fields: Vec<_> = report.rejects.iter().map(|bad| bad.field.as_deref().unwrap()).collect();
    assert_eq!(
        fields,
        [
            "amount",
            "amount",
            "start_date",
            "goal_name",
            "is_active",
            "sip_meta_id",
            "latest_success_order_date"
        ]
    );
}

#[test]
fn strict_takes_no_bad_record() {
    let desk = Desk::new();
    let before = desk.digest();
    let late = {
        let mut sip = record("2", "100", "January 1, 2026");
        sip["latest_success_order_date"] = json!("January 11, 2026");
        sip
    };
    for bad in [json!({"sip_meta_id": "2"}), late] {
        let content = serde_json::to_vec(&[record("1", "100", "January 1, 2026"), bad]).unwrap();
        let report =
            desk.import_with("book_2026-01-10.json", content, |options| options.strict = true);
        assert!(counts(&report).contains("1 bad record, and --strict"), "{report}");
        assert_eq!((report.exit_code(), report.rejects.len()), (1, 1));
        assert_eq!(desk.digest(), before);
    }
}
