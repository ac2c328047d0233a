//! `cargo xtask db`: what each command does where there is a private database, and where there is none.

use std::fs;

use local_pg::{Cluster, DATABASE};
use nix::sys::signal::Signal;

use crate::support::{Place, Running};

#[test]
fn none_is_made_by_a_command_that_looks_after_one() {
    let place = Place::new();
    let copy = place.file("book.dump", "");
    let copy = copy.to_str().unwrap();
    let commands: [&[&str]; 6] =
        [&["stop"], &["reset"], &["psql"], &["url"], &["dump", "new.dump"], &["restore", copy]];
    let data = place.path().join("data");
    // A directory that is there and empty holds none, either.
    for is_there in [false, true] {
        if is_there {
            fs::create_dir(&data).unwrap();
        }
        for command in commands {
            let refused = place.xtask(&[&["db"], command].concat());
            let said = String::from_utf8(refused.stderr).unwrap();
            let expected =
                format!("cargo xtask: there is no private database in {}: ", data.display());
            assert!(said.starts_with(&expected), "{command:?}: {said}");
            assert!(said.contains("`cargo xtask db start` makes one"), "{command:?}: {said}");
            assert_eq!(
                (refused.status.code(), refused.stdout),
                (Some(1), Vec::new()),
                "{command:?}"
            );
        }
        let left = fs::read_dir(&data).map_or(0, Iterator::count);
        assert_eq!((data.exists(), left), (is_there, 0));
    }
}

#[test]
fn a_server_that_runs_is_not_stopped_under_its_users() {
    let place = Place::new();
    let running = Running::start(&place, &[]);
    let refused = place.xtask(&["db", "stop"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("api refresh has 1 connection to demo"), "{said}");
    assert!(said.ends_with(". --force stops it\n"), "{said}");
    assert_eq!(running.get("/health")["database"], "ok");

    assert!(place.xtask(&["db", "stop", "--force"]).status.success());
    assert!(Cluster::find(&place.path().join("data")).unwrap().is_none(), "it still runs");
    // The server goes on with the book that it has.
    assert!(running.get("/api/agents").as_array().is_some_and(|agents| !agents.is_empty()));
    assert!(running.end(Signal::SIGTERM).success());
    let again = place.xtask(&["db", "stop"]);
    assert!(again.status.success());
    assert_eq!(String::from_utf8(again.stderr).unwrap(), "the private database does not run\n");
}

#[test]
fn an_address_is_printed_alone_and_is_that_of_the_real_book() {
    let place = Place::new();
    let started = place.xtask(&["db", "start"]);
    assert!(started.status.success());
    assert!(place.xtask(&["db", "stop"]).status.success());
    let shown = place.xtask(&["db", "url"]);
    assert_eq!(shown.stdout, started.stdout);
    let url = String::from_utf8(shown.stdout).unwrap();
    let cluster = Cluster::find(&place.path().join("data")).unwrap().expect("url starts it");
    assert_eq!(url, format!("{}\n", cluster.url(DATABASE)));
    cluster.stop().unwrap();
}
