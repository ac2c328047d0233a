//! Whom a mutual-fund partner should call, why, and what it is worth.
//!
//! Values in, values out: this crate reads no file, no database, no clock and no environment, and
//! holds no money in a float. A [`SipRecord`] is one line of a distributor's export; a [`Book`] is
//! the portfolio as of a date and answers with [`Opportunity`]s in one order.
#![deny(missing_docs)]

mod account;
mod book;
pub mod calendar;
mod digest;
mod money;
mod opportunity;
mod policy;
mod rules;
mod silence;
mod sip;
mod step_up;

pub use account::ClientAccount;
pub use book::{AgentIndex, AgentSummary, Book, BookBuilder, Page, Query, Scope, Stats, Tally};
pub use digest::{OutOfRange, SipDigest, TOO_LARGE};
pub use money::Paise;
pub use opportunity::{Detail, DetailField, DetailShape, Opportunity, RiskScore};
pub use policy::{Limits, Policy, PolicyError, Threshold, Unit};
pub use rules::{Description, Judgement, Kind, Rule, Subject};
pub use silence::Silence;
pub use sip::{
    Percent, Period, PeriodUnit, SipFacts, SipRecord, Status, StepUp, UNASSIGNED_AGENT,
    UNASSIGNED_EXTERNAL_ID, debit_days,
};
pub use step_up::{Evidence, Observation, Progress};
