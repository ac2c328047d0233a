//! Whatever order exports of clients come in, and whichever are taken back: the directory is what those
//! that are left say.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::support::{Desk, record};

/// What a file says of a client: who it is, the name, and when that was changed.
type Line = (u8, u8, Option<u8>);

/// A file as of a day.
type File = (u8, Vec<Line>);

fn day(number: u8) -> String {
    format!("2026-01-{:02}", number + 10)
}

/// The file's own bytes: a number in it tells it from all others, and says nothing.
fn bytes((_, lines): &File, number: usize) -> Vec<u8> {
    let records = lines.iter().map(|(user, name, changed)| {
        let changed = changed.map(|changed| format!("2026-01-{:02} 09:00", changed + 1));
        json!({
            "user_id": format!("u{user}"), "name": format!("Name {name}"), "event_date": changed,
            "phone_number": "+91 10000 00001", "no": number,
        })
    });
    let mut all: Vec<Value> = records.collect();
    all.push(json!({"user_id": "always", "name": "Always", "no": number}));
    serde_json::to_vec(&all).unwrap()
}

fn import(desk: &Desk, number: usize, file: &File) -> i64 {
    let report = desk.import_file(&day(file.0), "clients.json", bytes(file, number));
    assert_eq!(report.exit_code(), 0, "{report}");
    desk.rows("SELECT max(import_id) FROM imports")[0].parse().unwrap()
}

/// Of each client the name that wins, worked out in the plainest way.
fn expected(files: &[(usize, File)]) -> BTreeMap<String, String> {
    let mut best = BTreeMap::new();
    for (number, file) in files {
        let digest = sha256(&bytes(file, *number));
        for (place, (user, name, changed)) in file.1.iter().enumerate() {
            let stamp = changed.map_or(format!("{} 00:00", day(file.0)), |day| {
                format!("2026-01-{:02} 09:00", day + 1)
            });
            let won = (stamp, day(file.0), digest.clone(), place, format!("Name {name}"));
            let kept = best.entry(format!("u{user}")).or_insert_with(|| won.clone());
            if won > *kept {
                *kept = won;
            }
        }
    }
    best.into_iter().map(|(user, (.., name))| (user, name)).collect()
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kept(desk: &Desk) -> BTreeMap<String, String> {
    let rows = desk.rows("SELECT user_id, name FROM clients WHERE user_id <> 'always'");
    let rows = rows.iter().filter_map(|row| row.split_once('|'));
    rows.map(|(user, name)| (user.to_owned(), name.to_owned())).collect()
}

/// Everything that answers are made from, without the numbers that imports were given.
fn directory(desk: &Desk) -> [Vec<String>; 3] {
    [
        desk.rows("SELECT c FROM clients c ORDER BY user_id"),
        desk.rows(
            "SELECT s.user_id, s.inserted_at, s.event_date, s.stamp, i.sha256, s.content_digest
               FROM client_sightings s JOIN imports i USING (import_id) ORDER BY user_id",
        ),
        desk.rows("SELECT n FROM client_names n ORDER BY is_later, begins, user_id"),
    ]
}

fn file() -> impl Strategy<Value = File> {
    let line = (0u8..5, 0u8..3, prop::option::of(0u8..6));
    (0u8..4, prop::collection::vec(line, 0..6))
}

#[derive(Clone, Debug)]
enum Step {
    Import(File),
    Undo(prop::sample::Index),
    Sips(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => file().prop_map(Step::Import),
        3 => any::<prop::sample::Index>().prop_map(Step::Undo),
        1 => (0u8..4).prop_map(Step::Sips),
    ];
    prop::collection::vec(step, 2..28)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_the_same_files_gives_the_same_directory(
        (files, order) in prop::collection::vec(file(), 2..7).prop_flat_map(|files| {
            let order: Vec<usize> = (0..files.len()).collect();
            (Just(files), Just(order).prop_shuffle())
        })
    ) {
        let (one, other) = (Desk::new(), Desk::new());
        for (number, file) in files.iter().enumerate() {
            import(&one, number, file);
        }
        for number in order {
            import(&other, number, &files[number]);
        }
        let numbered: Vec<_> = files.into_iter().enumerate().collect();
        prop_assert_eq!(kept(&one), expected(&numbered));
        prop_assert_eq!(directory(&one), directory(&other));
    }

    #[test]
    fn any_imports_and_undos_give_the_directory_of_the_imports_that_remain(steps in steps()) {
        let desk = Desk::new();
        let mut left: Vec<(i64, usize, File)> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Import(file) => {
                    left.push((import(&desk, number, file), number, file.clone()));
                }
                Step::Undo(index) => {
                    let undoable = desk.rows(
                        "SELECT import_id FROM imports WHERE undoable AND kind = 'clients' ORDER BY 1",
                    );
                    prop_assert!(undoable.len() <= 10);
                    if !undoable.is_empty() {
                        let import_id: i64 = undoable[index.index(undoable.len())].parse().unwrap();
                        left.retain(|(landed, ..)| *landed != import_id);
                        prop_assert!(desk.undo(import_id).is_ok());
                    }
                }
                Step::Sips(sip) => {
                    let sip = record(&format!("{sip}"), "500", "January 2, 2026");
                    desk.import(&day(number as u8), &[sip, json!({"no": number})]);
                }
            }
        }
        let other = Desk::new();
        for (_, number, file) in &left {
            import(&other, *number, file);
        }
        let numbered: Vec<_> = left.into_iter().map(|(_, number, file)| (number, file)).collect();
        prop_assert_eq!(kept(&desk), expected(&numbered));
        prop_assert_eq!(directory(&desk), directory(&other));
    }
}
