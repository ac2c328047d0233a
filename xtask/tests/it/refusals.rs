//! What cannot work is refused at once, and not after the minutes of a build.

use std::net::{Ipv4Addr, TcpListener};

use crate::support::Place;

/// What a command without a cargo says, which it would need to build anything.
fn refused(place: &Place, arguments: &[&str]) -> String {
    let refused = place.bare(arguments).env("PATH", "/nonexistent").output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(refused.stderr).unwrap()
}

#[test]
fn files_that_cannot_be_read() {
    let place = Place::new();
    let file = place.file("export.json", "[]");
    let (file, directory) = (file.to_str().unwrap(), place.path().to_str().unwrap());
    for (arguments, reason) in [
        (vec!["import", "nope.json"], "nope.json: No such file or directory"),
        (vec!["import", file, "nope.json"], "nope.json: No such file or directory"),
        (vec!["import", directory], "it is a directory: name the exports in it"),
        (vec!["run", "--port", "0", "nope.json"], "nope.json: No such file or directory"),
        (vec!["run", "--port", "0", directory], "it is a directory: name the exports in it"),
    ] {
        let said = refused(&place, &arguments);
        assert!(
            said.starts_with("cargo xtask: ") && said.contains(reason),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn a_data_directory_that_is_a_file() {
    let place = Place::new();
    let file = place.file("data.txt", "");
    let export = place.file("export.json", "[]");
    let (file, export) = (file.to_str().unwrap(), export.to_str().unwrap());
    let below = format!("{file}/data");
    for arguments in [
        vec!["import", export, "--data-dir", file],
        vec!["import", export, "--data-dir", &below],
        vec!["run", "--port", "0", "--data-dir", file],
        vec!["db", "start", "--data-dir", file],
        vec!["db", "stop", "--data-dir", file],
        vec!["db", "reset", "--data-dir", file],
        vec!["db", "url", "--data-dir", file],
        vec!["db", "psql", "--data-dir", file],
    ] {
        let said = refused(&place, &arguments);
        assert!(said.contains("data.txt is a file; give a directory"), "{arguments:?}: {said}");
    }
}

#[test]
fn addresses_that_cannot_be_listened_on() {
    let place = Place::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, reason) in [
        // An address of documentation, which no machine has.
        (
            ["run", "--bind", "192.0.2.1"],
            "192.0.2.1:8000: this machine has no such address: --bind",
        ),
        (["run", "--port", &port], "something listens there already: --port takes another one"),
    ] {
        let said = refused(&place, &arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
}
