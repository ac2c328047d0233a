//! An import is taken back: the book is that of the imports that remain.

use proptest::prelude::*;
use serde_json::{Value, json};
use store_pg::{StoreError, UndoRefused};

use crate::naive_book::{File, bytes, date, expected, kept};
use crate::support::{Desk, counts, record};

/// What is done to a book: a file is imported, or one of the newest imports that are left is taken
/// back.
#[derive(Clone, Debug)]
enum Step {
    Import(File),
    Undo(prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let line = (1u16..5, 0u8..5, 0u8..5);
    let file = (1u8..5, prop::collection::vec(line, 0..6));
    let step = prop_oneof![
        2 => file.prop_map(Step::Import),
        1 => any::<prop::sample::Index>().prop_map(Step::Undo),
    ];
    prop::collection::vec(step, 2..16)
}

/// A file whose number no other one has, and the import that it became.
struct Landed {
    number: usize,
    file: File,
    import_id: i64,
}

fn others() -> Vec<Value> {
    (0..62).map(|id| record(&format!("other {id}"), "1", "January 1, 2026")).collect()
}

/// The newest import's number.
fn newest(desk: &Desk) -> i64 {
    desk.rows("SELECT max(import_id) FROM imports")[0].parse().unwrap()
}

fn import(desk: &Desk, number: usize, file: &File) -> i64 {
    let report = desk.import_file(&date(file.0), "export.json", bytes(file, number));
    assert_eq!(report.exit_code(), 0, "{report}");
    newest(desk)
}

/// The book of files that landed in this order, with nothing taken back.
fn book_of(left: &[Landed]) -> Desk {
    let desk = Desk::new();
    desk.import("2026-01-01", &others());
    for landed in left {
        import(&desk, landed.number, &landed.file);
    }
    desk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_imports_and_undos_give_the_book_of_the_imports_that_remain(steps in steps()) {
        let desk = Desk::new();
        desk.import("2026-01-01", &others());
        let mut left: Vec<Landed> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Import(file) => {
                    let import_id = import(&desk, number, file);
                    left.push(Landed { number, file: file.clone(), import_id });
                }
                Step::Undo(index) => {
                    let newest = left.len().min(9);
                    if newest > 0 {
                        let landed = left.remove(left.len() - 1 - index.index(newest));
                        let undone = desk.undo(landed.import_id);
                        prop_assert!(undone.is_ok(), "{:?}", undone);
                    }
                }
            }
        }
        let other = book_of(&left);
        // A file's number is part of its bytes, and so of what it is expected to say.
        let mut files: Vec<File> = steps.iter().map(|_| (1, Vec::new())).collect();
        for landed in &left {
            files[landed.number] = landed.file.clone();
        }
        prop_assert_eq!(kept(&desk), expected(&files));
        prop_assert_eq!(desk.book(), other.book());
    }
}

/// What a file says of a SIP: which one, an instalment, when it was changed and when it was exported,
/// each of which may be missing.
type Line = (u8, u8, Option<u8>, Option<u8>);

/// A file with all that an import may hold.
#[derive(Clone, Debug)]
struct Export {
    month: u8,
    complete: bool,
    lines: Vec<Line>,
    /// SIPs that bad records name.
    bad: Vec<u8>,
}

#[derive(Clone, Debug)]
enum Turn {
    Import(Export),
    /// The same bytes once more, said to be the whole book where they were not, or the other way.
    Again(prop::sample::Index),
    Undo(prop::sample::Index),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let line = (0u8..6, 1u8..4, prop::option::of(1u8..5), prop::option::of(1u8..5));
    let export = (2u8..6, prop::bool::weighted(0.2), prop::collection::vec(line, 0..8));
    let export = (export, prop::collection::vec(0u8..6, 0..2));
    let export =
        export.prop_map(|((month, complete, lines), bad)| Export { month, complete, lines, bad });
    let turn = prop_oneof![
        4 => export.prop_map(Turn::Import),
        1 => any::<prop::sample::Index>().prop_map(Turn::Again),
        3 => any::<prop::sample::Index>().prop_map(Turn::Undo),
    ];
    prop::collection::vec(turn, 2..14)
}

impl Export {
    /// The bytes of the file, which are those of no file of another number.
    fn bytes(&self, number: usize) -> Vec<u8> {
        let day = |day: Option<u8>| day.map(|day| format!("January {day}, 2026, 9:0{day} AM"));
        let line = |(sip, amount, changed, exported): &Line| {
            json!({
                "sip_meta_id": sip.to_string(), "user_id": "u", "agent_id": "4220",
                "agent_external_id": format!("ag_{amount}"), "amount": u32::from(*amount) * 500,
                "event_date": day(*changed), "inserted_at": day(*exported),
                "success_count": amount, "failed_amount": "100", "currentSipStatus": "Success",
            })
        };
        let mut records: Vec<Value> = self.lines.iter().map(line).collect();
        records.extend(self.bad.iter().map(|sip| json!({"sip_meta_id": sip, "user_id": "u"})));
        records.push(json!({"sip_meta_id": format!("only {number}"), "user_id": "u", "amount": 1}));
        serde_json::to_vec(&records).unwrap()
    }

    fn import(&self, desk: &Desk, number: usize) -> i64 {
        let report = desk.import_with("export.json", self.bytes(number), |options| {
            options.as_of = format!("2026-{:02}-15", self.month).parse().ok();
            options.complete = self.complete;
            options.hide_up_to = Some(100);
        });
        assert_ne!(report.exit_code(), 1, "{report}");
        newest(desk)
    }
}

/// Whatever a book says: its tables, what is hidden, and how agents are named.
fn told(desk: &Desk) -> String {
    let (version, book) = store_pg::load_book(&mut desk.database.connect()).unwrap();
    let agents: Vec<_> = book.agents().collect();
    let hidden = desk.rows("SELECT sip_meta_id FROM hidden_sips ORDER BY 1");
    format!(
        "{:#?} {hidden:?} {:?} {:?} {agents:?}",
        desk.book(),
        version.as_of,
        version.content_as_of
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_an_import_holds(turns in turns()) {
        let desk = Desk::new();
        let mut left: Vec<(usize, Export, i64)> = Vec::new();
        for (number, turn) in turns.into_iter().enumerate() {
            match turn {
                Turn::Import(export) => {
                    let import_id = export.import(&desk, number);
                    left.push((number, export, import_id));
                }
                Turn::Again(index) if !left.is_empty() => {
                    let (number, mut export, before) = left.remove(index.index(left.len()));
                    export.complete = !export.complete;
                    let import_id = export.import(&desk, number);
                    prop_assert_ne!(import_id, before);
                    left.push((number, export, import_id));
                }
                Turn::Undo(index) if !left.is_empty() => {
                    let newest = left.len().min(10);
                    let (.., import_id) = left.remove(left.len() - 1 - index.index(newest));
                    let undone = desk.undo(import_id);
                    prop_assert!(undone.is_ok(), "{:?}", undone);
                }
                Turn::Again(_) | Turn::Undo(_) => {}
            }
        }
        let other = Desk::new();
        for (number, export, _) in &left {
            export.import(&other, *number);
        }
        prop_assert_eq!(told(&desk), told(&other));
    }
}

#[test]
fn what_cannot_be_taken_back_says_why() {
    let desk = Desk::new();
    let refused = |import_id: i64| match desk.undo(import_id) {
        Err(StoreError::Undo(refused)) => refused,
        other => panic!("import {import_id}: {other:?}"),
    };
    assert_eq!(refused(1), UndoRefused::Unknown { import_id: 1 });
    for day in 1..=11 {
        desk.import(&format!("2026-05-{day:02}"), &[record("1", &day.to_string(), "May 1, 2026")]);
    }
    let before = desk.digest();
    let said = refused(1).to_string();
    assert!(said.contains("kept for the 10 newest imports"), "{said}");
    assert_eq!(desk.digest(), before);
    assert_eq!(desk.undo(2).unwrap().put_back, 0);
    let said = refused(2).to_string();
    assert!(said.contains("was taken back before, at ") && said.contains("by a test"), "{said}");
}

#[test]
fn what_undoing_keeps_is_bounded() {
    let desk = Desk::new();
    let replaced = || desk.rows("SELECT count(*) FROM replaced_records").join("");
    for day in 1..=14 {
        let records = ["1", "2"].map(|id| record(id, &day.to_string(), "May 1, 2026"));
        desk.import(&format!("2026-05-{day:02}"), &records);
        // The first import replaces nothing.
        assert_eq!(replaced(), (2 * (day - 1).min(10)).to_string(), "day {day}");
    }
    // An older record than the book's: it would be the newest again, were all that follow taken back.
    desk.import("2026-05-02", &[record("1", "999", "April 1, 2026")]);
    assert_eq!(replaced(), "19");
}

/// The log keeps the row, and the same file may be imported again.
#[test]
fn an_undone_import_can_come_again() {
    let desk = Desk::new();
    desk.import("2026-05-01", &[record("1", "100", "May 1, 2026")]);
    let before = desk.book();
    let file = [record("1", "200", "May 2, 2026"), record("2", "300", "May 2, 2026")];
    desk.import("2026-05-02", &file);
    let undone = desk.undo(2).unwrap();
    assert_eq!((undone.removed, undone.put_back), (1, 1));
    assert_eq!(undone.book_as_of, "2026-05-01".parse().ok());
    assert_eq!(desk.book(), before);
    let log = "SELECT import_id, undone_by, undone_at IS NOT NULL FROM imports ORDER BY 1";
    assert_eq!(desk.rows(log), ["1|null|f", "2|a test|t"]);
    let again = desk.import("2026-05-02", &file);
    assert!(counts(&again).starts_with("read 2 inserted 1 updated 1"), "{again}");
}

#[test]
fn the_only_import_leaves_an_empty_book() {
    let desk = Desk::new();
    desk.import("2026-05-01", &[record("1", "100", "May 1, 2026")]);
    let undone = desk.undo(1).unwrap();
    assert_eq!(undone.book_as_of, None);
    let (version, book) = store_pg::load_book(&mut desk.database.connect()).unwrap();
    assert_eq!((version.as_of, book.sip_count(), version.sequence), (None, 0, 2));
}
