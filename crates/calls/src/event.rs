//! What somebody did about reasons: events, never changed and never deleted.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use opportunity_core::Kind;

use crate::named::named;

named! {
    /// What was done.
    Action {
        /// The reason is open again.
        Reopened "reopened",
        /// The client was not reached.
        Attempted "attempted",
        /// Not before a day.
        Snoozed "snoozed",
        /// The client promised something.
        Promised "promised",
        /// Not to be called about.
        Dismissed "dismissed",
        /// An earlier event was taken back. It cannot be taken back itself.
        Undone "undone",
    }
}

named! {
    /// How a call ended: the first five of an attempt, the others of a promise.
    Outcome {
        /// Nobody answered.
        NoAnswer "no_answer",
        /// The line was busy.
        Busy "busy",
        /// A message was left.
        LeftMessage "left_message",
        /// The number is not the client's.
        WrongNumber "wrong_number",
        /// The client asks to be called again.
        CallBack "call_back",
        /// The client will pay.
        WillPay "will_pay",
        /// The client will renew the mandate.
        WillRenewMandate "will_renew_mandate",
        /// The client will step up.
        WillStepUp "will_step_up",
        /// The client will start again.
        WillRestart "will_restart",
        /// The client will end the pause.
        WillResume "will_resume",
        /// The client will renew what ends.
        WillRenew "will_renew",
        /// Papers are missing.
        NeedsDocuments "needs_documents",
    }
}

named! {
    /// Why not to call: the first four about reasons, then about the account, then about the client.
    Dismissal {
        /// What the book says is not so.
        WrongFact "wrong_fact",
        /// It was done already.
        AlreadyDone "already_done",
        /// The client does not want it.
        Declined "declined",
        /// Something else, which the note says.
        Other "other",
        /// Somebody else looks after the client.
        NotMyClient "not_my_client",
        /// The client does not want to be called.
        DoNotContact "do_not_contact",
        /// There is a dispute, or the client has died.
        DisputeOrDeath "dispute_or_death",
    }
}

named! {
    /// How far a dismissal reaches.
    Reach {
        /// The reasons that it names.
        Reasons "reasons",
        /// All reasons of the account, later ones too.
        Account "account",
        /// All reasons of the client, under every agent.
        Client "client",
    }
}

impl Outcome {
    /// What an attempt may end in.
    #[must_use]
    pub fn of_attempts() -> &'static [Self] {
        &Self::ALL[..5]
    }

    /// What may be promised.
    #[must_use]
    pub fn of_promises() -> &'static [Self] {
        &Self::ALL[5..]
    }
}

impl Dismissal {
    /// How far it reaches.
    #[must_use]
    pub const fn reach(self) -> Reach {
        match self {
            Self::WrongFact | Self::AlreadyDone | Self::Declined | Self::Other => Reach::Reasons,
            Self::NotMyClient => Reach::Account,
            Self::DoNotContact | Self::DisputeOrDeath => Reach::Client,
        }
    }
}

/// A reason that an event is about, as it was then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// The text of its [`ReasonKey`](crate::ReasonKey).
    pub key: Box<str>,
    /// Its kind then.
    pub kind: Kind,
    /// Its mark then.
    pub mark: u8,
    /// Whether the spell in which it was done has ended since.
    pub has_ended: bool,
}

/// What somebody did about reasons of a client account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkEvent {
    /// Its number: a later event has a higher one.
    pub work_id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the caller's id.
    pub by: String,
    /// The agent of the account.
    pub agent_id: String,
    /// The client.
    pub user_id: String,
    /// What was done.
    pub action: Action,
    /// How the call ended, of an attempt and a promise.
    pub outcome: Option<Outcome>,
    /// Why not to call, of a dismissal.
    pub dismissal: Option<Dismissal>,
    /// The day before which not to call.
    pub until: Option<NaiveDate>,
    /// The day by which a promise is to be kept.
    pub check_on: Option<NaiveDate>,
    /// What was noted.
    pub note: Option<String>,
    /// The reasons that it is about; none of a dismissal that reaches further, and its undoing.
    pub reasons: Vec<Worked>,
    /// The event that this one takes back.
    pub undoes: Option<i64>,
    /// The event that takes this one back.
    pub undone_by: Option<i64>,
    /// The date of the book that whoever did it looked at.
    pub book_as_of: NaiveDate,
}

/// Asia/Kolkata is so far ahead, the whole year.
const SECONDS_AHEAD: i32 = 5 * 3_600 + 30 * 60;

impl WorkEvent {
    /// The day in Asia/Kolkata on which it was done.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        let utc = self.at.naive_utc();
        FixedOffset::east_opt(SECONDS_AHEAD).map_or_else(|| utc.date(), |zone| (utc + zone).date())
    }

    /// Whether it still says something: it is no undoing, and was not undone.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.undone_by.is_none() && !matches!(self.action, Action::Undone)
    }

    /// How far it reaches where it is a dismissal.
    #[must_use]
    pub fn dismisses(&self) -> Option<Reach> {
        self.dismissal.filter(|_| self.action == Action::Dismissed).map(Dismissal::reach)
    }

    /// Whether it is about the reason of this key, in the spell that runs.
    #[must_use]
    pub fn is_of_spell(&self, key: &str) -> bool {
        self.reasons.iter().any(|worked| *worked.key == *key && !worked.has_ended)
    }

    /// Its mark of a reason, by the text of its key; none where it is not about that.
    #[must_use]
    pub fn mark_of(&self, key: &str) -> Option<u8> {
        self.reasons.iter().find(|worked| *worked.key == *key).map(|worked| worked.mark)
    }
}
