//! PostgreSQL killed with SIGKILL, during an import and under requests, and restarted.

use crate::barrier::{Barrier, Place};
use crate::database::Database;
use crate::importer_killed::{
    commit_places, committed_unheard, copy_at, halfway, hear_again, merge_places,
};
use crate::kit::{Kit, LIST};
use crate::program::{Api, Process, import};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until;
use crate::watch::Watch;

/// Looks often, and does not wait long for a connection.
const QUICK: [&str; 2] = ["--refresh-millis=50", "--pool-patience-millis=300"];

pub(crate) fn killed_in_import(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let (ids, export) = (&kit.exports.second.ids, kit.exports.second.bytes()?);
    let mut asked = 0;
    for half in [export.len() / 2, export.len() - 1] {
        let database = kit.database()?;
        asked += struck(kit, &database, &mut tally, "reading", &|| {
            Ok((halfway(kit, &database, &export[..half])?, None))
        })?;
    }
    let merging = merge_places(kit).into_iter().step_by(4);
    let places = [copy_at(&ids[ids.len() / 2])].into_iter().chain(merging).chain(commit_places());
    for place in places {
        let database = kit.database()?;
        asked += struck(kit, &database, &mut tally, &place.when, &|| held(kit, &database, &place))?;
    }
    for _ in 0..2 {
        let database = kit.database()?;
        asked += struck(kit, &database, &mut tally, COMMITTED, &|| {
            Ok((committed_unheard(kit, &database)?, None))
        })?;
    }
    tally.note(format!("each phase, and one committed unheard; {asked} lists answered meanwhile"));
    Ok(tally)
}

const COMMITTED: &str = "committed, not told";

fn held(kit: &Kit, database: &Database, place: &Place) -> Outcome<(Process, Option<Barrier>)> {
    let barrier = Barrier::at(database, place)?;
    let mut importer = import(kit.directory(), &database.url(), &kit.exports.second)?;
    barrier.wait(&kit.postgres, database, &mut importer)?;
    Ok((importer, Some(barrier)))
}

/// Kills PostgreSQL while an import is at a known place. Says how many lists were answered.
fn struck(
    kit: &Kit,
    database: &Database,
    tally: &mut Tally,
    at: &str,
    begin: &dyn Fn() -> Outcome<(Process, Option<Barrier>)>,
) -> Outcome<u64> {
    let raw = database.digest()?;
    let api = kit.serve(database, &QUICK)?;
    let watch = Watch::start(api.address, LIST);
    let (mut importer, barrier) = begin()?;
    kit.postgres.kill()?;
    drop(barrier);
    let not_now = until("503", || Ok(Some(api.get(&kit.client)?).filter(|one| one.status != 200)))?;
    tally.must(not_now.is_not_now(), || format!("{at}: a client: {}", not_now.text()));
    importer.let_go();
    let ended = importer.ended()?;
    tally.same(&format!("{at}: the importer's exit code"), &ended.code(), &Some(1));
    kit.postgres.start_again()?;
    if at == COMMITTED {
        hear_again(kit)?;
    }
    let took_effect = database.book()? == kit.after.book;
    let is_untouched = database.digest()? == raw;
    tally.must(took_effect || is_untouched, || format!("{at}: a book that is neither"));
    tally.must(took_effect || at != COMMITTED, || "what was committed is gone".to_owned());
    back(kit, &api, tally, at)?;
    kit.import_second(database)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    tally.must(database.book()? == kit.after.book, || format!("{at}: another book in the end"));
    tally.tried();
    watch.end(tally, &[&kit.before.list, &kit.after.list])
}

/// What needs the database is answered again by itself.
fn back(kit: &Kit, api: &Api, tally: &mut Tally, at: &str) -> Outcome<()> {
    let back = until("a client again", || {
        let answer = api.get(&kit.client)?;
        let is_other = answer.status != 200 && !answer.is_not_now();
        tally.must(!is_other, || format!("{at}: a client: {}", answer.text()));
        Ok(Some(answer).filter(|answer| answer.status == 200))
    })?;
    tally.must(back.body.len() > 2, || format!("{at}: no record of a client"));
    Ok(())
}

pub(crate) fn killed_under_requests(kit: &Kit) -> Outcome<Tally> {
    under_requests(kit, "killed", &|| kit.postgres.kill())
}

pub(crate) fn restarted(kit: &Kit) -> Outcome<Tally> {
    under_requests(kit, "restarted", &|| kit.postgres.stop())
}

/// PostgreSQL goes and comes back, three times, while lists and clients are asked for.
fn under_requests(kit: &Kit, at: &str, end: &dyn Fn() -> Outcome<()>) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let raw = database.digest()?;
    let api = kit.serve(&database, &QUICK)?;
    let watch = Watch::start(api.address, LIST);
    for _ in 0..5 {
        tally.same("a client at first", &api.get(&kit.client)?.status, &200);
        end()?;
        for _ in 0..3 {
            let away = api.get(&kit.client)?;
            tally.must(away.is_not_now(), || format!("{at}: a client: {}", away.text()));
            let log = api.get("/api/imports")?;
            tally.must(log.is_not_now(), || format!("{at}: the log: {}", log.text()));
        }
        let sent = api.post(kit.exports.second.as_of, &kit.exports.second.bytes()?)?;
        tally.must(sent.is_not_now(), || format!("{at}: an upload: {}", sent.text()));
        watch.look_on()?;
        kit.postgres.start_again()?;
        back(kit, &api, &mut tally, at)?;
        tally.must(database.digest()? == raw, || format!("{at}: another book"));
        tally.tried();
    }
    kit.import_second(&database)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    let asked = watch.end(&mut tally, &[&kit.before.list, &kit.after.list])?;
    tally.note(format!("{asked} lists answered meanwhile; the next import is served"));
    Ok(tally)
}
