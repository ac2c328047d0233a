//! What a reason is known by, from book to book.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter, Write};

use opportunity_core::key_text::{self, BadKeyText};

use crate::nature::Nature;

/// What a reason is known by: its nature and the SIP, or for a client account the agent and the
/// client.
///
/// It names no import, record, amount or kind: a SIP that moves to another agent, or from missed
/// debits to stopped, keeps its work.
///
/// ```
/// use calls::{Nature, ReasonKey};
/// let key = ReasonKey::parse("account~4220~asha%20m")?;
/// assert_eq!(key, ReasonKey::of_account("4220", "asha m"));
/// assert_eq!(ReasonKey::of_sip(Nature::Grow, "135").to_string(), "grow~135");
/// # Ok::<(), calls::BadReasonKey>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKey<'a> {
    /// About one SIP.
    Sip {
        /// Any but [`Nature::Account`].
        nature: Nature,
        /// The SIP.
        sip_meta_id: Cow<'a, str>,
    },
    /// About a client account.
    Account {
        /// The agent.
        agent_id: Cow<'a, str>,
        /// The client.
        user_id: Cow<'a, str>,
    },
}

/// Why a text is not a [`ReasonKey`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReasonKey {
    /// It is not as keys are written.
    #[error(transparent)]
    Text(#[from] BadKeyText),
    /// It begins with no nature, or has other ids behind it than keys of that nature.
    #[error(
        "a key is repair~sip_meta_id, keep~sip_meta_id, grow~sip_meta_id or account~agent_id~user_id"
    )]
    NoSuchKey,
}

impl<'a> ReasonKey<'a> {
    /// The key of a reason about a SIP, by a nature that is not [`Nature::Account`].
    #[must_use]
    pub const fn of_sip(nature: Nature, sip_meta_id: &'a str) -> Self {
        Self::Sip { nature, sip_meta_id: Cow::Borrowed(sip_meta_id) }
    }

    /// The key of an account's reason.
    #[must_use]
    pub const fn of_account(agent_id: &'a str, user_id: &'a str) -> Self {
        Self::Account { agent_id: Cow::Borrowed(agent_id), user_id: Cow::Borrowed(user_id) }
    }

    /// Reads a key's text; only what [`Display`] writes is read.
    ///
    /// # Errors
    /// [`BadReasonKey`] for any other text.
    pub fn parse(text: &'a str) -> Result<Self, BadReasonKey> {
        let mut parts = key_text::split(text)?.into_iter();
        let nature = parts.next().and_then(|name| Nature::named(&name));
        match (nature, parts.next(), parts.next(), parts.next()) {
            (Some(Nature::Account), Some(agent_id), Some(user_id), None) => {
                Ok(Self::Account { agent_id, user_id })
            }
            (Some(nature), Some(sip_meta_id), None, _) if nature != Nature::Account => {
                Ok(Self::Sip { nature, sip_meta_id })
            }
            _ => Err(BadReasonKey::NoSuchKey),
        }
    }

    /// The nature of the reason.
    #[must_use]
    pub const fn nature(&self) -> Nature {
        match self {
            Self::Sip { nature, .. } => *nature,
            Self::Account { .. } => Nature::Account,
        }
    }

    /// The SIP, where it is about one.
    #[must_use]
    pub fn sip_meta_id(&self) -> Option<&str> {
        match self {
            Self::Sip { sip_meta_id, .. } => Some(sip_meta_id),
            Self::Account { .. } => None,
        }
    }

    /// Writes the key's text, which needs no escapes in JSON.
    ///
    /// # Errors
    /// Those of `out` alone.
    pub fn write(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        match self {
            Self::Sip { nature, sip_meta_id } => {
                key_text::join(out, [nature.name(), sip_meta_id.as_ref()])
            }
            Self::Account { agent_id, user_id } => {
                key_text::join(out, [Nature::Account.name(), agent_id, user_id])
            }
        }
    }
}

impl Display for ReasonKey<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}
