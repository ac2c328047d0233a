//! What is refused: facts that no SIP can have, and SIPs that no book or account can.

use alloc::string::String;

use chrono::NaiveDate;

/// Facts that no SIP can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFacts {
    /// An amount is negative or too large, or there is no instalment.
    #[error(
        "{field} is out of range: money is from zero to under 10^13 rupees, an instalment and a \
         step-up are above zero"
    )]
    OutOfRange {
        /// The field that holds the amount.
        field: &'static str,
    },
    /// The history's runs are not in the order of their dates, each ended before the next begins.
    #[error("the history's runs are not in order, each ended before the next begins")]
    HistoryOutOfOrder,
    /// An id without a character.
    #[error("{field} is empty: a book knows SIPs, clients and agents by their ids")]
    EmptyId {
        /// The field that holds the id.
        field: &'static str,
    },
    /// An id of 64 KiB or more.
    #[error("an id is shorter than 64 KiB")]
    IdTooLong,
    /// A record of a later date than its book.
    #[error("the record is of {record_as_of}, later than its book, which is of {as_of}")]
    LaterThanBook {
        /// The date of the newest import that held the record.
        record_as_of: NaiveDate,
        /// The book's date.
        as_of: NaiveDate,
    },
    /// One SIP twice in a client account.
    #[error(transparent)]
    SipTwice(#[from] SipTwice),
    /// A client account without SIPs.
    #[error("a client account has at least one SIP")]
    NoSips,
    /// SIPs of several clients, or under several agents.
    #[error("a client account has the SIPs of one client under one agent")]
    SeveralAccounts,
}

/// A SIP given twice to one book or one client account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("SIP {sip_meta_id} is given twice: a book or a client account has each SIP once")]
pub struct SipTwice {
    /// The SIP.
    pub sip_meta_id: String,
}
