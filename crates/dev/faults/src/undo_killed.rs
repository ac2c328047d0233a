//! The importer killed with SIGKILL while it takes an import back.

use crate::barrier::{Barrier, Place};
use crate::database::Database;
use crate::kit::Kit;
use crate::program::undo;
use crate::table::Tally;
use crate::terminal::Outcome;

/// The second import of a kit.
const IMPORT: &str = "2";

pub(crate) fn killed(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut took_effect = 0;
    for place in places(kit) {
        took_effect += u32::from(struck(kit, &place, &mut tally)?);
    }
    tally.note(format!("held in each statement that takes back; {took_effect} took effect"));
    Ok(tally)
}

/// Every statement that changes the book, and the commit.
fn places(kit: &Kit) -> Vec<Place> {
    let (first, all) = (&kit.exports.first.ids, &kit.exports.second.ids);
    let middle = |ids: &[String]| ids.get(ids.len() / 2).cloned().unwrap_or_default();
    let of_sip = |event: &str, table: &str, row: &str, id: String| {
        format!("{event} ON {table} FOR EACH ROW WHEN ({row}.sip_meta_id = '{id}')")
    };
    let place = |when: String, statement| Place { when, statement };
    let mark = "BEFORE UPDATE ON imports FOR EACH ROW";
    let last = "AFTER UPDATE ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW";
    vec![
        place(mark.to_owned(), "UPDATE IMPORTS"),
        place(
            of_sip("AFTER DELETE", "sip_records", "OLD", middle(&all[first.len()..])),
            "DELETE FROM SIP_RECORDS",
        ),
        place(
            of_sip("BEFORE UPDATE", "sip_records", "NEW", middle(&kit.exports.changed)),
            "UPDATE SIP_RECORDS",
        ),
        // Few histories change, so that the first one has to do.
        place("BEFORE INSERT ON sip_amounts FOR EACH ROW".to_owned(), "WITH SPEAKING"),
        place(of_sip("BEFORE UPDATE", "sip_sightings", "NEW", middle(first)), "WITH PLACES"),
        place(last.to_owned(), "COMMIT"),
    ]
}

/// Kills the importer while it is held at a place; true where the import was taken back all the same.
fn struck(kit: &Kit, place: &Place, tally: &mut Tally) -> Outcome<bool> {
    let database = kit.database()?;
    kit.import_second(&database)?;
    let raw = database.digest()?;
    let barrier = Barrier::at(&database, place)?;
    let mut importer = undo(kit.directory(), &database.url(), IMPORT)?;
    let held = barrier.wait(&kit.postgres, &database, &mut importer);
    held.map_err(|error| format!("{}: {error}", place.when))?;
    importer.kill()?;
    barrier.open()?;
    judge(kit, &database, &raw, tally, &place.when)
}

/// After a kill: what is there is the book with the import, or the one without it. Then it is taken
/// back.
fn judge(kit: &Kit, database: &Database, raw: &str, tally: &mut Tally, at: &str) -> Outcome<bool> {
    database.wait_for_end_of("importer")?;
    let is_untouched = database.digest()? == raw;
    let took_effect = database.book()? == kit.before.book;
    tally.must(is_untouched || took_effect, || format!("{at}: a book that is neither"));
    if !took_effect {
        let ended = undo(kit.directory(), &database.url(), IMPORT)?.ended()?;
        tally.same(&format!("{at}: the next undoing's exit code"), &ended.code(), &Some(0));
    }
    let is_right = database.book()? == kit.before.book;
    tally.must(is_right, || format!("{at}: the import is not taken back"));
    tally.tried();
    Ok(took_effect)
}
