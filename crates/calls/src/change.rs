//! What changed between books.

use opportunity_core::{Kind, Paise};

use crate::named::named;
use crate::spell_end::SpellEnd;

named! {
    /// What a change is; within a book they stand in this order.
    ChangeKind {
        /// A spell ended.
        Ended "ended",
        /// A reason got worse.
        Grew "grew",
        /// A spell began.
        Appeared "appeared",
    }
}

/// What changed of one reason between two books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub change: ChangeKind,
    /// The text of its key.
    pub key: Box<str>,
    /// The client.
    pub user_id: Box<str>,
    /// The agent who has it.
    pub agent_id: Box<str>,
    /// Its kind; of one that ended, its last.
    pub kind: Kind,
    /// What it is worth a month, or was.
    pub monthly_value: Paise,
    /// Why the spell ended, if it did.
    pub why: Option<SpellEnd>,
    /// It had recovered within 90 days before it appeared.
    pub regressed: bool,
}
