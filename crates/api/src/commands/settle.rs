//! `api settle`: compares the newest book with the reasons before it, as a server does when it first
//! holds it. Between two imports with no server, it keeps the first one from being skipped.

use calls::{RULES_VERSION, RunningSpells};
use store_pg::{Settled, StoreError};

use super::output::say;

/// Settles the newest book, unless that is done.
pub(crate) fn run(database_url: &str) -> Result<(), String> {
    let done = settle(database_url).map_err(|error| error.to_string())?;
    say(&match done {
        Settled::Now { touched, changes } => {
            format!(
                "the book is settled: {touched} reasons began, changed or ended; {changes} changes told"
            )
        }
        Settled::Before => "the book was settled before".to_owned(),
        Settled::Elsewhere => "another program is settling the book".to_owned(),
        Settled::Outdated => "a newer book has come meanwhile: settle that".to_owned(),
    });
    Ok(())
}

fn settle(database_url: &str) -> Result<Settled, StoreError> {
    let mut connection = store_pg::connect(database_url, "api settle")?;
    store_pg::migrate(&mut connection)?;
    let (version, book) = store_pg::load_book(&mut connection)?;
    let mut spells = RunningSpells::default();
    store_pg::settle_book(&mut connection, &mut spells, &version, &book, RULES_VERSION)
}
