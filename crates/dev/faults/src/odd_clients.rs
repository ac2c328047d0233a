//! Clients that ask slowly, read slowly, go away, or never end what they send.

use std::io::Read;
use std::net::Shutdown;

use crate::client::{Client, piece, upload};
use crate::database::Database;
use crate::kit::{Kit, LIST};
use crate::program::{Api, write_all};
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::{until, until_so};
use crate::watch::Watch;

/// An answer of some hundred kilobytes.
const LONG_LIST: &str = "/api/opportunities?limit=1000";

/// Waits until the server has let go of whoever it had, so far as it had more than before.
fn wait_until_gone(api: &Api, before: usize) -> Outcome<()> {
    until_so("the end of connections", || Ok(api.open_files()? <= before))
}

/// What the server has open when nothing is asked of it: the trail has its connection by then, which is
/// none of those that have to go.
fn open_at_rest(api: &Api, database: &Database) -> Outcome<usize> {
    until_so("the trail's connection", || database.is_connected("api audit"))?;
    api.open_files()
}

/// Heads that come byte by byte: the server gives them up after its patience of ten seconds.
pub(crate) fn slow_to_ask(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &[])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    let before = open_at_rest(&api, &database)?;
    let mut slow: Vec<Client> =
        (0..200).map(|_| Client::connect(api.address)).collect::<Outcome<_>>()?;
    let head = format!("GET {LIST} HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    for byte in head.bytes() {
        for client in &mut slow {
            client.send(&[byte])?;
        }
    }
    watch.look_on()?;
    // Each look sends one byte more and never the last one, so that only the server can end this.
    until_so("slow clients given up", || {
        slow.retain_mut(|client| client.send(b"x").is_ok());
        Ok(slow.is_empty())
    })?;
    wait_until_gone(&api, before)?;
    (0..200).for_each(|_| tally.tried());
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("200 at once, byte by byte; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// Clients that ask for much and read nothing: given up when they have taken nothing for a while.
pub(crate) fn slow_to_read(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--idle-seconds=2"])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    let before = open_at_rest(&api, &database)?;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut client = Client::connect(api.address)?;
        let request = format!("GET {LONG_LIST} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // More than all buffers between here and there hold.
        client.send(request.repeat(100).as_bytes())?;
        slow.push(client);
    }
    watch.look_on()?;
    let most = api.memory_megabytes()?;
    wait_until_gone(&api, before)?;
    slow.iter().for_each(|_| tally.tried());
    tally.must(most < 1_000, || format!("{most} MB held for those who do not read"));
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("50 at once; {most} MB at most; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// Clients that hang up in the middle of their answer.
pub(crate) fn gone_in_answer(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--pool-size=1"])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    // The pool opens its one connection, which stays open: it is none of those that have to go.
    api.wait_for_status(&kit.client, 200)?;
    let before = open_at_rest(&api, &database)?;
    for nth in 0..300 {
        let mut client = Client::connect(api.address)?;
        let path = if nth % 3 == 0 { &kit.client } else { LONG_LIST };
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.send(request.repeat(3).as_bytes())?;
        let mut start = [0];
        client.stream().read_exact(&mut start)?;
        tally.tried();
    }
    wait_until_gone(&api, before)?;
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("after one byte of it; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// Clients that hang up, or fall silent, in the middle of an export.
pub(crate) fn gone_in_upload(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let raw = database.digest()?;
    let api = kit.serve(&database, &["--import-stall-seconds=1"])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    let before = open_at_rest(&api, &database)?;
    let export = kit.exports.second.bytes()?;
    for nth in 0..12 {
        let mut client = Client::connect(api.address)?;
        let is_chunked = nth % 2 == 0;
        let length = format!("Content-Length: {}", export.len());
        let framing = if is_chunked { "Transfer-Encoding: chunked" } else { &length };
        client.send(upload(kit.exports.second.as_of, framing).as_bytes())?;
        let part = &export[..export.len() * nth / 12];
        let sent = if is_chunked && !part.is_empty() { piece(part) } else { part.to_vec() };
        client.send(&sent)?;
        until_so("an upload under way", || api.keeps_a_body())?;
        if nth % 3 == 0 {
            // This client sends no more and keeps its connection open, which the server has to end.
            let answer = client.answer()?;
            tally.same("a body that stops", &answer.status, &408);
        } else {
            client.stream().shutdown(Shutdown::Both)?;
        }
        drop(client);
        until_so("the end of what was kept", || Ok(!api.keeps_a_body()?))?;
        tally.must(database.digest()? == raw, || format!("{nth} twelfths changed the book"));
        tally.tried();
    }
    wait_until_gone(&api, before)?;
    let whole = api.post(kit.exports.second.as_of, &export)?;
    tally.same("the whole export after that", &whole.status, &201);
    api.wait_for_list(LIST, &kit.after.list)?;
    tally.must(database.book()? == kit.after.book, || "another book in the end".to_owned());
    watch.end(&mut tally, &[&kit.before.list, &kit.after.list])?;
    tally.note("hung up, and silent; nothing of it is imported, and the next one goes in");
    Ok(tally)
}

/// A body that never ends, to a route that takes none.
pub(crate) fn endless_to_list(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let api = kit.serve(&database, &["--request-seconds=2"])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    let before = open_at_rest(&api, &database)?;
    for (method, size) in [("GET", 16_384), ("POST", 16_384), ("GET", 1), ("POST", 1)] {
        let mut client = Client::connect(api.address)?;
        let head = "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        client.send(format!("{method} {LIST} HTTP/1.1\r\n{head}").as_bytes())?;
        let status = send_without_end(client, &vec![b'x'; size])?;
        let is_refused = matches!(status, Some(408 | 413) | None);
        tally.must(is_refused, || format!("{method} by {size} bytes: {status:?}"));
        tally.tried();
    }
    wait_until_gone(&api, before)?;
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("quickly and by the byte: refused; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// An export that never ends: refused when it is too long.
pub(crate) fn endless_to_imports(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let database = kit.database()?;
    let raw = database.digest()?;
    let api = kit.serve(&database, &["--import-megabytes=2"])?;
    let watch = Watch::start(api.address, LIST);
    watch.look_on()?;
    let before = open_at_rest(&api, &database)?;
    let (space, bad) = ([b' '; 8_192], b"{\"sip_meta_id\":\"1\"}\n".repeat(400));
    let record = kit.exports.second.bytes()?;
    let record = &record[..record.len().min(1_500_000)];
    for body in [&space[..], &bad, &b"[".repeat(8_192), record] {
        let mut client = Client::connect(api.address)?;
        let chunked = upload(kit.exports.second.as_of, "Transfer-Encoding: chunked");
        client.send(chunked.as_bytes())?;
        let start = String::from_utf8_lossy(&body[..body.len().min(8)]).into_owned();
        let status = send_without_end(client, body)
            .map_err(|error| format!("pieces that begin with {start:?}: {error}"))?;
        let is_refused = matches!(status, Some(413 | 422) | None);
        tally.must(is_refused, || format!("an endless export is answered {status:?}"));
        database.wait_for_end_of("api import")?;
        tally.must(database.digest()? == raw, || "it changed the book".to_owned());
        tally.tried();
    }
    wait_until_gone(&api, before)?;
    let asked = watch.end(&mut tally, &[&kit.before.list])?;
    tally.note(format!("413 or 422, nothing imported; {asked} lists answered meanwhile"));
    Ok(tally)
}

/// Sends pieces until the server takes no more, and gives the status that it answered; none where
/// it hung up without a word.
fn send_without_end(mut client: Client, body: &[u8]) -> Outcome<Option<u16>> {
    let piece = piece(body);
    let mut out = client.stream().try_clone()?;
    out.set_nonblocking(true)?;
    until("the end of patience with an endless body", || {
        let mut peeked = [0];
        if client.stream().peek(&mut peeked).is_ok() {
            return Ok(Some(()));
        }
        for _ in 0..20 {
            match write_some(&mut out, &piece) {
                Sent::All => {}
                Sent::Some => break,
                Sent::HungUp => return Ok(Some(())),
            }
        }
        Ok(None)
    })?;
    client.stream().set_nonblocking(false)?;
    Ok(client.answer().ok().map(|answer| answer.status))
}

enum Sent {
    All,
    Some,
    HungUp,
}

/// A piece, the rest of it waited for where only some of it was taken.
fn write_some(out: &mut std::net::TcpStream, piece: &[u8]) -> Sent {
    use std::io::{ErrorKind, Write as _};
    match out.write(piece) {
        Ok(taken) if taken == piece.len() => Sent::All,
        Ok(taken) => {
            let rest = out.set_nonblocking(false).is_ok() && write_all(out, &piece[taken..]);
            if rest && out.set_nonblocking(true).is_ok() { Sent::All } else { Sent::HungUp }
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => Sent::Some,
        Err(_) => Sent::HungUp,
    }
}
