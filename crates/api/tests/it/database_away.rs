//! The database goes, and comes back.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use local_pg::{Cluster, DATABASE};
use tempfile::TempDir;

use crate::support::{Server, failed, import_into, newest_import};

#[test]
fn lists_go_on_and_the_rest_recovers() {
    // The database's own user has to reach its directory.
    let directory = TempDir::new().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let start = || Cluster::start(&directory.path().join("data"), &mut |_| {}).unwrap();
    let cluster = start();
    let url = cluster.url(DATABASE);
    let export = |id: &str| serde_json::to_vec(&[failed(id, "asha", "4220", "9,000")]).unwrap();
    import_into(&url, directory.path(), "2026-01-30", &export("1"));
    let server = Server::start(&url);
    server.wait_for(1);
    assert_eq!(server.get("/api/clients/asha").status, 200);

    cluster.stop().unwrap();
    assert_eq!(server.get("/api/opportunities").rows().len(), 1);
    assert_eq!(server.get("/api/clients/asha/opportunities").status, 200);
    assert_eq!(server.get("/api/clients/nobody/opportunities").status, 503);
    let answer = server.get("/api/clients/asha");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    let said = answer.text();
    assert!(!said.contains("SELECT") && !said.contains('/'), "{said}");

    for answer in [server.get("/api/imports"), server.post("/api/imports", &export("9"))] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    }

    let cluster = start();
    import_into(&url, directory.path(), "2026-01-31", &export("2"));
    server.wait_for(newest_import(&url));
    assert_eq!(server.get("/api/opportunities").rows().len(), 2);
    assert_eq!(server.get("/api/clients/asha").rows().len(), 2);
    drop(server);
    cluster.stop().unwrap();
}
