//! The usual record is split by a scanner of our own, any other by serde_json: both read the same,
//! and name the same faults at the same places.

use proptest::prelude::*;

use crate::support::told;

/// A key that no field has, and the same one in a way that only serde_json reads.
const PLAIN: &str = r#"{"zzzzzz": 0"#;
const ESCAPED: &str = r#"{"\u007a": 0"#;

/// A record of which this is all but the beginning, before a good one.
fn check(rest: &[u8]) {
    let file = |first: &str, open: &str, between: &str, close: &str| {
        let good = r#"{"sip_meta_id": "2", "user_id": "bala", "amount": "7"}"#;
        [
            open.as_bytes(),
            first.as_bytes(),
            rest,
            between.as_bytes(),
            good.as_bytes(),
            close.as_bytes(),
        ]
        .concat()
    };
    for (name, open, between, close) in
        [("book.json", "[\n", ",\n", "]"), ("book.ndjson", "", "\n", "\n")]
    {
        let [scanned, parsed] =
            [PLAIN, ESCAPED].map(|first| told(&file(first, open, between, close), Some(name)));
        assert_eq!(scanned, parsed, "{name}: {}", String::from_utf8_lossy(rest));
    }
}

const REQUIRED: &str = r#", "sip_meta_id": "1,035", "user_id": "asha", "amount": "5,500""#;

#[test]
fn values_and_faults_are_the_same() {
    for rest in [
        "}",
        " }",
        ", }",
        ",}",
        ",",
        "",
        "]",
        "}}",
        "} x",
        "}\u{c}",
        "} \t\r",
        ",\"a\":1}",
        ",\n\"a\"\r:\t1 }",
        ", 'a': 1}",
        ", \"a\" 1}",
        ", \"a\": }",
        ", \"a\": 1 \"b\": 2}",
        ", \"a\": tru}",
        ", \"a\": truee}",
        ", \"a\": nul",
        ", \"a\": 01}",
        ", \"a\": -}",
        ", \"a\": -0}",
        ", \"a\": -01}",
        ", \"a\": 1.}",
        ", \"a\": .5}",
        ", \"a\": 1.5.5}",
        ", \"a\": 1e3}",
        ", \"a\": +1}",
        ", \"a\": 1-}",
        ", \"a\": \"x}",
        ", \"a\": \"x}y\"}",
        ", \"a\": \"\t\"}",
        ", \"a\": \"\u{1f}\"}",
        ", \"a\": \"\u{7f}\u{80}é₹\"}",
        ", \"a\": \"\\\"\"}",
        ", \"a\": \"12345678\\\"\"}",
        ", \"a\": \"1234567\u{0}\"}",
        ", \"a\": {\"b\": 1}}",
        ", \"a\": [1, {}]}",
        ", \"a\": [}",
        ", \"a\": 1, \"a\": 2}",
        ", \"user_id\": \"a\"}",
        ", \"amount\": 1.0}",
        ", \"amount\": 100000000000000000000}",
        ", \"deleted\": true}",
        ", \"deleted\": null}",
        ", \"current_sip_status\": \"x\"}",
        ", \"é\": \"x\"}",
    ] {
        check(rest.as_bytes());
        check([REQUIRED, rest].concat().as_bytes());
        check([rest.trim_end_matches('}'), REQUIRED, "}"].concat().as_bytes());
    }
}

proptest! {
    /// Any byte of a record changed, left out or doubled.
    #[test]
    fn a_record_with_a_slip_reads_the_same(
        at in 0usize..REQUIRED.len() + 10,
        byte in prop_oneof![any::<u8>(), prop::sample::select(br#"{}[]",:\0 "#.to_vec())],
        slip in 0..3,
    ) {
        let mut rest = [REQUIRED, r#", "a": "é"}"#].concat().into_bytes();
        match slip {
            0 => rest[at] = byte,
            1 => rest.insert(at, byte),
            _ => { rest.remove(at); }
        }
        check(&rest);
    }

    #[test]
    fn any_values_read_the_same(
        members in prop::collection::vec(
            (
                prop::sample::select(vec!["a", "amount", "num_days", "start_date", "deleted", "uid"]),
                r#""([ -!#-\[\]-~é]{0,20}|[0-9,.]{0,12})"|-?[0-9]{1,20}(\.[0-9]{1,3})?|true|false|null"#,
                "[ \t\r]{0,3}",
            ),
            0..6,
        ),
    ) {
        let mut rest = String::new();
        for (key, value, space) in members {
            rest += &format!("{space},{space}\"{key}\"{space}:{space}{value}{space}");
        }
        check(format!("{REQUIRED}{rest}}}").as_bytes());
    }
}
