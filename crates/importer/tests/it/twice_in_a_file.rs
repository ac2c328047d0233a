//! A SIP that comes twice in a file: near or far apart, the winner before or behind, and whether or
//! not the import's date is known while the file is read.

use serde_json::{Value, json};

use crate::support::{Desk, counts, record};

/// More records than go to the database at once.
const MANY: usize = 4_500;

const AS_OF: &str = "2026-05-10";

/// Each SIP's records in the file's order, and whether each knows of a payment after its date.
type Sip = (&'static str, &'static [(&'static str, &'static str, bool)]);

const SIPS: [Sip; 7] = [
    ("newer behind", &[("100", "May 1, 2026", false), ("200", "May 2, 2026", false)]),
    ("newer before", &[("100", "May 2, 2026", false), ("200", "May 1, 2026", false)]),
    ("a tie", &[("100", "May 1, 2026", false), ("200", "May 1, 2026", false)]),
    ("bad before", &[("100", "May 2, 2026", true), ("200", "May 1, 2026", false)]),
    ("bad behind", &[("100", "May 1, 2026", false), ("200", "May 2, 2026", true)]),
    ("bad alone", &[("100", "May 1, 2026", true)]),
    ("good alone", &[("100", "May 1, 2026", false)]),
];

fn file(apart: usize) -> Vec<Value> {
    let turn = |turn: usize| {
        SIPS.iter().filter_map(move |(id, records)| {
            let (amount, stamp, is_bad) = records.get(turn)?;
            let mut sip = record(id, amount, stamp);
            sip["latest_success_order_date"] = json!(is_bad.then_some("2026-06-01"));
            Some(sip)
        })
    };
    let others = (0..apart).map(|other| record(&format!("other {other}"), "5", "May 1, 2026"));
    let mut dated = record("dated", "5", "May 1, 2026");
    dated["inserted_at"] = json!(AS_OF);
    turn(0).chain(others).chain(turn(1)).chain([dated]).collect()
}

fn check(apart: usize, as_of: Option<&str>) {
    let desk = Desk::new();
    let import = |as_of: Option<&str>| {
        let content = serde_json::to_vec(&file(apart)).unwrap();
        counts(&desk.import_with("book.json", content, |options| {
            options.as_of = as_of.map(|date| date.parse().unwrap());
        }))
    };
    let (read, sips) = (apart + 13, apart + 7);
    let expected = |counted: &str| format!("read {read} {counted} changes 0");
    assert_eq!(
        import(as_of),
        expected(&format!(
            "inserted {sips} updated 0 unchanged 0 stale 0 duplicate 2 conflicting 1 rejected 3"
        )),
    );
    let amounts = "SELECT r.sip_meta_id, r.amount_paise, s.held_amount_paise, a.amount_paise
                     FROM sip_records r JOIN sip_sightings s USING (sip_meta_id)
                     JOIN sip_amounts a USING (sip_meta_id)
                    WHERE sip_meta_id !~ 'other' ORDER BY 1";
    let kept = [
        "a tie|20000|20000|20000",
        "bad before|20000|20000|20000",
        "bad behind|10000|10000|10000",
        "dated|500|500|500",
        "good alone|10000|10000|10000",
        "newer before|10000|10000|10000",
        "newer behind|20000|20000|20000",
    ];
    assert_eq!(desk.rows(amounts), kept, "{apart} apart, as of {as_of:?}");
    let records = desk.rows("SELECT count(*) FROM sip_records");
    assert_eq!(records, [sips.to_string()]);

    // It left bad records out, so that the same bytes are read again, to the same end.
    assert_eq!(
        import(as_of),
        expected(&format!(
            "inserted {sips} updated 0 unchanged 0 stale 0 duplicate 2 conflicting 1 rejected 3"
        ))
    );
    assert_eq!(desk.rows(amounts), kept);
    let later = import(Some("2026-05-11"));
    let same = format!(
        "inserted 0 updated 0 unchanged {sips} stale 0 duplicate 2 conflicting 1 rejected 3"
    );
    assert_eq!(later, expected(&same));
    assert_eq!(desk.rows(amounts), kept);
}

#[test]
fn near() {
    check(0, Some(AS_OF));
    check(0, None);
}

#[test]
fn far_apart() {
    check(MANY, Some(AS_OF));
    check(MANY, None);
}
