//! The importer killed with SIGKILL, at moments that are known to lie in its parsing, its COPY, its
//! merge and its commit.

use crate::barrier::{Barrier, Place};
use crate::database::Database;
use crate::kit::Kit;
use crate::program::{Process, import, import_stdin, write_all};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;

/// How many times an importer is killed in each phase, at different places in the export.
const MOMENTS: usize = 13;

/// The rows of the export, from its start to its end, at which it is struck.
fn evenly<T: Clone>(all: &[T]) -> Vec<T> {
    let last = all.len().saturating_sub(1);
    (0..MOMENTS).filter_map(|nth| all.get(last * nth / (MOMENTS - 1)).cloned()).collect()
}

/// After a kill: what is there is the book before, or the book after. Then the same export goes in.
fn judge(kit: &Kit, database: &Database, raw: &str, tally: &mut Tally, at: &str) -> Outcome<bool> {
    database.wait_for_end_of("importer")?;
    let is_untouched = database.digest()? == raw;
    let took_effect = database.book()? == kit.after.book;
    tally.must(is_untouched || took_effect, || format!("{at}: a book that is neither"));
    let again = kit.import_second(database);
    tally.must(again.is_ok(), || format!("{at}: the next import: {again:?}"));
    let is_right = database.book()? == kit.after.book;
    tally.must(is_right, || format!("{at}: the next import makes another book"));
    tally.tried();
    Ok(took_effect)
}

/// What the importer has of its input is what it was handed, and it waits for more.
pub(crate) fn in_parse(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let export = kit.exports.second.bytes()?;
    let lengths: Vec<usize> = (0..export.len()).collect();
    for length in evenly(&lengths) {
        let database = kit.database()?;
        let raw = database.digest()?;
        let mut importer = halfway(kit, &database, &export[..length])?;
        importer.kill()?;
        let took_effect = judge(kit, &database, &raw, &mut tally, &format!("{length} bytes"))?;
        tally.must(!took_effect, || format!("{length} bytes passed for the whole file"));
    }
    tally.note("held at its input, from no byte of it to all but the last");
    Ok(tally)
}

/// An importer that has read so much and waits for the rest.
pub(crate) fn halfway(kit: &Kit, database: &Database, bytes: &[u8]) -> Outcome<Process> {
    let as_of = kit.exports.second.as_of;
    let mut importer = import_stdin(kit.directory(), &database.url(), as_of)?;
    let mut input = importer.stdin().ok_or("an importer without an input")?;
    if !write_all(&mut input, bytes) {
        return Err(format!("the importer hung up: {}", importer.said()?).into());
    }
    let (file, read) = (format!("/proc/{}/io", importer.id()), bytes.len() as u64);
    until_so("the importer's reading", || {
        let io = std::fs::read_to_string(&file)?;
        let rchar = io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap_or_default();
        Ok(rchar.parse::<u64>()? >= read)
    })?;
    // A transaction that is open and idle has taken in all that was sent so far.
    until_so("the importer's transaction", || {
        let idle = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                     AND application_name LIKE 'importer %' AND state = 'idle in transaction'";
        Ok(!database.rows(idle)?.is_empty())
    })?;
    // Were its input closed, the importer would go on to the end and could not be killed in between.
    importer.keep(input);
    Ok(importer)
}

pub(crate) fn in_copy(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let new = &kit.exports.second.ids[kit.exports.first.ids.len()..];
    for id in evenly(new) {
        let place = copy_at(&id);
        struck(kit, &place, &mut tally, |database, pid, tally| {
            let copying = format!(
                "SELECT 1 FROM pg_stat_progress_copy
                  WHERE pid = {pid} AND relid = 'sip_records'::regclass"
            );
            tally.must(!database.rows(&copying)?.is_empty(), || "not held in a COPY".to_owned());
            Ok(())
        })?;
    }
    tally.note("held at a row of the COPY into sip_records, as pg_stat_progress_copy shows");
    Ok(tally)
}

/// In the middle of the binary COPY, before the row of this SIP.
pub(crate) fn copy_at(id: &str) -> Place {
    let when = format!("BEFORE INSERT ON sip_records FOR EACH ROW WHEN (NEW.sip_meta_id = '{id}')");
    Place { when, statement: "COPY" }
}

pub(crate) fn in_merge(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for place in merge_places(kit) {
        struck(kit, &place, &mut tally, |_, _, _| Ok(()))?;
    }
    tally.note("held at the first, a middle and the last row of each statement that merges");
    Ok(tally)
}

/// Every statement that changes the book, at its start, in its middle and at its end.
pub(crate) fn merge_places(kit: &Kit) -> Vec<Place> {
    let (first, all) = (&kit.exports.first.ids, &kit.exports.second.ids);
    let three = |ids: &[String]| {
        [ids.first(), ids.get(ids.len() / 2), ids.last()].into_iter().flatten().cloned().collect()
    };
    let statements: [(&str, &str, &'static str, Vec<String>); 4] = [
        ("UPDATE", "sip_records", "INSERT INTO SIP_RECORDS", three(&kit.exports.changed)),
        ("INSERT", "sip_amounts", "INSERT INTO SIP_AMOUNTS", three(&all[first.len()..])),
        ("INSERT", "sip_sightings", "INSERT INTO SIP_SIGHTINGS", three(&all[first.len()..])),
        ("UPDATE", "sip_sightings", "UPDATE SIP_SIGHTINGS", three(first)),
    ];
    let mut places = Vec::new();
    for (event, table, statement, ids) in statements {
        for id in ids {
            let when =
                format!("BEFORE {event} ON {table} FOR EACH ROW WHEN (NEW.sip_meta_id = '{id}')");
            places.push(Place { when, statement });
        }
    }
    let observations = "BEFORE INSERT ON import_observations FOR EACH ROW WHEN (NEW.part = 1)";
    places.push(Place { when: observations.to_owned(), statement: "WITH RESTAMPED" });
    places
}

/// The last word of the import: its row in the log, and the commit.
pub(crate) fn commit_places() -> [Place; 3] {
    let place = |when: &str, statement| Place { when: when.to_owned(), statement };
    [
        place("BEFORE INSERT ON imports FOR EACH ROW", "INSERT INTO IMPORTS"),
        place("AFTER INSERT ON imports FOR EACH ROW", "INSERT INTO IMPORTS"),
        place("AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "COMMIT"),
    ]
}

pub(crate) fn in_commit(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut took_effect = 0;
    for _ in 0..3 {
        for place in commit_places() {
            took_effect += u32::from(struck(kit, &place, &mut tally, |_, _, _| Ok(()))?);
        }
    }
    for nth in 0..4 {
        took_effect += u32::from(opened_then_struck(kit, &mut tally, nth)?);
    }
    for _ in 0..3 {
        let committed = struck_before_it_hears(kit, &mut tally)?;
        tally.must(committed, || "what was committed is gone".to_owned());
        took_effect += u32::from(committed);
    }
    tally.note(format!(
        "held at its row in the log, in COMMIT, after it; {took_effect} took effect"
    ));
    Ok(tally)
}

/// Kills the importer while it is held at a place; true where the import took effect all the same.
fn struck(
    kit: &Kit,
    place: &Place,
    tally: &mut Tally,
    look: impl FnOnce(&Database, &str, &mut Tally) -> Outcome<()>,
) -> Outcome<bool> {
    let database = kit.database()?;
    let raw = database.digest()?;
    let barrier = Barrier::at(&database, place)?;
    let mut importer = import(kit.directory(), &database.url(), &kit.exports.second)?;
    let pid = barrier.wait(&kit.postgres, &database, &mut importer)?;
    look(&database, &pid, tally)?;
    importer.kill()?;
    // PostgreSQL finishes the statement that it was in, and then finds its client gone.
    barrier.open()?;
    judge(kit, &database, &raw, tally, &place.when)
}

/// The commit is let go on in the moment of the kill: either may be first.
fn opened_then_struck(kit: &Kit, tally: &mut Tally, nth: u32) -> Outcome<bool> {
    let database = kit.database()?;
    let raw = database.digest()?;
    let [.., commit] = commit_places();
    let barrier = Barrier::at(&database, &commit)?;
    let mut importer = import(kit.directory(), &database.url(), &kit.exports.second)?;
    barrier.wait(&kit.postgres, &database, &mut importer)?;
    barrier.open()?;
    importer.kill()?;
    judge(kit, &database, &raw, tally, &format!("let go on, {nth}"))
}

/// The commit is on disk, and the importer has not heard of it: PostgreSQL waits for a standby that
/// does not exist.
fn struck_before_it_hears(kit: &Kit, tally: &mut Tally) -> Outcome<bool> {
    let database = kit.database()?;
    let raw = database.digest()?;
    let mut importer = committed_unheard(kit, &database)?;
    importer.kill()?;
    hear_again(kit)?;
    judge(kit, &database, &raw, tally, "committed, not told")
}

/// An importer whose commit is on disk, and which waits to hear of it.
pub(crate) fn committed_unheard(kit: &Kit, database: &Database) -> Outcome<Process> {
    let [_, _, commit] = commit_places();
    let barrier = Barrier::at(database, &commit)?;
    let mut importer = import(kit.directory(), &database.url(), &kit.exports.second)?;
    barrier.wait(&kit.postgres, database, &mut importer)?;
    kit.postgres.rows("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")?;
    kit.postgres.rows("SELECT pg_reload_conf()")?;
    let reloaded = "SELECT 1 WHERE current_setting('synchronous_standby_names') = 'nobody'";
    until_so("a setting", || Ok(!kit.postgres.rows(reloaded)?.is_empty()))?;
    barrier.open()?;
    let unheard = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'
                     AND application_name LIKE 'importer %'";
    until_so("a commit that nobody hears of", || Ok(!kit.postgres.rows(unheard)?.is_empty()))?;
    Ok(importer)
}

/// Lets commits be confirmed again, which waited for a standby that does not exist.
pub(crate) fn hear_again(kit: &Kit) -> Outcome<()> {
    kit.postgres.rows("ALTER SYSTEM RESET synchronous_standby_names")?;
    kit.postgres.rows("SELECT pg_reload_conf()")?;
    let reloaded = "SELECT 1 WHERE current_setting('synchronous_standby_names') = ''";
    until_so("a setting", || Ok(!kit.postgres.rows(reloaded)?.is_empty()))
}
