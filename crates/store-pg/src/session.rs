//! What a connection has to be: a session of its own, in a database that takes every text.
//!
//! A pooler in transaction mode lends a server's process for one transaction at a time. Prepared
//! statements, locks of the session and settings are then lost, or meet others', and what comes of it
//! depends on who else is there.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::error::StoreError;

/// What tells one server process from all others, on other servers and at other times too.
const WHO: &str = "
    SELECT concat(a.pid, ' ', a.backend_start) AS process,
           current_setting('server_encoding') AS encoding
      FROM pg_stat_get_activity(pg_backend_pid()) a";

#[derive(QueryableByName)]
struct Who {
    #[diesel(sql_type = Text)]
    process: String,
    #[diesel(sql_type = Text)]
    encoding: String,
}

/// In a transaction, within which a pooler changes nothing.
fn who(connection: &mut PgConnection) -> QueryResult<Who> {
    connection.transaction(|connection| diesel::sql_query(WHO).get_result(connection))
}

/// Refuses a database that cannot be used as it is.
pub(crate) fn check(connection: &mut PgConnection, url: &str) -> Result<(), StoreError> {
    let Who { process: first, encoding } = who(connection)?;
    if encoding != "UTF8" {
        return Err(StoreError::Unsuitable(format!(
            "the database's encoding is {encoding}, in which not every name can be kept. Make one that \
             is UTF8, by CREATE DATABASE name TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C', and give \
             its address"
        )));
    }
    // Each is asked twice, and not in turn: whichever process a pool lends next, one of the two is lent
    // the other's, or another one than before. A session of its own is always the same one.
    let Some([second, second_again]) = of_another(url) else { return Ok(()) };
    let first_again = who(connection)?.process;
    if first == second || second != second_again || first != first_again {
        return Err(StoreError::Unsuitable(
            "between here and the database is a pooler in transaction mode, in which no session lasts. \
             Give the address of PostgreSQL itself, or of a pool in session mode"
                .to_owned(),
        ));
    }
    Ok(())
}

/// How long another connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The processes that another connection is lent, one after the other. None where there is no other: a
/// server, or a pool in session mode, that lets nobody else in is no reason to refuse it.
fn of_another(url: &str) -> Option<[String; 2]> {
    let (sender, receiver) = channel();
    let url = url.to_owned();
    let ask = move || {
        let mut other = PgConnection::establish(&url).ok()?;
        let processes = [who(&mut other).ok()?.process, who(&mut other).ok()?.process];
        // Whoever asked may have gone on without.
        sender.send(processes).ok()
    };
    thread::Builder::new().name("second session".to_owned()).spawn(ask).ok()?;
    receiver.recv_timeout(PATIENCE).ok()
}
