//! Reads the keys from the database every second, so that a revoked one stops working within seconds
//! and none is looked up while somebody waits.

use std::time::Duration;

use http_edge::Repeating;
use store_pg::{PgConnection, StoreError};

use crate::api_key::ApiKeySecret;
use crate::key_ring::KeyRing;
use crate::role::Role;
use crate::visible_agents::VisibleAgents;

/// How soon a key that was made or revoked is known.
const PACE: Duration = Duration::from_secs(1);

/// Reads the keys every second until the result is dropped. `first` is stored where the database has
/// never held any key.
pub(crate) fn start(ring: KeyRing, database_url: String, first: Option<String>) -> Repeating {
    let mut refresher =
        KeyRefresher { ring, database_url, first, connection: None, was_away: false };
    Repeating::every(PACE, move || refresher.refresh())
}

struct KeyRefresher {
    ring: KeyRing,
    database_url: String,
    first: Option<String>,
    connection: Option<PgConnection>,
    was_away: bool,
}

impl KeyRefresher {
    fn refresh(&mut self) {
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
            store_first(connection, first)?;
            self.first = None;
        }
        self.ring.replace(&store_pg::api_keys(connection)?);
        Ok(())
    }
}

fn store_first(connection: &mut PgConnection, text: &str) -> Result<(), StoreError> {
    let key = ApiKeySecret::presented(text);
    let name = "the first administrator".to_owned();
    let record = key.record(name, Role::Admin, VisibleAgents::All, None, false);
    if store_pg::create_first_api_key(connection, &record)? {
        tracing::info!(key_id = key.id(), "the first administrator's key was kept");
    } else {
        tracing::debug!("there have been keys before: FIRST_ADMIN_KEY changes nothing");
    }
    Ok(())
}
