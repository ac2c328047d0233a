//! The clock is wrong, or jumps. Nothing but the age of the book and the end of a key reads it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::client::Client;
use crate::database::Database;
use crate::kit::{Kit, LIST};
use crate::program::{Api, program};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;

/// Where Debian's package puts the library that shifts the clock.
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];
const NO_LIBRARY: &str = "needs the Debian package `libfaketime`";

/// The server, under a clock of its own. PostgreSQL goes by the right one.
fn command(shift: &[(&str, &str)]) -> Outcome<Option<Command>> {
    let Some(library) = LIBRARIES.iter().find(|library| Path::new(library).exists()) else {
        return Ok(None);
    };
    let mut command = program("api")?;
    command.env("LD_PRELOAD", library).envs(shift.iter().copied());
    // The monotonic clock is left alone, as it is where an administrator sets the time.
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    Ok(Some(command))
}

/// What no clock may change.
fn questions(kit: &Kit) -> [String; 5] {
    [
        LIST.to_owned(),
        "/api/agents".to_owned(),
        "/api/opportunities/stats".to_owned(),
        kit.client.clone(),
        format!("{}/opportunities", kit.client),
    ]
}

pub(crate) fn moved(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let right = kit.serve(&database, &[])?;
    let mut ages = Vec::new();
    for shift in ["-20y", "-1d", "+1d", "+20y"] {
        let Some(mut command) = command(&[("FAKETIME", shift)])? else {
            return Ok(Tally::left_out(NO_LIBRARY));
        };
        let wrong = Api::listen_by(&mut command, kit.directory(), &database.url(), &[])?;
        wrong.wait_for_status("/health/ready", 200)?;
        for question in questions(kit) {
            let (is, should) = (wrong.get(&question)?, right.get(&question)?);
            let is_same = is.body == should.body && is.header("etag") == should.header("etag");
            tally.must(is_same, || format!("{shift}: {question} is answered otherwise"));
        }
        ages.push(wrong.get("/health")?.json()?["age_days"].clone());
        tally.tried();
    }
    let is_moved = ages.windows(2).all(|pair| pair[0].as_i64() < pair[1].as_i64());
    tally.must(is_moved, || format!("the clock was not moved: {ages:?}"));
    expired_key(kit, &mut tally)?;
    tally.note("by a day and by 20 years, both ways: the same bytes and tags; a key's end is seen");
    Ok(tally)
}

/// A key that is good today, on a server that thinks it is years later.
fn expired_key(kit: &Kit, tally: &mut Tally) -> Outcome<()> {
    let database = kit.database()?;
    let key = key_until(kit, &database)?;
    for (shift, status) in [("+0", 200), ("+20y", 401)] {
        let spool = format!("--audit-spool=spool{shift}");
        let Some(mut command) = command(&[("FAKETIME", shift)])? else { return Ok(()) };
        let flags = ["--sign-in=required", &spool];
        let api = Api::listen_by(&mut command, kit.directory(), &database.url(), &flags)?;
        api.wait_for_status("/health/ready", 200)?;
        let headers = format!("Authorization: Bearer {key}\r\n");
        let ask = || Client::connect(api.address)?.get(LIST, &headers);
        // The server reads keys a moment after its start, and refuses them until then.
        let found = until_so("a key", || Ok(ask()?.status == status));
        tally.must(found.is_ok(), || format!("{shift}: a key is not answered {status}"));
        tally.tried();
    }
    Ok(())
}

fn key_until(kit: &Kit, database: &Database) -> Outcome<String> {
    let mut command = program("api")?;
    command.env("DATABASE_URL", database.url()).current_dir(kit.directory());
    command.args(["keys", "create", "--role", "admin", "--name", "faults", "--expires"]);
    #[expect(clippy::disallowed_methods, reason = "a key has to be good for longer than the run")]
    let in_five_years = chrono::Utc::now().date_naive() + chrono::Months::new(60);
    command.arg(in_five_years.to_string()).stdout(std::process::Stdio::piped());
    Ok(String::from_utf8(command.output()?.stdout)?.trim().to_owned())
}

/// The clock jumps under a server that runs.
pub(crate) fn moved_while_it_runs(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let (file, draft) = (kit.directory().join("clock"), kit.directory().join("clock.new"));
    let set = |shift: &str| -> Outcome<()> {
        fs::write(&draft, format!("{shift}\n"))?;
        // Renamed into place, for the library reads the file all the time and must not see half of it.
        Ok(fs::rename(&draft, &file)?)
    };
    set("+0")?;
    let path = file.to_string_lossy().into_owned();
    let Some(mut command) =
        command(&[("FAKETIME_TIMESTAMP_FILE", &path), ("FAKETIME_NO_CACHE", "1")])?
    else {
        return Ok(Tally::left_out(NO_LIBRARY));
    };
    let flags = ["--refresh-millis=50"];
    let api = Api::listen_by(&mut command, kit.directory(), &database.url(), &flags)?;
    api.wait_for_status("/health/ready", 200)?;
    let age = || -> Outcome<Option<i64>> { Ok(api.get("/health")?.json()?["age_days"].as_i64()) };
    let at_first = age()?;
    for shift in ["+3650d", "-3650d", "+1d", "+0"] {
        set(shift)?;
        if shift != "+0" {
            until_so("the moved clock", || Ok(age()? != at_first))?;
        }
        for (question, status) in questions(kit).iter().zip([200; 5]) {
            tally.same(&format!("{shift}: {question}"), &api.get(question)?.status, &status);
        }
        tally.must(api.get(LIST)?.body == kit.before.list, || format!("{shift}: another list"));
        tally.tried();
    }
    set("-3650d")?;
    kit.import_second(&database)?;
    api.wait_for_list(LIST, &kit.after.list)?;
    tally.note("ten years on, ten back: the same lists, and the next import is served");
    Ok(tally)
}
