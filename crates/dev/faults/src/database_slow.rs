//! A database that does not answer for a while: locks that are held, and a pool that is used up.

use std::thread;

use crate::barrier::TableLock;
use crate::kit::{Kit, LIST};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;
use crate::watch::Watch;

/// Nobody reads a client's records while somebody else holds their table.
pub(crate) fn records_locked(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--request-seconds=1", "--pool-patience-millis=500"])?;
    let watch = Watch::start(api.address, LIST);
    for _ in 0..3 {
        let lock = TableLock::take(&database, "sip_records")?;
        // There are more of them than the pool has connections, so that some wait for one in vain.
        let answers = thread::scope(|scope| {
            let asking: Vec<_> = (0..12).map(|_| scope.spawn(|| api.get(&kit.client))).collect();
            asking.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
        });
        for answer in answers {
            let answer = answer.map_err(|_| "a client panicked")??;
            tally.must(answer.is_not_now(), || format!("a client: {}", answer.text()));
            tally.tried();
        }
        watch.look_on()?;
        lock.release()?;
        api.wait_for_status(&kit.client, 200)?;
    }
    kit.import_second(&database)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    let asked = watch.end(&mut tally, &[&kit.before.list, &kit.after.list])?;
    tally.note(format!("503 within the request's time; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// The server cannot even ask whether there is a newer book.
pub(crate) fn imports_locked(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--refresh-millis=20", "--request-seconds=1"])?;
    let watch = Watch::start(api.address, LIST);
    for _ in 0..3 {
        let lock = TableLock::take(&database, "imports")?;
        until_so("a refresh that waits", || Ok(TableLock::waiting(&database)? > 0))?;
        let answer = api.get(&kit.client)?;
        tally.must(answer.is_not_now(), || format!("a client: {}", answer.text()));
        watch.look_on()?;
        lock.release()?;
        api.wait_for_status(&kit.client, 200)?;
        tally.tried();
    }
    kit.import_second(&database)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    let asked = watch.end(&mut tally, &[&kit.before.list, &kit.after.list])?;
    tally.note(format!("{asked} lists answered meanwhile; the next import is served"));
    Ok(tally)
}

/// The pool has one connection, which a request holds on to while others ask.
pub(crate) fn pool_used_up(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--pool-size=1", "--pool-patience-millis=200"])?;
    let watch = Watch::start(api.address, LIST);
    tally.same("a client at first", &api.get(&kit.client)?.status, &200);
    for _ in 0..3 {
        let lock = TableLock::take(&database, "sip_records")?;
        let late = thread::scope(|scope| -> Outcome<_> {
            let first = scope.spawn(|| api.get(&kit.client));
            until_so("a request that waits", || Ok(TableLock::waiting(&database)? > 0))?;
            for _ in 0..5 {
                let answer = api.get(&kit.client)?;
                tally.must(answer.is_not_now(), || format!("a client: {}", answer.text()));
                tally.tried();
            }
            watch.look_on()?;
            lock.release()?;
            first.join().map_err(|_| "a client panicked")?
        })?;
        tally.same("whoever had the connection, late", &late.status, &200);
        tally.same("a client again", &api.get(&kit.client)?.status, &200);
    }
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("503 within the pool's patience; {asked} lists answered meanwhile"));
    Ok(tally)
}
