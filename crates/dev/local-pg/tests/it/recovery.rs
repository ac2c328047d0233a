use std::fs;

use local_pg::{Cluster, DATABASE, Error, Finder, Programs};

use crate::other_process::other_process;
use crate::place::{Place, executable, idle_client, signal};

fn rows(cluster: &Cluster) -> String {
    cluster.execute(DATABASE, "SELECT count(*) FROM kept").unwrap()[0][0].clone().unwrap()
}

#[test]
fn a_killed_server_is_started_again_with_what_was_committed() {
    let place = Place::new();
    let cluster = place.start();
    cluster.execute(DATABASE, "CREATE TABLE kept AS SELECT generate_series(1, 1000)").unwrap();
    let _connected = idle_client(cluster.server(), DATABASE);
    signal("KILL", &place.postmaster());

    let again = place.start();
    assert!(again.started_here());
    assert_eq!(rows(&again), "1000");
}

#[test]
fn a_killed_servers_busy_process_is_waited_out() {
    let place = Place::new();
    let cluster = place.start();
    cluster.execute(DATABASE, "CREATE TABLE kept ()").unwrap();
    std::thread::scope(|scope| {
        let busy =
            "DO $$ BEGIN WHILE clock_timestamp() < now() + interval '1.5 s' LOOP END LOOP; END $$";
        scope.spawn(|| cluster.execute(DATABASE, busy));
        let active = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'";
        while cluster.execute("postgres", active).unwrap().is_empty() {}
        signal("KILL", &place.postmaster());
        // Not until the statement ends may another server touch the data.
        let again = place.start();
        assert!(again.started_here());
        assert_eq!(rows(&again), "0");
    });
}

#[test]
fn so_is_one_that_another_process_started() {
    let place = Place::new();
    let starter = other_process("start_a_cluster", place.data_dir());
    Cluster::find(place.data_dir())
        .unwrap()
        .unwrap()
        .execute(DATABASE, "CREATE TABLE kept ()")
        .unwrap();
    signal("KILL", &place.postmaster());

    let again = place.start();
    assert!(again.started_here());
    assert_eq!(rows(&again), "0");
    starter.finish();
}

#[test]
fn a_crash_of_one_of_its_processes_is_waited_out() {
    let place = Place::new();
    let cluster = place.start();
    let _connected = idle_client(cluster.server(), DATABASE);
    let backend = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let backend = cluster.execute("postgres", backend).unwrap()[0][0].clone().unwrap();
    signal("KILL", &backend);
    // It ends all connections and recovers, saying "ready" all the while.
    assert!(!place.start().started_here());
}

#[test]
fn what_an_interrupted_start_left_is_swept() {
    let place = Place::new();
    place.start().stop().unwrap();
    // As a kill in the middle of the first initdb leaves it: a marker, half a cluster, no data.
    fs::remove_dir_all(place.pgdata()).unwrap();
    fs::create_dir_all(place.data_dir().join("new-Ab3dEf/data/base")).unwrap();
    fs::write(place.data_dir().join("new-Ab3dEf/data/PG_VERSION"), "15\n").unwrap();

    let cluster = place.start();
    assert!(cluster.started_here());
    assert_eq!(place.names(), ["in-use.lock", "local-pg.lock", "postgres"]);
}

#[test]
fn an_initdb_that_fails_leaves_nothing_and_says_why() {
    let programs = Programs::find(&mut |_| {}).unwrap();
    let place = Place::new();
    let bin_dir = place.dir().join("bin");
    let real = programs.bin_dir().join("postgres");
    executable(&bin_dir.join("postgres"), &format!("#!/bin/sh\nexec {} \"$@\"\n", real.display()));
    let half = "#!/bin/sh\nfor data; do :; done; mkdir -p \"$data/base\"; echo 15 >\"$data/PG_VERSION\"; echo 'the disk is full' >&2; exit 1\n";
    executable(&bin_dir.join("initdb"), half);
    let finder = Finder { bin_dir: Some(bin_dir), ..Finder::default() };

    let failed = Cluster::start_with(place.data_dir(), &finder, &mut |_| {}).unwrap_err();
    assert!(
        matches!(&failed, Error::Program { program: "initdb", output, .. } if output.contains("the disk is full")),
        "{failed}"
    );
    assert_eq!(place.names(), ["in-use.lock", "local-pg.lock"]);
    assert!(place.start().started_here());
}

#[test]
fn a_server_that_does_not_start_shows_its_log() {
    let place = Place::new();
    place.start().stop().unwrap();
    let settings = place.pgdata().join("postgresql.auto.conf");
    fs::write(&settings, "shared_buffers = 'plenty'\n").unwrap();
    let failed = Cluster::start(place.data_dir(), &mut |_| {}).unwrap_err();
    assert!(matches!(&failed, Error::NotReady { .. }));
    assert!(failed.to_string().contains("shared_buffers"), "{failed}");
}
