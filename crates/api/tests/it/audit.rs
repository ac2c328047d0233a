//! The audit trail: what is written down reaches the database, whatever happens in between.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use api::audit::{Audit, AuditFull, Entry};
use local_pg::{Cluster, DATABASE};
use store_pg::testing::TestDatabase;
use store_pg::{AuditEntry, AuditQuery, read_audit};
use tempfile::TempDir;

/// Where nobody listens.
const NOWHERE: &str = "postgres://app@127.0.0.1:1/none";

const PATIENCE: Duration = Duration::from_secs(60);

fn entry<'a>(request_id: &'a str, user_id: &'a str) -> Entry<'a> {
    Entry {
        at: "2026-01-30T09:15:00.000123+05:30".parse().unwrap(),
        request_id,
        who: "key-1",
        role: "agent",
        address: "127.0.0.1",
        method: "GET",
        resource: "/api/clients/{user_id}",
        agent_id: Some("4220"),
        user_id: Some(user_id),
        status: 200,
        key_id: None,
        import_id: None,
    }
}

fn open(directory: &Path, url: &str) -> Audit {
    Audit::open_in(directory, 64_000_000, url).unwrap()
}

fn read(url: &str) -> Vec<AuditEntry> {
    let mut connection = store_pg::connect(url, "test").unwrap();
    read_audit(&mut connection, &AuditQuery { limit: 10_000, ..AuditQuery::default() }).unwrap()
}

fn wait_until_moved(audit: &Audit) {
    while audit.waiting().entries > 0 {
        std::thread::yield_now();
    }
}

fn segments(directory: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(directory).unwrap().map(|file| file.unwrap().path());
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "spool");
    let mut segments: Vec<PathBuf> = files.filter(is_segment).collect();
    segments.sort();
    segments
}

fn copy_segments(from: &Path, to: &Path) {
    for segment in segments(from) {
        fs::copy(&segment, to.join(segment.file_name().unwrap())).unwrap();
    }
}

#[test]
fn what_is_recorded_is_kept() {
    let (database, files) = (TestDatabase::new(), TempDir::new().unwrap());
    let directory = files.path().join("made/anew");
    let audit = open(&directory, &database.url());
    assert_eq!(fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
    audit.record(&entry("r-1", "asha")).unwrap();
    audit.record(&Entry { agent_id: None, ..entry("r-2", "nul \0") }).unwrap();
    audit.close(PATIENCE);
    let mut kept = read(&database.url());
    kept.sort_by(|a, b| a.request_id.cmp(&b.request_id));
    assert_eq!(kept.len(), 2);
    let first = &kept[0];
    assert_eq!(first.at, entry("", "").at);
    assert_eq!((first.who.as_str(), first.role.as_str()), ("key-1", "agent"));
    assert_eq!((first.address.as_str(), first.method.as_str()), ("127.0.0.1", "GET"));
    assert_eq!(first.resource, "/api/clients/{user_id}");
    assert_eq!((first.agent_id.as_deref(), first.user_id.as_deref()), (Some("4220"), Some("asha")));
    assert_eq!((first.status, kept[1].user_id.as_deref()), (200, Some("nul \u{fffd}")));
    assert_eq!((audit.waiting().entries, audit.waiting().bytes), (0, 0));
}

#[test]
fn many_threads_may_record_at_once() {
    let (database, files) = (TestDatabase::new(), TempDir::new().unwrap());
    let audit = open(files.path(), &database.url());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1_500 {
                    audit.record(&entry("r", "asha")).unwrap();
                }
            });
        }
    });
    audit.close(PATIENCE);
    assert_eq!(read(&database.url()).len(), 6_000);
}

#[test]
fn entries_wait_for_the_database_up_to_a_bound() {
    // The database's own user has to reach its directory.
    let files = TempDir::new().unwrap();
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let start = || Cluster::start(&files.path().join("data"), &mut |_| {}).unwrap();
    let cluster = start();
    let url = cluster.url(DATABASE);
    let audit = Audit::open_in(&files.path().join("spool"), 2_000, &url).unwrap();
    audit.record(&entry("r-0", "asha")).unwrap();
    wait_until_moved(&audit);

    cluster.stop().unwrap();
    let mut accepted = 0;
    while audit.record(&entry("r", "asha")).is_ok() {
        accepted += 1;
    }
    assert!((5..20).contains(&accepted), "{accepted}");
    assert_eq!(audit.waiting().entries, accepted);
    assert!(audit.waiting().bytes <= 2_000);
    assert_eq!(audit.record(&entry("r", "asha")), Err(AuditFull));

    let cluster = start();
    wait_until_moved(&audit);
    assert_eq!(read(&url).len() as u64, accepted + 1);
    audit.record(&entry("r-1", "asha")).unwrap();
    audit.close(PATIENCE);
    assert_eq!(read(&url).len() as u64, accepted + 2);
    cluster.stop().unwrap();
}

#[test]
fn what_a_killed_process_left_is_sent_once() {
    let (database, files) = (TestDatabase::new(), TempDir::new().unwrap());
    let (before, after) = (files.path().join("before"), files.path().join("after"));
    let audit = open(&before, NOWHERE);
    for request_id in ["r-1", "r-2", "r-3"] {
        audit.record(&entry(request_id, "asha")).unwrap();
    }
    // The files as they are at this moment are all that a killed process leaves.
    fs::create_dir(&after).unwrap();
    copy_segments(&before, &after);
    // And a power cut tears the last line.
    let mut written = segments(&after);
    written.retain(|segment| fs::metadata(segment).unwrap().len() > 0);
    let torn = fs::OpenOptions::new().write(true).open(written.last().unwrap()).unwrap();
    torn.set_len(torn.metadata().unwrap().len() - 9).unwrap();
    let again = open(&after, &database.url());
    again.record(&entry("r-4", "asha")).unwrap();
    again.close(PATIENCE);
    let kept = |url: &str| {
        let mut kept: Vec<String> = read(url).into_iter().map(|entry| entry.request_id).collect();
        kept.sort();
        kept
    };
    assert_eq!(kept(&database.url()), ["r-1", "r-2", "r-4"]);
    assert_eq!((again.waiting().entries, again.waiting().bytes), (0, 0));

    // The same entries once more, with the line that was torn.
    audit.close(Duration::ZERO);
    drop((audit, again));
    let last = files.path().join("last");
    fs::create_dir(&last).unwrap();
    copy_segments(&before, &last);
    open(&last, &database.url()).close(PATIENCE);
    assert_eq!(kept(&database.url()), ["r-1", "r-2", "r-3", "r-4"]);
}

#[test]
fn two_servers_do_not_share_a_spool() {
    let (database, files) = (TestDatabase::new(), TempDir::new().unwrap());
    let first = open(files.path(), &database.url());
    let refused = Audit::open_in(files.path(), 1_000, &database.url()).unwrap_err();
    assert!(refused.contains("set AUDIT_SPOOL"), "{refused}");
    first.close(PATIENCE);
    drop(first);
    open(files.path(), &database.url()).close(PATIENCE);
    let file = files.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = Audit::open_in(&file, 1_000, &database.url()).unwrap_err();
    assert!(refused.contains("AUDIT_SPOOL takes a directory"), "{refused}");
}

#[test]
fn a_spool_of_others_is_refused() {
    let files = TempDir::new().unwrap();
    let refused = || Audit::open_in(files.path(), 1_000, NOWHERE).unwrap_err();
    for mode in [0o720, 0o702, 0o777, 0o1777] {
        fs::set_permissions(files.path(), fs::Permissions::from_mode(mode)).unwrap();
        assert!(refused().contains("others may write to it"), "{mode:o}: {}", refused());
    }
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755)).unwrap();
    drop(Audit::open_in(files.path(), 1_000, NOWHERE).unwrap());
    // Only an administrator can give it to somebody else.
    if std::os::unix::fs::chown(files.path(), Some(65_534), None).is_ok() {
        assert!(refused().contains("belongs to another user"), "{}", refused());
    }
}

#[test]
fn an_operator_reads_it() {
    let (database, files) = (TestDatabase::new(), TempDir::new().unwrap());
    let audit = open(files.path(), &database.url());
    for (day, user_id, who) in [(28, "asha", "key-1"), (29, "ravi", "key-1"), (30, "asha", "key-2")]
    {
        let at = format!("2026-01-{day}T23:00:00+05:30");
        let at = at.parse().unwrap();
        audit.record(&Entry { at, who, ..entry("r\x1b[2J", user_id) }).unwrap();
    }
    audit.close(PATIENCE);
    let rows: [(&[&str], &[&str]); 8] = [
        (&[], &["30 asha", "29 ravi", "28 asha"]),
        (&["--limit", "1"], &["30 asha"]),
        (&["--client", "asha"], &["30 asha", "28 asha"]),
        (&["--agent", "9"], &[]),
        (&["--who", "key-1", "--agent", "4220"], &["29 ravi", "28 asha"]),
        (&["--since", "2026-01-29"], &["30 asha", "29 ravi"]),
        (&["--until", "2026-01-29"], &["28 asha"]),
        (
            &["--since", "2026-01-29T17:30:00Z", "--until", "2026-01-30T22:59:59+05:30"],
            &["29 ravi"],
        ),
    ];
    for (options, expected) in rows {
        let output = api(&database, options, true);
        let said = output.lines().map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap();
            let day = entry["at"].as_str().unwrap()[8..10].to_owned();
            format!("{day} {}", entry["user_id"].as_str().unwrap())
        });
        assert_eq!(said.collect::<Vec<_>>(), expected, "{options:?}");
    }
    let table = api(&database, &["--limit", "2"], false);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[0].starts_with("at ") && lines[1].starts_with("2026-01-30T23:00:00+05:30  key-2")
    );
    assert!(!table.contains('\x1b'), "{table:?}");
}

fn api(database: &TestDatabase, options: &[&str], json: bool) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.arg("audit").args(options).args(json.then_some("--json"));
    let output = command.env("DATABASE_URL", database.url()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
