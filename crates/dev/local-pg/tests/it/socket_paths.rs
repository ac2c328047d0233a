use std::path::PathBuf;

use local_pg::{Cluster, DATABASE, Server};

use crate::place::Place;

/// Starts there, and is found again, over a socket somewhere else that goes away with the server.
#[track_caller]
fn works_elsewhere(name: &str) {
    let place = Place::named(name);
    let cluster = place.start();
    let socket_dir: PathBuf = cluster.server().socket_dir().to_owned();
    assert!(socket_dir.starts_with("/tmp") && socket_dir.as_os_str().len() < 40, "{socket_dir:?}");
    assert_eq!(place.start().url(DATABASE), cluster.url(DATABASE));
    assert_eq!(cluster.execute(DATABASE, "SELECT 1").unwrap().len(), 1);
    assert_eq!(&Server::from_url(&cluster.url("x")).unwrap(), cluster.server());
    cluster.stop().unwrap();
    assert!(!socket_dir.exists());
    assert!(Cluster::find(place.data_dir()).unwrap().is_none());
}

#[test]
fn a_path_too_long_for_a_socket() {
    works_elsewhere(&"long-".repeat(30));
}

#[test]
fn a_path_with_what_separates_directories_in_a_list() {
    works_elsewhere("a, \"b\" ü");
}
