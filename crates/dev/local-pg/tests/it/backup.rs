//! Copies of a database, and what they are put back into.

use std::fs;

use local_pg::{DATABASE, Error, Programs, Throwaway};
use tempfile::TempDir;

#[test]
fn a_copy_is_put_back_whole_into_an_empty_database_alone() {
    let programs = Programs::find(&mut |_| {}).unwrap();
    if programs.psql().is_none() {
        return; // a fetched build has no client programs
    }
    let cluster = Throwaway::start(&mut |_| {}).unwrap();
    let (server, files) = (cluster.server(), TempDir::new().unwrap());
    server.execute(DATABASE, "CREATE TABLE kept AS SELECT 7 AS n").unwrap();
    let file = files.path().join("book.dump");
    programs.dump(&cluster.url(DATABASE), &file).unwrap();
    assert!(matches!(programs.dump(&cluster.url(DATABASE), &file), Err(Error::Exists(_))));

    // Empty tables give way; rows do not.
    server.create_database("other", None).unwrap();
    server.execute("other", "CREATE TABLE kept (n text)").unwrap();
    programs.restore(&cluster.url("other"), &file).unwrap();
    assert_eq!(server.execute("other", "SELECT n FROM kept").unwrap(), [[Some("7".to_owned())]]);
    // So does what later migrations made, of which the copy knows nothing.
    server.create_database("newer", None).unwrap();
    let made = "CREATE TABLE __diesel_schema_migrations (version text); CREATE TABLE kept (n int);
                CREATE VIEW later AS SELECT n FROM kept; CREATE TABLE later_too (n int);
                CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'";
    server.execute("newer", made).unwrap();
    programs.restore(&cluster.url("newer"), &file).unwrap();
    assert_eq!(server.execute("newer", "SELECT n FROM kept").unwrap(), [[Some("7".to_owned())]]);
    for gone in ["SELECT FROM later", "SELECT FROM later_too", "SELECT later()"] {
        assert!(server.execute("newer", gone).is_err(), "{gone}");
    }

    let refused = programs.restore(&cluster.url("other"), &file);
    assert!(matches!(refused, Err(Error::NotEmpty(table)) if table == "kept"));

    // A copy that breaks off leaves nothing behind, and one that is torn changes nothing.
    let missing = files.path().join("missing.dump");
    assert!(matches!(programs.dump(&cluster.url("nowhere"), &missing), Err(Error::Program { .. })));
    assert_eq!(fs::read_dir(files.path()).unwrap().count(), 1);
    let whole = fs::read(&file).unwrap();
    fs::write(&missing, &whole[..whole.len() - 20]).unwrap();
    server.create_database("third", None).unwrap();
    assert!(programs.restore(&cluster.url("third"), &missing).is_err());
    assert!(server.execute("third", "SELECT FROM kept").is_err());
}
