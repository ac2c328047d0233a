//! Who clients are, for answers that do not wait for the database.

use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::rt::time::timeout;
use http_edge::ETag;
use store_pg::clients::{Contact, contacts};
use store_pg::{PgConnection, StoreError};

use crate::app_state::AppState;

/// A database that takes longer for a few rows is as good as away: calls do not wait for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the database says, unless it is known to be away, or takes long.
pub(super) async fn ask_if_there<T: Send + 'static>(
    state: &AppState,
    name: &'static str,
    work: impl FnOnce(&mut PgConnection) -> Result<T, StoreError> + Send + 'static,
) -> Option<T> {
    if state.reach.is_away() {
        state.reach.try_again(&state.pool);
        return None;
    }
    timeout(PATIENCE, state.ask(name, work)).await.ok()?.ok()
}

/// Says, where it is there, that the directory could not be asked.
const X_DIRECTORY: HeaderName = HeaderName::from_static("x-directory");

/// Who some clients are, as far as the directory can be asked.
pub(super) struct Directory(Option<Vec<Contact>>);

impl Directory {
    pub(super) async fn of(state: &AppState, user_ids: Vec<String>) -> Self {
        if user_ids.is_empty() {
            return Self(Some(Vec::new()));
        }
        let read = ask_if_there(state, "contacts", move |connection| {
            let ids: Vec<&str> = user_ids.iter().map(String::as_str).collect();
            contacts(connection, &ids)
        });
        Self(read.await)
    }

    /// Contacts in the order of their ids.
    pub(super) fn holding(contacts: Vec<Contact>) -> Self {
        Self(Some(contacts))
    }

    pub(super) fn away() -> Self {
        Self(None)
    }

    pub(super) fn contact(&self, user_id: &str) -> Option<&Contact> {
        let contacts = self.0.as_ref()?;
        let found = contacts.binary_search_by(|contact| contact.user_id.as_str().cmp(user_id));
        found.ok().map(|place| &contacts[place])
    }

    /// An answer without names is another answer.
    pub(super) fn tell(&self, tag: ETag, headers: &mut HeaderMap) -> ETag {
        if self.0.is_some() {
            return tag;
        }
        headers.insert(X_DIRECTORY, HeaderValue::from_static("unavailable"));
        tag.with("no directory")
    }
}
