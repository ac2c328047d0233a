//! An importer that is killed leaves the book as it was.

use std::io::Write;
use std::process::{Child, Stdio};

use diesel::connection::SimpleConnection;
use serde_json::Value;

use crate::support::{Desk, record};

#[test]
fn a_record_that_somebody_deleted_is_put_back() {
    for deletion in ["DELETE FROM sip_records WHERE sip_meta_id = '1'", "TRUNCATE sip_records"] {
        let desk = Desk::new();
        let sips = [record("1", "200", "February 1, 2026"), record("2", "200", "February 1, 2026")];
        desk.import("2026-02-10", &sips);
        let whole = desk.rows("SELECT r FROM sip_records r ORDER BY sip_meta_id");
        desk.database.connect().batch_execute(deletion).unwrap();
        desk.import("2026-02-11", &sips);
        let put_back = desk.rows("SELECT r FROM sip_records r ORDER BY sip_meta_id");
        assert_eq!(put_back, whole, "{deletion}");
    }
}

fn start(desk: &Desk) -> Child {
    let mut importer = desk.importer();
    importer.args(["import", "--as-of", "2026-02-10", "-"]);
    importer.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn many(count: usize) -> Vec<Value> {
    (0..count).map(|id| record(&id.to_string(), "200", "February 1, 2026")).collect()
}

/// Waits until the database says so; the query itself passes the time.
fn wait_until(desk: &Desk, condition: &str) {
    while desk.rows(&format!("SELECT {condition} FROM pg_sleep(0.005)")) != ["t"] {}
}

/// Kills the importer, and waits until the database has noticed.
fn kill(desk: &Desk, importer: &mut Child) {
    importer.kill().unwrap();
    importer.wait().unwrap();
    wait_until(
        desk,
        "NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                        AND application_name LIKE 'importer %')",
    );
}

#[test]
fn killed_while_it_reads() {
    let desk = Desk::new();
    desk.import("2026-01-10", &[record("1", "100", "January 1, 2026")]);
    let before = desk.digest();
    let mut importer = start(&desk);
    let half = serde_json::to_string(&many(5_000)).unwrap();
    // Without the end of the array the importer waits for more, some batches already copied.
    importer.stdin.as_mut().unwrap().write_all(&half.as_bytes()[..half.len() - 1]).unwrap();
    wait_until(
        &desk,
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                    AND state = 'idle in transaction' AND query LIKE 'COPY%')",
    );
    kill(&desk, &mut importer);
    assert_eq!(desk.digest(), before);
}

#[test]
fn killed_while_it_merges() {
    for table in ["sip_records", "sip_sightings", "import_observations", "sip_amounts", "imports"] {
        let desk = Desk::new();
        desk.import("2026-01-10", &[record("1", "100", "January 1, 2026")]);
        let before = desk.digest();
        // Readers may pass, but whoever writes this table waits.
        let mut barrier = desk.database.connect();
        barrier.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN SHARE MODE")).unwrap();
        let mut importer = start(&desk);
        let mut input = importer.stdin.take().unwrap();
        input.write_all(&serde_json::to_vec(&many(50)).unwrap()).unwrap();
        drop(input);
        wait_until(
            &desk,
            "EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity USING (pid)
                            WHERE NOT granted AND application_name LIKE 'importer %')",
        );
        kill(&desk, &mut importer);
        barrier.batch_execute("ROLLBACK").unwrap();
        assert_eq!(desk.digest(), before, "{table}");
        // And the next import is not in its way.
        let report = desk.import("2026-02-10", &many(50));
        assert_eq!(report.exit_code(), 0, "{table}: {report}");
    }
}
