use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

use local_pg::{Cluster, DATABASE, Error, Programs, Server};

use crate::other_process::other_process;
use crate::place::{Place, as_root, idle_client, open_dir};

#[test]
fn the_first_start_makes_it_and_a_second_uses_it() {
    let place = Place::new();
    assert!(Cluster::find(place.data_dir()).unwrap().is_none());
    assert!(!Cluster::exists(place.data_dir()).unwrap());

    let mut said = Vec::new();
    let first = Cluster::start(place.data_dir(), &mut |line| said.push(line.to_owned())).unwrap();
    assert!(first.started_here());
    assert!(said.iter().any(|line| line.starts_with("making a PostgreSQL ")), "{said:?}");
    let pgdata = fs::metadata(place.pgdata()).unwrap();
    assert_eq!(pgdata.permissions().mode() & 0o777, 0o700);
    assert_ne!(pgdata.uid(), 0);
    assert_eq!(place.names(), ["in-use.lock", "local-pg.lock", "postgres"]);

    let second =
        Cluster::start(place.data_dir(), &mut |line| panic!("silent, but: {line}")).unwrap();
    assert!(!second.started_here());
    assert_eq!(second.url(DATABASE), first.url(DATABASE));
    let found = Cluster::find(place.data_dir()).unwrap().expect("it runs");
    assert_eq!(found.server(), first.server());

    let settings = "SELECT current_user, current_database(), current_setting('server_encoding'), \
         current_setting('listen_addresses'), current_setting('fsync'), current_setting('TimeZone') LIKE '%UTC'";
    let row = ["app", DATABASE, "UTF8", "", "on", "t"].map(|text| Some(text.to_owned())).to_vec();
    assert_eq!(first.execute(DATABASE, settings).unwrap(), [row]);

    drop((second, found));
    assert_eq!(first.server().clients().unwrap(), []);
    first.stop().unwrap();
    assert!(Cluster::find(place.data_dir()).unwrap().is_none());
    assert!(Cluster::exists(place.data_dir()).unwrap(), "stopped, and there");
}

#[test]
fn its_address_is_one_that_libpq_takes() {
    let Some(psql) = Programs::find(&mut |_| {}).unwrap().psql() else { return };
    let place = Place::new();
    let cluster = place.start();
    // A port in the environment must not lead astray.
    let asked = Command::new(psql)
        .args(["-XAtc", "SELECT 41 + 1", &cluster.url(DATABASE)])
        .env("PGPORT", "1")
        .output();
    assert_eq!(String::from_utf8(asked.unwrap().stdout).unwrap(), "42\n");
    assert_eq!(&Server::from_url(&cluster.url("x")).unwrap(), cluster.server());
}

#[test]
fn what_was_written_is_there_after_a_stop() {
    let place = Place::new();
    let cluster = place.start();
    cluster.execute(DATABASE, "CREATE TABLE kept AS SELECT 7 AS n").unwrap();
    cluster.stop().unwrap();

    let cluster = place.start();
    assert!(cluster.started_here());
    assert_eq!(cluster.execute(DATABASE, "SELECT n FROM kept").unwrap(), [[Some("7".to_owned())]]);
}

#[test]
fn stops_only_for_the_last_user() {
    let place = Place::new();
    let cluster = place.start();
    assert_eq!(cluster.other_clients().unwrap(), 0);

    let client = idle_client(cluster.server(), "template1");
    assert_eq!(cluster.other_clients().unwrap(), 1);
    assert!(!cluster.stop_unless_used().unwrap(), "a client of another database is a user");
    drop(client);

    let (one, other) = (place.start(), place.start());
    assert!(!one.stop_unless_used().unwrap(), "another handle is a user, connected or not");
    let elsewhere = other_process("start_a_cluster", place.data_dir());
    assert!(!other.stop_unless_used().unwrap(), "so is one of another process");
    elsewhere.finish();

    let last = Cluster::find(place.data_dir()).unwrap().expect("it runs still");
    // The server counts one who has just left for a moment longer; that is no reason to stay.
    drop(idle_client(last.server(), DATABASE));
    assert!(last.stop_unless_used().unwrap());
    assert!(Cluster::find(place.data_dir()).unwrap().is_none());
}

#[test]
fn survives_its_starter() {
    let place = Place::new();
    let starter = other_process("start_a_cluster", place.data_dir());
    assert_eq!(starter.word, "true");
    starter.kill();
    if let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", place.postmaster())) {
        // "pid (postgres) S ppid pgrp …": a group of its own, which a terminal's Ctrl-C does not reach.
        assert_eq!(stat.split(' ').nth(4), Some(&*place.postmaster()));
    }

    let cluster = place.start();
    assert!(!cluster.started_here());
    assert!(cluster.stop_unless_used().unwrap(), "one who was killed uses it no more");
}

#[test]
fn of_concurrent_first_starts_one_starts_it() {
    let place = Place::new();
    let started: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..2).map(|_| scope.spawn(|| place.start().started_here())).collect();
        let elsewhere = other_process("start_a_cluster", place.data_dir());
        let mut started: Vec<bool> =
            threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        started.push(elsewhere.word == "true");
        elsewhere.finish();
        started
    });
    assert_eq!(started.iter().filter(|started| **started).count(), 1, "{started:?}");
}

#[test]
fn reset_begins_anew_and_deletes_only_what_is_ours() {
    let place = Place::new();
    let cluster = place.start();
    cluster.execute(DATABASE, "CREATE TABLE gone ()").unwrap();
    fs::write(place.data_dir().join("notes.txt"), "mine").unwrap();
    let _somebody = idle_client(cluster.server(), DATABASE);

    let anew = Cluster::reset(place.data_dir(), &mut |_| {}).unwrap();
    assert!(anew.started_here());
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(anew.execute(DATABASE, tables).unwrap(), [[Some("0".to_owned())]]);
    assert_eq!(place.names(), ["in-use.lock", "local-pg.lock", "notes.txt", "postgres"]);

    let foreign = Place::new();
    let file = foreign.data_dir().join("postgres/PG_VERSION");
    open_dir(file.parent().unwrap());
    fs::write(&file, "15\n").unwrap();
    assert!(matches!(Cluster::reset(foreign.data_dir(), &mut |_| {}), Err(Error::NotOurs(_))));
    assert!(file.exists());
}

#[test]
fn databases_come_from_templates_and_go() {
    let place = Place::new();
    let cluster = place.start();
    let server = cluster.server();
    server.create_database("a \"template\"", None).unwrap();
    server.execute("a \"template\"", "CREATE TABLE t AS SELECT 1 AS n").unwrap();
    server.create_database("copy", Some("a \"template\"")).unwrap();
    assert_eq!(server.execute("copy", "SELECT n FROM t").unwrap(), [[Some("1".to_owned())]]);

    let twice = server.create_database("copy", None);
    assert!(matches!(&twice, Err(Error::Sql { code, .. }) if code == "42P04"), "{twice:?}");
    let _client = idle_client(server, "copy");
    server.drop_database("copy").unwrap();
    server.drop_database("copy").unwrap();
    let _client = idle_client(server, "a \"template\"");
    server.terminate_clients("a \"template\"").unwrap();
}

#[test]
fn as_root_the_server_runs_as_somebody_else() {
    if !as_root() {
        return;
    }
    // A directory that a user made keeps that user.
    let place = Place::new();
    open_dir(place.data_dir());
    std::os::unix::fs::chown(place.data_dir(), Some(65534), Some(65534)).unwrap();
    let _cluster = place.start();
    assert_eq!(fs::metadata(place.pgdata()).unwrap().uid(), 65534);
    assert_eq!(fs::metadata(format!("/proc/{}", place.postmaster())).unwrap().uid(), 65534);
}
