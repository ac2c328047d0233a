//! Clients are looked for by name in any script, by id, CRN, and the end of a phone number.

use serde_json::{Value, json};
use store_pg::clients::{MOST_FOUND, search};

use crate::support::Desk;

/// Id, name, CRN and phone number of each.
const CLIENTS: [(&str, &str, &str, &str); 12] = [
    ("u-asha", "Asha Kumari", "1201", "+91 10000 00001"),
    ("u-bala", "Bala Asha Rao", "1202", "01000000012"),
    ("u-kumar", "Kumar S. Asha", "1203", "1,000,000,112"),
    ("u-kumari", "KUMARI Devi", "1204", "1000001112"),
    ("u-dsouza", "Fiona D'Souza", "1205", "null"),
    ("u-aarti", "आरती शर्मा", "1206", "+91-10000-33333"),
    ("u-selvi", "தமிழ்ச்செல்வி முருகன்", "1207", "1000044444"),
    ("u-none", "null", "1208", "1000055555"),
    ("12,345", "Ravi Sharma", "C-9", "1000066666"),
    ("u-ravi", "Sharma Ravi", "12345", "1000077777"),
    ("u-kk", "Kiran Kiran", "1209", "1000088888"),
    ("u-elodie", "Élodie Kumar", "1210", "1000099999"),
];

fn desk() -> Desk {
    let desk = Desk::new();
    let clients = CLIENTS.map(|(id, name, crn, phone)| {
        json!({"user_id": id, "name": name, "crn": crn, "phone_number": phone})
    });
    let report = desk.import("2026-01-10", &clients);
    assert_eq!(report.exit_code(), 0, "{report}");
    desk
}

/// Who is found among all, and in which order; among the same clients, the same.
fn check(desk: &Desk, looked_for: &str, expected: &[&str]) {
    let ids: Vec<String> = CLIENTS.iter().map(|(id, ..)| id.replace(',', "")).collect();
    let every: Vec<&str> = ids.iter().map(String::as_str).chain(["nobody"]).collect();
    // Few, each of whom is looked at, and many.
    let nobodies: Vec<String> = (0..3_000).map(|number| format!("nobody {number}")).collect();
    let many: Vec<&str> = nobodies.iter().map(String::as_str).chain(every.clone()).collect();
    for among in [None, Some(&every[..]), Some(&many[..])] {
        let found = search(&mut desk.database.connect(), looked_for, among, 0, 100).unwrap();
        let found_ids: Vec<&str> = found.clients.iter().map(|found| &*found.user_id).collect();
        let among = among.map(<[&str]>::len);
        assert_eq!(found_ids, expected, "{looked_for:?} among {among:?}");
        assert_eq!(found.total, expected.len());
    }
}

#[test]
fn clients_are_found_by_all_that_they_go_by() {
    let desk = desk();
    for (looked_for, expected) in [
        // Names that begin so, then those with a later word that does, by that word.
        ("asha", &["u-asha", "u-kumar", "u-bala"][..]),
        ("ASHA K", &["u-asha", "u-kumar"]),
        ("kumar", &["u-kumar", "u-kumari", "u-elodie", "u-asha"]),
        ("ku", &["u-kumar", "u-kumari", "u-elodie", "u-asha"]),
        ("kumari asha", &["u-asha"]),
        ("d'souza", &["u-dsouza"]),
        ("dsou", &["u-dsouza"]),
        ("éLO", &["u-elodie"]),
        ("kiran", &["u-kk"]),
        ("asha kumari rao", &[]),
        ("umar", &[]),
        // Other scripts, two characters of them too.
        ("आर", &["u-aarti"]),
        ("शर्मा", &["u-aarti"]),
        ("शर", &["u-aarti"]),
        ("தமி", &["u-selvi"]),
        ("முருகன் தமிழ்", &["u-selvi"]),
        // Ids, in any form, before all else.
        ("u-kk", &["u-kk"]),
        ("12,345", &["12345", "u-ravi"]),
        ("C-9", &["12345"]),
        ("1206", &["u-aarti"]),
        ("ravi sh", &["12345", "u-ravi"]),
        // The end of a number, whatever stands before it or between.
        ("0001", &["u-asha"]),
        ("112", &["u-kumar", "u-kumari"]),
        ("12", &["u-bala", "u-kumar", "u-kumari"]),
        ("+91 10000 00112", &["u-kumar"]),
        ("0091 1000000112", &["u-kumar"]),
        ("33-333", &["u-aarti"]),
        ("1", &[]),
        // Nothing that anybody goes by.
        ("--", &[]),
        ("%", &[]),
        ("_umar", &[]),
        ("\0", &[]),
        ("", &[]),
    ] {
        check(&desk, looked_for, expected);
    }
}

#[test]
fn nobody_is_found_but_those_among_whom_one_looks() {
    let desk = desk();
    let connection = &mut desk.database.connect();
    for (looked_for, among, expected) in [
        ("asha", &["u-bala", "u-selvi"][..], &["u-bala"][..]),
        ("u-asha", &["u-bala"], &[]),
        ("1201", &["u-bala"], &[]),
        ("0001", &["u-bala"], &[]),
        ("asha", &[], &[]),
    ] {
        let many: Vec<&str> = among.iter().copied().chain(["nobody"; 3_000]).collect();
        for among in [among, &many] {
            let found = search(connection, looked_for, Some(among), 0, 10).unwrap();
            let ids: Vec<&str> = found.clients.iter().map(|found| &*found.user_id).collect();
            assert_eq!(ids, expected, "{looked_for}");
        }
    }
}

#[test]
fn many_are_shown_in_parts_and_no_more_than_a_thousand() {
    let desk = Desk::new();
    let client =
        |number: usize| json!({"user_id": format!("{number}"), "name": format!("Ku {number:04}")});
    let clients: Vec<Value> = (0..1_200).map(client).collect();
    desk.import("2026-01-10", &clients);
    let connection = &mut desk.database.connect();
    let mut seen = Vec::new();
    for part in 0..11 {
        let found = search(connection, "ku", None, part * 100, 100).unwrap();
        assert_eq!(found.total, MOST_FOUND);
        seen.extend(found.clients.into_iter().map(|found| found.user_id));
    }
    let expected: Vec<String> = (0..MOST_FOUND).map(|number| number.to_string()).collect();
    assert_eq!(seen, expected);
}

#[test]
fn who_changes_the_name_is_found_by_the_new_one() {
    let desk = desk();
    let renamed = json!({"user_id": "u-asha", "name": "Asha Nair", "inserted_at": "2026-01-12"});
    desk.import("2026-01-12", &[renamed]);
    let connection = &mut desk.database.connect();
    let mut count = |looked_for: &str| search(connection, looked_for, None, 0, 10).unwrap().total;
    assert_eq!((count("asha nair"), count("nair"), count("asha kumari")), (1, 1, 0));
    let newest = desk.rows("SELECT max(import_id) FROM imports")[0].parse().unwrap();
    desk.undo(newest).unwrap();
    assert_eq!((count("asha nair"), count("nair"), count("asha kumari")), (0, 0, 1));
}
