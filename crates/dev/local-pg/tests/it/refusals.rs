//! What a person is told when it cannot work.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use expect_test::expect;
use local_pg::{Cluster, Error, Finder, Programs};

use crate::place::{Place, as_root, executable, open_dir};

#[test]
fn data_of_another_major_say_how_to_move() {
    let place = Place::new();
    place.start().stop().unwrap();
    fs::write(place.pgdata().join("PG_VERSION"), "12\n").unwrap();

    let refused = Cluster::start(place.data_dir(), &mut |_| {}).unwrap_err();
    assert!(matches!(refused, Error::MajorMismatch { data_major: 12, .. }));
    let programs = Programs::find(&mut |_| {}).unwrap();
    let found = format!("only PostgreSQL {} in {}", programs.major(), programs.bin_dir().display());
    let told = refused
        .to_string()
        .replace(&found, "FOUND")
        .replace(&*place.data_dir().to_string_lossy(), "DIR");
    expect![[r#"
        DIR holds data of PostgreSQL 12, and there is FOUND.
        Either keep using PostgreSQL 12: install it, or set PGBINDIR to its bin directory.
        Or move: start it once more with PGBINDIR set to the old programs, save it with `pg_dump -Fc -f opportunities.dump URL`, then start the new programs with another data directory and load it with `pg_restore -d URL opportunities.dump`."#]]
    .assert_eq(&told);
}

#[test]
fn programs_of_the_datas_major_go_before_newer_ones() {
    let place = Place::new();
    let real = Programs::find(&mut |_| {}).unwrap();
    for version in ["99.1", "14.9"] {
        let says = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
        for program in ["postgres", "initdb"] {
            executable(&place.dir().join(version).join(program), &says);
        }
    }
    place.start().stop().unwrap();
    let path = vec![place.dir().join("14.9"), place.dir().join("99.1"), real.bin_dir().to_owned()];
    let finder = Finder { path, ..Finder::default() };
    assert_eq!(finder.find(&mut |_| {}).unwrap().major(), 99, "too old is passed over");
    assert!(Cluster::start_with(place.data_dir(), &finder, &mut |_| {}).unwrap().started_here());
}

#[test]
fn the_usual_places_are_tried_newest_first() {
    let place = Place::new();
    for version in ["9", "15", "100"] {
        let says = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}.0'\n");
        for program in ["postgres", "initdb"] {
            executable(&place.dir().join(format!("pg/{version}/bin")).join(program), &says);
        }
    }
    let finder =
        Finder { places: vec![format!("{}/pg/*/bin", place.dir().display())], ..Finder::default() };
    assert_eq!(finder.find(&mut |_| {}).unwrap().major(), 100);
}

#[test]
fn a_file_is_no_directory_for_data() {
    let place = Place::new();
    let file = place.dir().join("notes.txt");
    fs::write(&file, "").unwrap();
    for data_dir in [file.clone(), file.join("data")] {
        for refused in [
            Cluster::check(&data_dir).map(drop),
            Cluster::start(&data_dir, &mut |_| {}).map(drop),
            Cluster::find(&data_dir).map(drop),
            Cluster::reset(&data_dir, &mut |_| {}).map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert!(matches!(&refused, Error::NotADirectory(path) if *path == file), "{refused}");
        }
    }
    let empty = place.dir().join("none/yet");
    Cluster::check(&empty).unwrap();
    assert!(!empty.exists(), "a check makes nothing");
}

#[test]
fn no_postgres_at_all_names_the_command_that_installs_it() {
    let nothing = Finder::default().find(&mut |_| {}).unwrap_err();
    assert!(matches!(nothing, Error::NotFound { .. }));
    let told = nothing.to_string();
    assert!(told.contains("nstall") && told.contains("PGBINDIR"), "{told}");

    if as_root() {
        let place = Place::new();
        executable(&place.dir().join("bin/postgres"), "");
        executable(&place.dir().join("bin/initdb"), "");
        fs::set_permissions(place.dir(), fs::Permissions::from_mode(0o700)).unwrap();
        let closed = Finder { bin_dir: Some(place.dir().join("bin")), ..Finder::default() };
        let told = closed.find(&mut |_| {}).unwrap_err().to_string();
        assert!(
            told.contains(&format!(
                "which runs the server, cannot enter {}\n",
                place.dir().display()
            )),
            "{told}"
        );
    }

    let wrong = Finder { bin_dir: Some(PathBuf::from("/nowhere")), ..Finder::from_environment() };
    let told = wrong.find(&mut |_| {}).unwrap_err().to_string();
    assert!(told.contains("/nowhere has no `postgres`"), "{told}");
}

#[test]
fn a_directory_closed_to_the_servers_user_is_named_and_nothing_is_made() {
    if !as_root() {
        return; // nobody else is asked to go there
    }
    let place = Place::new();
    let home = place.dir().join("home");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
    let refused = Cluster::start(&home.join("project/.data"), &mut |_| {}).unwrap_err();
    assert!(matches!(&refused, Error::Unreachable { barrier, .. } if *barrier == home));
    let told = refused
        .to_string()
        .replace(&*place.dir().to_string_lossy(), "DIR")
        .replace("`postgres`", "USER")
        .replace("`nobody`", "USER");
    expect![[r#"
        the server runs as user USER, which cannot enter DIR/home (mode 0700) on the way to DIR/home/project/.data.
        Give a data directory that it can reach, such as `--data-dir /var/tmp/opportunities`, or run this as an ordinary user."#]]
    .assert_eq(&told);
    assert!(!home.join("project").exists());
}

#[test]
fn a_directory_of_other_files_is_left_alone() {
    let place = Place::new();
    open_dir(place.data_dir());
    fs::write(place.data_dir().join("thesis.txt"), "").unwrap();
    let refused = Cluster::start(place.data_dir(), &mut |_| {}).unwrap_err();
    assert!(matches!(refused, Error::NotOurs(_)));
    assert_eq!(place.names(), ["thesis.txt"]);
}

#[test]
fn a_name_that_would_break_the_servers_own_files_is_refused() {
    let place = Place::named("two\nlines");
    assert!(matches!(Cluster::start(place.data_dir(), &mut |_| {}), Err(Error::Io { .. })));
    assert!(!place.data_dir().exists());
}

#[test]
fn data_without_any_programs_say_which_are_needed() {
    let place = Place::new();
    place.start().stop().unwrap();
    let refused =
        Cluster::start_with(place.data_dir(), &Finder::default(), &mut |_| {}).unwrap_err();
    assert!(
        matches!(&refused, Error::MajorMismatch { found, .. } if found == "no PostgreSQL installed"),
        "{refused}"
    );
}
