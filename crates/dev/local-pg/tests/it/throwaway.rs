use std::fs;
use std::path::Path;

use local_pg::{Server, Throwaway};

use crate::other_process::other_process;

#[test]
fn is_quick_and_gone_when_dropped() {
    let throwaway = Throwaway::start(&mut |_| {}).unwrap();
    let server = throwaway.server().clone();
    let off = "SELECT count(*) FROM pg_settings WHERE setting = 'off' \
         AND name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum')";
    assert_eq!(server.execute("postgres", off).unwrap(), [[Some("4".to_owned())]]);
    server.create_database("template", None).unwrap();
    server.create_database("one", Some("template")).unwrap();
    // Any process that has the address may do the same.
    Server::from_url(&throwaway.url("one"))
        .unwrap()
        .create_database("two", Some("template"))
        .unwrap();

    let dir = throwaway.dir().to_owned();
    drop(throwaway);
    assert!(!dir.exists());
    assert!(server.execute("postgres", "").is_err());
}

#[test]
fn a_start_sweeps_what_the_killed_left_and_spares_the_living() {
    let argument = Path::new("none");
    let (living, killed) =
        (other_process("hold_a_throwaway", argument), other_process("hold_a_throwaway", argument));
    let server_of = |url: &str| Server::from_url(url).unwrap();
    let (lives, left) = (server_of(&living.word), server_of(&killed.word));
    killed.kill();

    let _own = Throwaway::start(&mut |_| {}).unwrap();
    assert!(!left.socket_dir().exists());
    assert!(left.execute("postgres", "").is_err(), "its server is stopped, too");
    assert_eq!(lives.execute("postgres", "SELECT 1").unwrap().len(), 1);
    living.finish();
    assert!(!lives.socket_dir().exists());
}

#[test]
fn a_start_leaves_alone_what_only_bears_the_name() {
    let dir = tempfile::Builder::new().prefix("lpg-test-").tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "").unwrap();
    drop(Throwaway::start(&mut |_| {}).unwrap());
    assert!(dir.path().join("thesis.txt").exists());
}
