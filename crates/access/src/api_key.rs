//! API keys: made here, shown once, known by their digests ever after.

use std::fmt::{self, Debug, Display, Formatter};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use store_pg::{ApiKey, NewApiKey};

use crate::plain_text::steers_text;
use crate::role::Role;
use crate::visible_agents::VisibleAgents;

/// What every key made here begins with, so that one that leaks is recognised for what it is.
const PREFIX: &str = "sipk_";

/// So many bytes of a digest name a key, as hexadecimal digits.
pub(crate) const ID_BYTES: usize = 8;

/// A key as whoever holds it has it.
pub struct ApiKeySecret {
    text: String,
    sha256: [u8; 32],
}

impl Debug for ApiKeySecret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeySecret({})", self.id())
    }
}

impl ApiKeySecret {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// Where the system has no randomness to give.
    pub fn generate() -> Result<Self, String> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|fault| format!("no randomness to be had: {fault}"))?;
        Ok(Self::presented(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret))))
    }

    /// One that somebody presents.
    #[must_use]
    pub fn presented(text: impl Into<String>) -> Self {
        let text = text.into();
        let sha256 = Sha256::digest(&text).into();
        Self { text, sha256 }
    }

    /// What names it, and does not give it away.
    #[must_use]
    pub fn id(&self) -> String {
        self.sha256[..ID_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is stored of it.
    #[must_use]
    pub fn record(
        &self,
        name: String,
        role: Role,
        visible: VisibleAgents,
        expires_at: Option<DateTime<Utc>>,
        may_write: bool,
    ) -> NewApiKey {
        NewApiKey {
            key_id: self.id(),
            key_sha256: self.sha256.to_vec(),
            name,
            role: role.name().to_owned(),
            agents: match visible {
                VisibleAgents::All => None,
                VisibleAgents::Only(agents) => Some(agents.into_iter().collect()),
            },
            expires_at,
            may_write,
        }
    }

    /// The key itself, to be shown once.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What a key is called.
///
/// # Errors
/// Says what a name takes.
pub fn key_name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    let is_fit = (1..=200).contains(&length) && !text.chars().any(steers_text);
    is_fit.then(|| text.to_owned()).ok_or_else(|| {
        "takes 1 to 200 characters, none of them for control or direction".to_owned()
    })
}

/// Whether a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It does.
    Works,
    /// It did, until its time was over.
    Expired,
    /// It did, until somebody revoked it.
    Revoked,
}

impl KeyState {
    /// The names of all states.
    pub const NAMES: [&'static str; 3] = ["works", "expired", "revoked"];

    /// The state of a key at a moment.
    #[must_use]
    pub fn of(key: &ApiKey, now: DateTime<Utc>) -> Self {
        if key.revoked_at.is_some() {
            Self::Revoked
        } else if key.expires_at.is_some_and(|end| end <= now) {
            Self::Expired
        } else {
            Self::Works
        }
    }

    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl Display for KeyState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
