//! API keys: made here, shown once, known by their digests ever after.

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use sip_export::kolkata;
use store_pg::{ApiKey, NewApiKey};
use subtle::ConstantTimeEq as _;

use super::{Role, Sees, Who};
use crate::problem::Problem;

/// What every key made here begins with, so that one that leaks is recognised for what it is.
const PREFIX: &str = "sipk_";

/// So many digits of a digest name a key.
const ID_DIGITS: usize = 16;

/// A key, and what is kept of it.
pub(crate) struct Key {
    text: String,
    sha256: [u8; 32],
}

impl Debug for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

impl Key {
    /// A new one, of 256 random bits.
    pub(crate) fn fresh() -> Result<Self, String> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|fault| format!("no randomness to be had: {fault}"))?;
        Ok(Self::of(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret))))
    }

    /// One that somebody presents.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        let sha256 = Sha256::digest(&text).into();
        Self { text, sha256 }
    }

    /// What names it, and does not give it away.
    pub(crate) fn id(&self) -> String {
        let digits = self.sha256.iter().map(|byte| format!("{byte:02x}"));
        digits.take(ID_DIGITS / 2).collect()
    }

    /// What is kept of it.
    pub(crate) fn kept(
        &self,
        name: String,
        role: Role,
        sees: Sees,
        expires_at: Option<DateTime<Utc>>,
    ) -> NewApiKey {
        NewApiKey {
            key_id: self.id(),
            key_sha256: self.sha256.to_vec(),
            name,
            role: role.name().to_owned(),
            agents: match sees {
                Sees::Everyone => None,
                Sees::Agents(agents) => Some(agents.into_iter().collect()),
            },
            expires_at,
        }
    }

    /// The key itself, to be shown once.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A key that works, and whose it is.
#[derive(Debug)]
struct Known {
    sha256: [u8; 32],
    expires_at: Option<DateTime<Utc>>,
    who: Arc<Who>,
}

/// The keys that work at the moment, by the beginnings of their digests.
#[derive(Debug, Default)]
struct Ring(HashMap<[u8; ID_DIGITS / 2], Known>);

/// The keys that work, as they were last read from the database. While it is away the last ones
/// known go on working.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyRing {
    current: Arc<ArcSwapOption<Ring>>,
}

impl KeyRing {
    /// Takes over what the database holds now.
    pub(crate) fn replace(&self, keys: &[ApiKey]) {
        let working = keys.iter().filter(|key| key.revoked_at.is_none()).filter_map(|key| {
            let sha256: [u8; 32] = key.key_sha256.as_slice().try_into().ok()?;
            let who = Arc::new(holder(key)?);
            Some((beginning(&sha256), Known { sha256, expires_at: key.expires_at, who }))
        });
        self.current.store(Some(Arc::new(Ring(working.collect()))));
    }

    pub(super) fn recognise(
        &self,
        presented: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Who>, Problem> {
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
            Some(known) if known.expires_at.is_none_or(|end| now < end) => Ok(known.who.clone()),
            Some(_) => Err(Problem::Unauthorized("This key has expired.")),
            None => Err(Problem::Unauthorized("No such key works here, or no longer.")),
        }
    }
}

fn beginning(sha256: &[u8; 32]) -> [u8; ID_DIGITS / 2] {
    let mut beginning = [0; ID_DIGITS / 2];
    beginning.copy_from_slice(&sha256[..ID_DIGITS / 2]);
    beginning
}

/// Whoever holds a key. A key whose role and agents do not go together lets nobody in.
fn holder(key: &ApiKey) -> Option<Who> {
    let role = Role::named(&key.role)?;
    let sees = match &key.agents {
        Some(agents) => Sees::Agents(agents.iter().cloned().collect()),
        None if role == Role::Agent => return None,
        None => Sees::Everyone,
    };
    Some(Who { id: format!("key:{}", key.key_id), role, sees })
}

/// What a key is called.
pub(crate) fn key_name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    let is_fit = (1..=200).contains(&length) && !text.chars().any(char::is_control);
    is_fit.then(|| text.to_owned()).ok_or_else(|| "takes 1 to 200 characters".to_owned())
}

/// A key as programs read it.
pub(crate) fn key_json(key: &ApiKey, now: DateTime<Utc>) -> Json {
    json!({
        "key_id": key.key_id,
        "name": key.name,
        "role": key.role,
        "agents": key.agents,
        "state": state(key, now),
        "created_at": time_here(key.created_at),
        "expires_at": key.expires_at.map(time_here),
        "revoked_at": key.revoked_at.map(time_here),
    })
}

/// Whether a key works.
pub(crate) fn state(key: &ApiKey, now: DateTime<Utc>) -> &'static str {
    if key.revoked_at.is_some() {
        "revoked"
    } else if key.expires_at.is_some_and(|end| end <= now) {
        "expired"
    } else {
        "works"
    }
}

/// A moment as it is told, in Asia/Kolkata.
pub(crate) fn time_here(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&kolkata()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Whose clients a key sees, as a person reads it.
pub(crate) fn as_shown(agents: Option<&[String]>) -> String {
    agents.map_or_else(|| "all".to_owned(), |agents| agents.join(", "))
}
