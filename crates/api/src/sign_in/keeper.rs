//! Keeps the keys as the database has them, so that a revoked one stops working within seconds and
//! none is looked up while somebody waits.

use std::time::Duration;

use store_pg::{PgConnection, StoreError};

use super::{Key, KeyRing, Role, Sees};
use crate::repeating::Repeating;

/// How soon a key that was made or revoked is known.
const PACE: Duration = Duration::from_secs(1);

/// Reads the keys every second until the result is dropped. The first one is kept where the
/// database has never held any.
pub(super) fn start(ring: KeyRing, database_url: String, first: Option<String>) -> Repeating {
    let mut keeper = Keeper { ring, database_url, first, connection: None, was_away: false };
    Repeating::every(PACE, move || keeper.look())
}

struct Keeper {
    ring: KeyRing,
    database_url: String,
    first: Option<String>,
    connection: Option<PgConnection>,
    was_away: bool,
}

impl Keeper {
    fn look(&mut self) {
        match self.read() {
            Ok(()) => self.was_away = false,
            Err(error) => {
                self.connection = None;
                if !std::mem::replace(&mut self.was_away, true) {
                    tracing::warn!(%error, "the keys cannot be read; those known go on working");
                }
            }
        }
    }

    fn read(&mut self) -> Result<(), StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            vacant => {
                let mut connection = store_pg::connect(&self.database_url, "api keys")?;
                store_pg::migrate(&mut connection)?;
                vacant.insert(connection)
            }
        };
        if let Some(first) = &self.first {
            keep_first(connection, first)?;
            self.first = None;
        }
        self.ring.replace(&store_pg::api_keys(connection)?);
        Ok(())
    }
}

fn keep_first(connection: &mut PgConnection, text: &str) -> Result<(), StoreError> {
    let key = Key::of(text);
    let name = "the first administrator".to_owned();
    let kept = key.kept(name, Role::Admin, Sees::Everyone, None);
    let kept = store_pg::create_first_api_key(connection, &kept)?;
    if kept {
        tracing::info!(key_id = key.id(), "the first administrator's key was kept");
    } else {
        tracing::debug!("there have been keys before: FIRST_ADMIN_KEY changes nothing");
    }
    Ok(())
}
