//! Whoever settles a book killed with SIGKILL, and two at once: what a book came to is whole or not
//! there, and told once.

use crate::barrier::{Barrier, Place};
use crate::database::Database;
use crate::kit::Kit;
use crate::program::settle;
use crate::table::Tally;
use crate::terminal::Outcome;

/// Everything that a settled book comes to, but for when.
const SETTLED: &str = "
    SELECT (SELECT md5(string_agg(concat_ws('|', settled_with, as_of, rules), ' '
                        ORDER BY settled_with)) FROM settled_books),
           (SELECT md5(string_agg(s::text, ' ' ORDER BY reason_key)) FROM spells s),
           (SELECT md5(string_agg(e::text, ' ' ORDER BY ended_with, reason_key))
              FROM ended_spells e),
           (SELECT md5(string_agg(b::text, ' ' ORDER BY settled_with, reason_key))
              FROM spells_before b),
           (SELECT md5(string_agg(concat_ws('|', settled_with, as_of, change, reason_key, kind,
                        user_id, agent_id, monthly_value_paise, why, regressed), ' '
                        ORDER BY change_id)) FROM changes),
           (SELECT md5(string_agg(t::text, ' ' ORDER BY settled_with, agent_id, kind))
              FROM reason_totals t),
           (SELECT md5(string_agg(r::text, ' ' ORDER BY work_id, reason_key)) FROM work_reasons r)";

/// Somebody promised something about every reason of the first book, so that work ends with spells.
const PROMISE: &str = "
    WITH event AS (
        INSERT INTO work_events (by_whom, agent_id, user_id, action, outcome, check_on, book_as_of,
                                 book_sequence)
        VALUES ('key:a', 'a', 'u', 'promised', 'will_pay', '2026-03-01', '2026-01-30', 1)
        RETURNING work_id)
    INSERT INTO work_reasons (work_id, reason_key, kind, mark)
    SELECT work_id, reason_key, kind, mark FROM event, spells";

pub(crate) fn killed(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let (before, after) = known(kit)?;
    let mut took_effect = 0;
    for place in places() {
        took_effect += u32::from(struck(kit, &place, (&before, &after), &mut tally)?);
    }
    for _ in 0..3 {
        at_once(kit, &after, &mut tally)?;
    }
    tally.note(format!(
        "held in each statement that writes; {took_effect} took effect; and two at once"
    ));
    Ok(tally)
}

/// A database whose first book is settled and whose second one is not.
fn due(kit: &Kit) -> Outcome<Database> {
    let database = kit.database()?;
    database.run(
        "TRUNCATE settled_books, spells, ended_spells, spells_before, changes, settled_agents,
                  reason_totals",
    )?;
    settle_whole(kit, &database)?;
    database.run(PROMISE)?;
    kit.import_second(&database)?;
    Ok(database)
}

fn settle_whole(kit: &Kit, database: &Database) -> Outcome<()> {
    let mut settling = settle(kit.directory(), &database.url())?;
    let status = settling.ended()?;
    if status.success() { Ok(()) } else { Err(settling.said()?.into()) }
}

fn settled(database: &Database) -> Outcome<String> {
    Ok(database.rows(SETTLED)?.join(""))
}

/// What there is before the second book is settled, and after it.
fn known(kit: &Kit) -> Outcome<(String, String)> {
    let database = due(kit)?;
    let before = settled(&database)?;
    settle_whole(kit, &database)?;
    let told = database.rows("SELECT count(*) > 100 FROM changes")?.join("");
    let ended = database.rows("SELECT count(*) > 0 FROM work_reasons WHERE ended_with = 2")?;
    if (told.as_str(), ended.join("").as_str()) != ("t", "t") {
        return Err("the second book changes too little".into());
    }
    Ok((before, settled(&database)?))
}

fn places() -> Vec<Place> {
    let place = |when: &str, statement| Place { when: when.to_owned(), statement };
    vec![
        place("BEFORE INSERT ON settled_books FOR EACH ROW", "INSERT INTO SETTLED_BOOKS"),
        place("BEFORE INSERT ON spells_before FOR EACH ROW", "INSERT INTO SPELLS_BEFORE"),
        place("AFTER DELETE ON spells FOR EACH ROW", "DELETE FROM SPELLS"),
        place("BEFORE UPDATE ON spells FOR EACH ROW", "INSERT INTO SPELLS"),
        place("BEFORE INSERT ON changes FOR EACH ROW", "INSERT INTO CHANGES"),
        place("BEFORE INSERT ON reason_totals FOR EACH ROW", "INSERT INTO REASON_TOTALS"),
        place("BEFORE INSERT ON ended_spells FOR EACH ROW", "INSERT INTO ENDED_SPELLS"),
        place("BEFORE UPDATE ON work_reasons FOR EACH ROW", "UPDATE WORK_REASONS"),
        place("AFTER INSERT ON settled_books DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "COMMIT"),
    ]
}

/// Kills whoever settles while it is held at a place; true where it took effect all the same.
fn struck(
    kit: &Kit,
    place: &Place,
    (before, after): (&str, &str),
    tally: &mut Tally,
) -> Outcome<bool> {
    let database = due(kit)?;
    let barrier = Barrier::at(&database, place)?;
    let mut settling = settle(kit.directory(), &database.url())?;
    let held = barrier.wait(&kit.postgres, &database, &mut settling);
    held.map_err(|error| format!("{}: {error}", place.when))?;
    settling.kill()?;
    barrier.open()?;
    database.wait_for_end_of("api settle")?;
    let found = settled(&database)?;
    let took_effect = found == after;
    tally.must(found == before || took_effect, || format!("{}: neither", place.when));
    settle_whole(kit, &database)?;
    let is_right = settled(&database)? == after;
    tally.must(is_right, || format!("{}: settled otherwise", place.when));
    tally.tried();
    Ok(took_effect)
}

fn at_once(kit: &Kit, after: &str, tally: &mut Tally) -> Outcome<()> {
    let database = due(kit)?;
    let mut both =
        [settle(kit.directory(), &database.url())?, settle(kit.directory(), &database.url())?];
    for settling in &mut both {
        tally.same("the exit code", &settling.ended()?.code(), &Some(0));
    }
    tally.must(settled(&database)? == after, || "two at once: settled otherwise".to_owned());
    tally.tried();
    Ok(())
}
