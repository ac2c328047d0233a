//! Two importers, and two servers, on one database.

use crate::barrier::Barrier;
use crate::importer_killed::{commit_places, merge_places};
use crate::kit::{Kit, LIST};
use crate::program::{import, import_whole};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;
use crate::watch::Watch;

pub(crate) fn two_importers(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let both = both_in_turn(kit)?;
    for is_killed in [false, true, false, true] {
        one_waits(kit, &mut tally, &both, is_killed)?;
    }
    for _ in 0..6 {
        let database = kit.database()?;
        let url = database.url();
        let mut second = import(kit.directory(), &url, &kit.exports.second)?;
        let mut third = import(kit.directory(), &url, &kit.exports.third)?;
        let ended = [second.ended()?.code(), third.ended()?.code()];
        tally.same("exit codes", &ended, &[Some(0), Some(0)]);
        tally.must(database.book()? == both, || "another book than one after the other".to_owned());
        tally.tried();
    }
    tally.note("at once, and one held while the other waits; in half of these the first is killed");
    Ok(tally)
}

/// The book where nobody is in anybody's way.
fn both_in_turn(kit: &Kit) -> Outcome<String> {
    let database = kit.database()?;
    kit.import_second(&database)?;
    import_whole(kit.directory(), &database.url(), &kit.exports.third)?;
    database.book()
}

/// The first importer is held in its merge, and the other one waits for it.
fn one_waits(kit: &Kit, tally: &mut Tally, both: &str, is_killed: bool) -> Outcome<()> {
    let database = kit.database()?;
    let place = merge_places(kit).remove(4);
    let barrier = Barrier::at(&database, &place)?;
    let mut first = import(kit.directory(), &database.url(), &kit.exports.second)?;
    barrier.wait(&kit.postgres, &database, &mut first)?;
    let mut other = import(kit.directory(), &database.url(), &kit.exports.third)?;
    let waits = other.wait_for_line("waiting for another import")?;
    let names_it = waits.contains(&format!("importer {}", first.id()));
    tally.must(names_it, || format!("it waits for somebody else: {waits}"));
    if is_killed {
        first.kill()?;
    }
    barrier.open()?;
    tally.same("the other's exit code", &other.ended()?.code(), &Some(0));
    if is_killed {
        // What was killed is sent again, late: the order of imports does not matter.
        database.wait_for_end_of("importer")?;
        let imports = database.rows("SELECT count(*) FROM imports")?;
        tally.same("imports in the log", &imports, &vec!["2".to_owned()]);
        kit.import_second(&database)?;
    } else {
        tally.same("the first one's exit code", &first.ended()?.code(), &Some(0));
    }
    tally.must(database.book()? == both, || "another book than one after the other".to_owned());
    tally.tried();
    Ok(())
}

pub(crate) fn two_servers(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for _ in 0..3 {
        let database = kit.database()?;
        let quick = kit.serve(&database, &["--refresh-millis=20"])?;
        // This one looks for a new book once a day, and so serves its first one all the while.
        let slow = kit.serve(&database, &["--refresh-millis=86400000"])?;
        let other = kit.serve(&database, &["--refresh-millis=20"])?;
        let watches = [&quick, &slow, &other].map(|api| Watch::start(api.address, LIST));

        let first = quick.get(LIST)?;
        let at_other = slow.get(LIST)?;
        tally.same("tags", &first.header("etag"), &at_other.header("etag"));
        let next = first.next().ok_or("a list without a next page")?;
        let (page, same_page) = (quick.get(next)?, slow.get(next)?);
        tally.same("the next page elsewhere", &same_page.body, &page.body);
        tally.same("its status", &page.status, &200);

        kit.import_second(&database)?;
        quick.wait_for_list(LIST, &kit.after.list)?;
        other.wait_for_list(LIST, &kit.after.list)?;
        let newer = quick.get(LIST)?;
        let newer = newer.next().ok_or("a list without a next page")?;
        tally.same("a newer page elsewhere", &other.get(newer)?.status, &200);
        let too_new = slow.get(newer)?;
        tally.must(too_new.is_not_now(), || format!("a newer cursor: {}", too_new.text()));
        tally.same("an older cursor", &quick.get(next)?.status, &410);
        tally.same("the older list", &slow.get(LIST)?.body, &kit.before.list);
        for watch in watches {
            watch.end(&mut tally, &[&kit.before.list, &kit.after.list])?;
        }
        both_take(kit, &mut tally)?;
        tally.tried();
    }
    tally
        .note("one that lags answers 503 to a newer cursor; of two uploads at once one is refused");
    Ok(tally)
}

/// An upload at each of two servers: one goes in, and the other is told who is at it.
fn both_take(kit: &Kit, tally: &mut Tally) -> Outcome<()> {
    let database = kit.database()?;
    let mut one = kit.serve(&database, &["--refresh-millis=20"])?;
    let two = kit.serve(&database, &["--refresh-millis=20"])?;
    let [row, ..] = commit_places();
    let barrier = Barrier::at(&database, &row)?;
    let export = kit.exports.second.bytes()?;
    let (address, as_of) = (one.address, kit.exports.second.as_of);
    let sender = std::thread::spawn(move || -> Outcome<u16> {
        let mut client = crate::client::Client::connect(address)?;
        let length = format!("Content-Length: {}", export.len());
        client.send(crate::client::upload(as_of, &length).as_bytes())?;
        client.send(&export)?;
        Ok(client.answer()?.status)
    });
    barrier.wait(&kit.postgres, &database, &mut one.process)?;
    let refused = two.post(as_of, b"[]")?;
    tally.must(refused.status == 409, || format!("a second upload: {}", refused.text()));
    barrier.open()?;
    let first = sender.join().map_err(|_| "a sender panicked")??;
    tally.same("the first upload", &first, &201);
    for api in [&one, &two] {
        until_so("the new book", || Ok(api.get(LIST)?.body == kit.after.list))?;
    }
    Ok(())
}
