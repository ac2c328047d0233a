//! What an opportunity is known by, from book to book.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Display, Formatter, Write};
use core::str::FromStr;

use crate::key_text::{self, BadKeyText};
use crate::rules::{Kind, Subject};

/// What an opportunity is known by: its kind, and what it is about.
///
/// It names no import, record, date or amount, so that it stays the same as long as there is
/// something to say. Its text is the kind and the `sip_meta_id`, for a client account the kind, the
/// `agent_id` and the `user_id`, as [`key_text`] writes them; only that text is read back.
///
/// ```
/// use opportunity_core::{Kind, OpportunityKey};
/// let key: OpportunityKey<'_> = "high_value_inactive~4220~asha%20m".parse()?;
/// assert_eq!(key.kind(), Kind::HighValueInactive);
/// assert_eq!(key.ids().collect::<Vec<_>>(), ["4220", "asha m"]);
/// assert_eq!(key.to_string(), "high_value_inactive~4220~asha%20m");
/// # Ok::<(), opportunity_core::BadKey>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpportunityKey<'a> {
    kind: Kind,
    about: About<'a>,
}

/// What an opportunity is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum About<'a> {
    Sip { sip_meta_id: Cow<'a, str> },
    Account { agent_id: Cow<'a, str>, user_id: Cow<'a, str> },
}

/// Why a text is not an [`OpportunityKey`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is not as keys are written.
    #[error(transparent)]
    Text(#[from] BadKeyText),
    /// It begins with no kind of opportunity.
    #[error("there is no kind of opportunity {kind:?}")]
    UnknownKind {
        /// What it begins with.
        kind: String,
    },
    /// It has more or fewer ids than an opportunity of that kind is known by.
    #[error("a key of this kind is {kind}~{ids}")]
    WrongIds {
        /// The kind.
        kind: &'static str,
        /// The ids that belong behind it.
        ids: &'static str,
    },
}

impl<'a> OpportunityKey<'a> {
    pub(crate) const fn of_sip(kind: Kind, sip_meta_id: &'a str) -> Self {
        Self { kind, about: About::Sip { sip_meta_id: Cow::Borrowed(sip_meta_id) } }
    }

    pub(crate) const fn of_account(kind: Kind, agent_id: &'a str, user_id: &'a str) -> Self {
        let (agent_id, user_id) = (Cow::Borrowed(agent_id), Cow::Borrowed(user_id));
        Self { kind, about: About::Account { agent_id, user_id } }
    }

    /// Reads a key's text. Ids in which nothing was encoded are borrowed from it.
    ///
    /// # Errors
    /// [`BadKey`] for any text that no key is written as.
    pub fn parse(text: &'a str) -> Result<Self, BadKey> {
        let mut parts = key_text::split(text)?.into_iter();
        let name = parts.next().unwrap_or_default();
        let Some(kind) = Kind::named(&name) else {
            return Err(BadKey::UnknownKind { kind: name.into_owned() });
        };
        let wrong_ids = |ids| Err(BadKey::WrongIds { kind: kind.name(), ids });
        let ids = (parts.next(), parts.next(), parts.next());
        let about = match (&kind.rule().subject, ids) {
            (Subject::Sip { .. }, (Some(sip_meta_id), None, _)) => About::Sip { sip_meta_id },
            (Subject::Client { .. }, (Some(agent_id), Some(user_id), None)) => {
                About::Account { agent_id, user_id }
            }
            (Subject::Sip { .. }, _) => return wrong_ids("sip_meta_id"),
            (Subject::Client { .. }, _) => return wrong_ids("agent_id~user_id"),
        };
        Ok(Self { kind, about })
    }

    /// The kind of opportunity.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The `sip_meta_id`; for a client account the `agent_id`, then the `user_id`.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match &self.about {
            About::Sip { sip_meta_id } => (sip_meta_id, None),
            About::Account { agent_id, user_id } => (agent_id, Some(user_id)),
        };
        [Some(first), second].into_iter().flatten().map(AsRef::as_ref)
    }

    /// Writes the key's text. Nothing is allocated, and what is written needs no escapes in JSON.
    ///
    /// # Errors
    /// Those of `out` alone.
    pub fn write(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        key_text::join(out, [self.kind.name()].into_iter().chain(self.ids()))
    }

    /// The same key, holding ids of its own.
    #[must_use]
    pub fn into_owned(self) -> OpportunityKey<'static> {
        let owned = |id: Cow<'_, str>| Cow::Owned(id.into_owned());
        let about = match self.about {
            About::Sip { sip_meta_id } => About::Sip { sip_meta_id: owned(sip_meta_id) },
            About::Account { agent_id, user_id } => {
                About::Account { agent_id: owned(agent_id), user_id: owned(user_id) }
            }
        };
        OpportunityKey { kind: self.kind, about }
    }
}

impl Display for OpportunityKey<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FromStr for OpportunityKey<'static> {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        OpportunityKey::parse(text).map(OpportunityKey::into_owned)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for OpportunityKey<'_> {
    /// Its text.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
