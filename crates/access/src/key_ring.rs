//! The API keys that work at the moment.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use http_edge::Problem;
use sha2::{Digest, Sha256};
use store_pg::ApiKey;
use subtle::ConstantTimeEq as _;

use crate::api_key::ID_BYTES;
use crate::caller::Caller;
use crate::role::Role;
use crate::visible_agents::VisibleAgents;

/// A key that works, and whose it is.
#[derive(Debug)]
struct KnownKey {
    sha256: [u8; 32],
    expires_at: Option<DateTime<Utc>>,
    caller: Arc<Caller>,
}

/// The keys that work, by the beginnings of their digests.
#[derive(Debug, Default)]
struct Ring(HashMap<[u8; ID_BYTES], KnownKey>);

/// The keys that work, as they were last read from the database. While it is away the last ones
/// known go on working.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    current: Arc<ArcSwapOption<Ring>>,
}

impl KeyRing {
    /// Takes over what the database holds now.
    pub(crate) fn replace(&self, keys: &[ApiKey]) {
        let working = keys.iter().filter(|key| key.revoked_at.is_none()).filter_map(|key| {
            let sha256: [u8; 32] = key.key_sha256.as_slice().try_into().ok()?;
            let caller = Arc::new(holder(key)?);
            Some((beginning(&sha256), KnownKey { sha256, expires_at: key.expires_at, caller }))
        });
        self.current.store(Some(Arc::new(Ring(working.collect()))));
    }

    /// Whoever holds a key.
    pub(crate) fn recognise(
        &self,
        presented: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Caller>, Problem> {
        let ring = self.current.load();
        let ring = ring.as_ref().ok_or(Problem::Unavailable(
            "The keys have not been read from the database as yet. Try again in a moment.",
        ))?;
        let sha256: [u8; 32] = Sha256::digest(presented).into();
        let known = ring.0.get(&beginning(&sha256));
        // The look-up tells what begins alike; whether all of it is alike takes the same time
        // wherever the first difference lies.
        let known = known.filter(|known| known.sha256.ct_eq(&sha256).into());
        match known {
            Some(known) if known.expires_at.is_none_or(|end| now < end) => Ok(known.caller.clone()),
            Some(_) => Err(Problem::Unauthorized("This key has expired.")),
            None => Err(Problem::Unauthorized("No such key works here, or no longer.")),
        }
    }
}

fn beginning(sha256: &[u8; 32]) -> [u8; ID_BYTES] {
    let mut beginning = [0; ID_BYTES];
    beginning.copy_from_slice(&sha256[..ID_BYTES]);
    beginning
}

/// Whoever holds a key. A key whose role and agents do not go together lets nobody in.
fn holder(key: &ApiKey) -> Option<Caller> {
    let role = Role::named(&key.role)?;
    let visible = match &key.agents {
        Some(agents) => VisibleAgents::Only(agents.iter().cloned().collect()),
        None if role == Role::Agent => return None,
        None => VisibleAgents::All,
    };
    let id = format!("key:{}", key.key_id);
    Some(Caller { id, role, visible, may_write: key.may_write })
}
