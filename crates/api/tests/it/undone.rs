//! What changed between books, and imports that were taken back.

use chrono::Days;
use sample_book::SampleBook;
use serde_json::{Value, json};

use crate::desk::{Desk, call_of, ending, first_book, growing, lines, paid, sip, states, with};
use crate::support::{Server, newest_import};

/// What is known after some books: changes without their numbers, trends, and one client's page.
fn all_of(server: &Server) -> Value {
    let numberless = |mut rows: Vec<Value>| {
        for row in &mut rows {
            row.as_object_mut().unwrap().remove("change_id");
        }
        rows
    };
    let clients = ["asha", "bina", "chitra"].map(|user| {
        let mut page = server.get(&format!("/api/calls/{user}")).json();
        page.as_object_mut().unwrap().remove("work");
        page
    });
    json!({
        "changes": numberless(server.get("/api/changes").rows()),
        "trends": server.get("/api/trends").json(),
        "clients": clients,
        "calls": server.get("/api/calls?state=all").json(),
        "stats": server.get("/api/calls/stats").json(),
    })
}

/// Three books: in the second Asha has paid and Bina has renewed, so that both recover, and Chitra has
/// a reason; in the third a debit of Bina's is missing, and her SIP ends soon after all.
fn three_books() -> [(&'static str, Vec<Value>); 3] {
    let of = |as_of: &str, more: Value| with(more, json!({"event_date": as_of}));
    let (second, third) = ("2026-02-03", "2026-02-14");
    [
        ("2026-01-30", first_book()),
        (
            second,
            vec![
                paid("1", "asha", "4220", second, "2026-02-02"),
                with(sip("2", "bina", "4220", second), json!({"end_date": null})),
                of(second, ending("3", "chitra", "77")),
            ],
        ),
        (
            third,
            vec![
                paid("1", "asha", "4220", third, "2026-02-05"),
                of(third, ending("2", "bina", "4220")),
            ],
        ),
    ]
}

/// A database and a server that saw these books, by their places among the three.
fn seen(books: &[usize]) -> (Desk, Server) {
    let all = three_books();
    let (as_of, first) = &all[books[0]];
    let desk = Desk::of(as_of, first);
    let server = desk.server_on("2026-02-15");
    for book in &books[1..] {
        let (as_of, records) = &all[*book];
        server.wait_for_calls(desk.import(as_of, records));
    }
    (desk, server)
}

#[test]
fn an_import_that_was_taken_back_is_as_if_it_had_never_been() {
    for (taken, left) in
        [(&[2][..], &[0, 2][..]), (&[3], &[0, 1]), (&[3, 2], &[0]), (&[2, 3], &[0])]
    {
        let (desk, server) = seen(&[0, 1, 2]);
        for import in taken {
            let path = format!("/api/imports/{import}");
            assert_eq!(server.ask("DELETE", &path, &[]).status, 200);
            server.wait_for_calls(newest_import(&desk.url()));
        }
        let expected = all_of(&seen(left).1);
        assert_eq!(all_of(&server), expected, "{taken:?} taken back");
        // The same where no server ran meanwhile.
        let (desk, server) = seen(&[0, 1, 2]);
        drop(server);
        let mut connection = desk.database.connect();
        for import in taken {
            store_pg::undo_import(&mut connection, *import, "a test", &mut |_| Ok(())).unwrap();
        }
        assert_eq!(all_of(&desk.server_on("2026-02-15")), expected, "{taken:?} taken back");
    }
}

/// Five weekly exports of one invented book, as their bytes by their dates.
fn weekly(seed: u64) -> Vec<(String, Vec<u8>)> {
    let first = "2026-01-02".parse().unwrap();
    let book = SampleBook::new(seed, 300, first).unwrap();
    let week = |number: u64| {
        let on = first + Days::new(7 * number + 7);
        let mut export = Vec::new();
        book.on(on).unwrap().write(&mut export).unwrap();
        (on.to_string(), export)
    };
    (0..5).map(week).collect()
}

/// What a book of many clients comes to.
fn whole(server: &Server) -> Value {
    let rows = |path: &str| {
        let mut rows = server.get(path).rows();
        for row in &mut rows {
            row.as_object_mut().unwrap().remove("change_id");
        }
        rows
    };
    json!({
        "changes": rows("/api/changes?limit=1000"),
        "trends": server.get("/api/trends").json(),
        "calls": rows("/api/calls?state=all&limit=1000"),
        "stats": server.get("/api/calls/stats").json(),
    })
}

#[test]
fn spells_are_as_the_books_before_the_undone_one_and_the_newest_make_them() {
    for (seed, undone) in [(1, 2), (2, 3), (3, 4), (4, 5), (5, 1)] {
        let books = weekly(seed);
        let desk = Desk::empty();
        let server = Server::told(&desk.url(), &["--today", "2026-02-10"]);
        for (as_of, export) in &books {
            server.wait_for_calls(desk.import_bytes(as_of, export));
        }
        let path = format!("/api/imports/{undone}");
        assert_eq!(server.ask("DELETE", &path, &[]).status, 200);
        server.wait_for_calls(newest_import(&desk.url()));
        // The same books, of which nobody saw those between the undone one and the newest.
        let never = Desk::empty();
        let other = Server::told(&never.url(), &["--today", "2026-02-10"]);
        for (as_of, export) in &books[..undone - 1] {
            other.wait_for_calls(never.import_bytes(as_of, export));
        }
        drop(other);
        for (as_of, export) in &books[undone..] {
            never.import_bytes(as_of, export);
        }
        let expected = whole(&never.server_on("2026-02-10"));
        assert!(!expected["calls"].as_array().unwrap().is_empty());
        assert_eq!(whole(&server), expected, "{undone} taken back");
    }
}

#[test]
fn changes_are_asked_by_kind_change_and_page() {
    let (_desk, server) = seen(&[0, 1, 2]);
    let all = lines(&server.get("/api/changes"));
    assert_eq!(
        all,
        [
            "ended keep~2 recovered",
            "ended repair~1 recovered",
            "appeared keep~3",
            "appeared keep~2",
            "appeared repair~2",
        ]
    );
    for (query, expected) in [
        ("kind=missed_debits", &[1, 4][..]),
        ("change=ended", &[0, 1]),
        ("change=appeared&kind=ending_sips", &[2, 3]),
        ("agent_id=ag_77", &[2]),
        ("agent_id=nobody", &[]),
    ] {
        let expected: Vec<&String> = expected.iter().map(|place| &all[*place]).collect();
        let found = lines(&server.get(&format!("/api/changes?{query}")));
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    let (mut path, mut paged) = (Some("/api/changes?limit=4".to_owned()), Vec::new());
    while let Some(at) = path {
        let page = server.get(&at);
        assert_eq!(page.header("x-total-count"), Some("5"));
        paged.extend(lines(&page));
        path = page.next();
    }
    assert_eq!(paged, all);
    for query in ["kind=repair", "change=shrank", "after=-1", "after=x", "as_of=2026-02-14"] {
        assert_eq!(server.get(&format!("/api/changes?{query}")).status, 400, "{query}");
    }
}

#[test]
fn work_of_a_spell_that_an_undone_import_ended_holds_again() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let dismissal = json!({"action": "dismissed", "reason": "declined"});
    let work_id = server.work("asha", &dismissal).work_id();
    server.wait_for_calls(
        desk.import("2026-02-03", &[paid("1", "asha", "4220", "2026-02-03", "2026-02-02")]),
    );
    assert_eq!(server.undo(work_id).status, 409);
    assert_eq!(server.ask("DELETE", "/api/imports/2", &[]).status, 200);
    server.wait_for_calls(newest_import(&desk.url()));
    assert_eq!(
        states(&call_of(&server, "asha")),
        [("repair~1".to_owned(), "dismissed".to_owned())]
    );
    assert_eq!(server.undo(work_id).status, 201);
}

#[test]
fn where_every_import_was_taken_back_nothing_is_known() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let sequence = desk.import(
        "2026-02-03",
        &[with(growing("1", "asha", "4220"), json!({"event_date": "2026-02-03"}))],
    );
    server.wait_for_calls(sequence);
    assert_eq!(server.get("/api/changes").rows().len(), 2);
    for import in [2, 1] {
        assert_eq!(server.ask("DELETE", &format!("/api/imports/{import}"), &[]).status, 200);
    }
    server.wait_for(newest_import(&desk.url()));
    for path in ["/api/calls?state=all", "/api/changes", "/api/trends"] {
        while !server.get(path).rows().is_empty() {}
    }
}
