//! The server killed with SIGKILL while it takes an export over HTTP.

use crate::barrier::{Barrier, Place};
use crate::client::{Client, upload};
use crate::database::Database;
use crate::importer_killed::{commit_places, copy_at, merge_places};
use crate::kit::{Kit, LIST};
use crate::program::Api;
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;

pub(crate) fn killed(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for share in [0, 1, 2, 3] {
        half_sent(kit, &mut tally, share)?;
    }
    let ids = &kit.exports.second.ids;
    let merging = merge_places(kit).into_iter().step_by(3);
    let places = [copy_at(&ids[ids.len() / 2])].into_iter().chain(merging).chain(commit_places());
    for place in places {
        held(kit, &mut tally, &place)?;
    }
    tally.note("half-sent, and held in COPY, merge and commit");
    Ok(tally)
}

/// Killed when so many quarters of the body have come.
fn half_sent(kit: &Kit, tally: &mut Tally, share: usize) -> Outcome<()> {
    let database = kit.database()?;
    let raw = database.digest()?;
    let mut api = kit.serve(&database, &[])?;
    let export = kit.exports.second.bytes()?;
    let mut client = begin(kit, &api, export.len())?;
    client.send(&export[..export.len() * share / 4])?;
    until_so("a body that is kept", || api.keeps_a_body())?;
    api.process.kill()?;
    judge(kit, &database, &raw, tally, &format!("{share} quarters sent"))
}

/// Killed when the whole body has come, and the import is held at a place.
fn held(kit: &Kit, tally: &mut Tally, place: &Place) -> Outcome<()> {
    let database = kit.database()?;
    let raw = database.digest()?;
    let mut api = kit.serve(&database, &[])?;
    let barrier = Barrier::at(&database, place)?;
    let export = kit.exports.second.bytes()?;
    let mut client = begin(kit, &api, export.len())?;
    let sender = std::thread::spawn(move || client.send(&export).map(|()| client));
    barrier.wait(&kit.postgres, &database, &mut api.process)?;
    api.process.kill()?;
    barrier.open()?;
    // Its end is a connection that broke, whatever had been sent by then.
    drop(sender.join().map_err(|_| "the sender panicked")?);
    judge(kit, &database, &raw, tally, &place.when)
}

fn begin(kit: &Kit, api: &Api, length: usize) -> Outcome<Client> {
    let mut client = Client::connect(api.address)?;
    let length = format!("Content-Length: {length}");
    client.send(upload(kit.exports.second.as_of, &length).as_bytes())?;
    Ok(client)
}

/// The next server serves the old book or the new one, and takes the export.
fn judge(kit: &Kit, database: &Database, raw: &str, tally: &mut Tally, at: &str) -> Outcome<()> {
    database.wait_for_end_of("api")?;
    let is_untouched = database.digest()? == raw;
    let took_effect = database.book()? == kit.after.book;
    tally.must(is_untouched || took_effect, || format!("{at}: a book that is neither"));
    let api = kit.serve(database, &[])?;
    let served = api.get(LIST)?;
    let right = if took_effect { &kit.after.list } else { &kit.before.list };
    tally.must(served.body == *right, || format!("{at}: another list than the book's"));
    let again = api.post(kit.exports.second.as_of, &kit.exports.second.bytes()?)?;
    let status = if took_effect { 200 } else { 201 };
    tally.must(again.status == status, || format!("{at}: sent again: {}", again.text()));
    api.wait_for_list(LIST, &kit.after.list)?;
    tally.must(database.book()? == kit.after.book, || format!("{at}: another book in the end"));
    tally.tried();
    Ok(())
}
