//! Which columns a file has, however they are spelt, and what is told of them.

use sip_export::{Entry, ExportReader, Field, ReadOptions};

use crate::support::{told, told_by};

/// Reads a file to its end: unknown columns, how many fields are absent, and unread values.
fn columns(file: &str, strict: bool) -> (Vec<String>, Vec<&'static str>, Vec<(&'static str, u64)>) {
    let options = ReadOptions { strict, ..ReadOptions::default() };
    let mut reader = ExportReader::new(file.as_bytes(), None, options).unwrap();
    assert!(reader.by_ref().all(|entry| entry.is_ok()));
    let columns = reader.columns();
    let unknown = columns.unknown().map(str::to_owned).collect();
    (unknown, columns.absent(), columns.unread_values())
}

#[test]
fn a_key_is_known_in_any_case_and_with_any_marks() {
    for (names, field) in [
        (
            &["sip_meta_id", "Sip Meta ID", "SIP_META_ID", "sip-meta-id", "sipmetaid"][..],
            Field::sip_meta_id,
        ),
        (
            &["currentSipStatus", "currentsipstatus", "current_sip_status", "Current SIP Status"],
            Field::status,
        ),
        (&[" amount ", "AMOUNT", "\u{feff}amount", "=\"amount\"", "a m-o_unt"], Field::amount),
    ] {
        for name in names {
            assert_eq!(Field::of_name(name), Some(field), "{name:?}");
        }
    }
    for field in Field::ALL {
        assert_eq!(Field::of_name(field.key()), Some(field));
        assert_eq!(Field::of_name(&field.key().to_uppercase().replace('_', " ")), Some(field));
    }
    for name in ["", "_", "sip", "sip_meta_ids", "sip.meta.id", "status", "amöunt"] {
        assert_eq!(Field::of_name(name), None, "{name:?}");
    }
}

#[test]
fn records_are_read_by_keys_of_any_spelling() {
    for file in [
        r#"[{"Sip Meta ID": "1,035", "User ID": "asha", "Amount": "5,500"}]"#,
        r#"[{"SIP_META_ID": "1,035", "userid": "asha", "a-mount": "5,500"}]"#,
        "Sip Meta ID,USER ID,amount\n\"1,035\",asha,\"5,500\"\n",
    ] {
        let told = told(file.as_bytes(), None);
        assert!(told.ends_with(":1 1035 asha 5500.00\n"), "{told}");
    }
    // Spelt one way in one record and another in the next, and in another order.
    let file = r#"[{"sip_meta_id": "1", "user_id": "a", "amount": 5, "x": 1},
        {"Amount": 6, "SIP META ID": "2", "x": 1, "user-id": "b"},
        {"x": 2, "user_id": "c", "amount": 7, "sip_meta_id": "3"}]"#;
    assert_eq!(told(file.as_bytes(), None), "1:1 1 a 5.00\n2:2 2 b 6.00\n3:3 3 c 7.00\n");
}

#[test]
fn what_is_not_known_and_what_is_not_there_is_told() {
    let (unknown, absent, _) = columns(
        r#"[{"sip_meta_id": "1", "user_id": "a", "amount": 5, "colour": "red", "": "x"},
           {"Sip Meta ID": "2", "user_id": "b", "amount": 6, "Colour": "x", "colour": 1, "goal name": ""}]"#,
        false,
    );
    assert_eq!(unknown, ["colour", "Colour"]);
    assert_eq!(absent.len(), Field::ALL.len() - 4);
    assert!(!absent.contains(&"goal_name") && absent.contains(&"currentSipStatus"));

    let (unknown, absent, _) = columns("sip_meta_id;user_id;amount;Colour;\n", false);
    assert_eq!(unknown, ["Colour"]);
    assert_eq!(absent.len(), Field::ALL.len() - 3);

    let (unknown, absent, _) = columns("[]", false);
    assert_eq!((unknown.len(), absent.len()), (0, Field::ALL.len()));
}

#[test]
fn fifty_unknown_columns_are_named_of_however_many() {
    let record = |keys: std::ops::Range<usize>| {
        let members: Vec<String> = keys.map(|key| format!("\"key {key}\": 1")).collect();
        format!("{{{}}}", members.join(","))
    };
    let (fifty, ..) = columns(&format!("[{}]", record(0..50)), false);
    assert_eq!((fifty.len(), fifty[49].as_str()), (50, "key 49"));
    let many = format!("[{}]", record(0..3000));
    let (more, ..) = columns(&many, false);
    assert_eq!((more.len(), more[49].as_str(), more[50].as_str()), (51, "key 49", "…"));
    // However many there are, none may come twice.
    let twice = record(0..3000).replace('}', ",\"key 2999\": 1}");
    assert!(told(format!("[{twice}]").as_bytes(), None).contains("key 2999 \"-\": comes twice"));
    let long = format!("[{{\"{}\": 1}}]", "x".repeat(10_000));
    let (unknown, ..) = columns(&long, false);
    assert!(unknown[0].len() < 300);
}

#[test]
fn a_bad_value_that_no_rule_reads_loses_no_record() {
    let file = r#"[{"sip_meta_id": "1", "user_id": "a", "amount": 5, "created_at": "soon", "uid": "9e3"},
        {"sip_meta_id": "2", "user_id": "b", "amount": 5, "created_at": "later", "paused_amount": -1},
        {"sip_meta_id": "3", "user_id": "c", "amount": 5, "start_date": "soon", "created_at": "x"}]"#;
    let (_, _, unread) = columns(file, false);
    assert_eq!(unread, [("created_at", 2), ("uid", 1), ("paused_amount", 1)]);
    assert_eq!(
        told(file.as_bytes(), None),
        "1:1 1 a 5.00\n2:2 2 b 5.00\n3:3 bad 3 start_date \"soon\": is not a date such as January 5, \
         2026, 05-Jan-2026 or 2026-01-05\n"
    );
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    let told = told_by(file.as_bytes(), None, strict);
    assert!(told.lines().all(|line| line.contains(" bad ")), "{told}");
    assert_eq!(columns(file, true).2, []);
}

#[test]
fn what_is_left_out_is_absent() {
    let file =
        r#"[{"sip_meta_id": 1, "user_id": "a", "amount": 5, "goal_name": ["x"], "uid": "1.5"}]"#;
    let mut reader = ExportReader::new(file.as_bytes(), None, ReadOptions::default()).unwrap();
    let Some(Ok(Entry::Good(good))) = reader.next() else { panic!("a good record") };
    assert_eq!((good.sip.goal_name, good.sip.uid), (None, None));
}

#[test]
fn rules_read_twenty_eight_fields() {
    let read: Vec<&str> = Field::ALL
        .iter()
        .filter(|field| field.is_read_by_rules())
        .map(|field| field.key())
        .collect();
    assert_eq!(
        read,
        [
            "inserted_at",
            "event_date",
            "sip_meta_id",
            "user_id",
            "sip_days",
            "num_days",
            "amount",
            "scheme_name",
            "start_date",
            "end_date",
            "paused_from",
            "paused_till",
            "increment_percentage",
            "increment_amount",
            "increment_period",
            "is_active",
            "has_current_mandate",
            "first_success_order_date",
            "latest_success_order_date",
            "success_amount",
            "pending_amount",
            "failed_amount",
            "in_progress_amount",
            "success_count",
            "currentSipStatus",
            "agent_external_id",
            "agent_id",
            "deleted",
        ]
    );
    for field in Field::ALL {
        assert!(!field.takes().is_empty());
    }
}
