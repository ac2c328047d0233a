//! The state that an answer was made from, in one place: tags, cursors and cached answers name it.
//!
//! Answers about calls depend on what was done, on the day, and on the directory as well as on the book.

use chrono::NaiveDate;
use http_edge::ETag;
use sha2::{Digest, Sha256};
use store_pg::BookVersion;
use store_pg::clients::DirectoryState;

/// The state that an answer was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Which state of the book it is.
    pub book: BookVersion,
    /// Which state of the directory, where the answer is made from it.
    pub(crate) directory: Option<DirectoryState>,
    /// Which state of the day's work, where the answer depends on that.
    pub desk: Option<DeskVersion>,
}

/// The state of the day's work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskVersion {
    /// The newest event that it has.
    pub work_id: i64,
    /// The date in Asia/Kolkata.
    pub today: NaiveDate,
    /// The newest book whose spells it has.
    pub settled: i64,
}

impl State {
    /// The state with this book.
    #[must_use]
    pub fn of_book(book: BookVersion) -> Self {
        Self { book, directory: None, desk: None }
    }

    /// The same, for an answer that is made from the directory too.
    pub(crate) fn with_directory(self, directory: DirectoryState) -> Self {
        Self { directory: Some(directory), ..self }
    }

    /// The same, for an answer that depends on the day's work too.
    pub(crate) fn with_desk(self, desk: DeskVersion) -> Self {
        Self { desk: Some(desk), ..self }
    }

    /// The token of what answers are made from.
    fn token(&self) -> String {
        let directory = self.directory.as_ref().map(|own| format!(" {}", own.token));
        let desk = self
            .desk
            .as_ref()
            .map(|DeskVersion { work_id, today, settled }| format!(" {work_id} {today} {settled}"));
        format!("{}{}{}", self.book.token, directory.unwrap_or_default(), desk.unwrap_or_default())
    }

    /// The book's date; none before any import.
    pub(crate) fn as_of(&self) -> Option<NaiveDate> {
        self.book.as_of
    }

    /// The tag of the answer to a question. A database that was reset or restored has another epoch,
    /// so that no old tag comes back.
    pub(crate) fn tag(&self, question: &str) -> ETag {
        let BookVersion { epoch, sequence, .. } = &self.book;
        ETag::of(&[epoch, &sequence.to_string(), &self.token(), question])
    }

    /// The state as a cursor names it.
    pub(crate) fn mark(&self) -> StateMark {
        StateMark {
            epoch: short_digest(self.book.epoch.as_bytes()),
            token: short_digest(self.token().as_bytes()),
            sequence: self.book.sequence,
        }
    }
}

/// What a cursor holds of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateMark {
    pub(crate) epoch: [u8; 8],
    pub(crate) token: [u8; 8],
    pub(crate) sequence: i64,
}

impl StateMark {
    /// How the state that it names stands to another one.
    pub(crate) fn against(&self, other: &Self) -> Standing {
        if self == other {
            Standing::Same
        } else if self.epoch == other.epoch && self.sequence > other.sequence {
            Standing::Newer
        } else {
            Standing::Gone
        }
    }
}

/// How a state that a cursor names stands to the one that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is the one that is served.
    Same,
    /// It is one that this process does not hold as yet.
    Newer,
    /// Nothing is answered from it any more.
    Gone,
}

/// So much of SHA-256 as tells the few states and questions of a cursor's life apart.
pub(crate) fn short_digest(bytes: &[u8]) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&Sha256::digest(bytes)[..8]);
    short
}
