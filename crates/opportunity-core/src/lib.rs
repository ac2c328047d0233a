#![doc = include_str!("../README.md")]
#![no_std]
#![deny(missing_docs)]

extern crate alloc;

/// The worked example of the contributors' guide is compiled and run with those of the crate.
#[cfg(doctest)]
#[doc = include_str!("../../../CONTRIBUTING.md")]
struct ContributorsGuide;

mod account;
mod agreement;
mod amount_run;
mod bad_facts;
mod book;
pub mod calendar;
mod client_account;
mod dates;
mod debit_days;
mod debits;
mod detail;
mod digest;
mod digits;
mod facts;
mod finding;
mod halves;
mod increases;
mod key;
pub mod key_text;
mod money;
mod opportunity;
mod policy;
mod range;
mod record_words;
mod risk;
mod rules;
mod sentence;
mod silence;
mod sip;
mod sip_table;
mod sparse;
mod standing;
mod threshold;
mod twice;

pub use account::AccountDigest;
pub use agreement::{NotAPeriod, Percent, Period, PeriodUnit, StepUp};
pub use amount_run::AmountRun;
pub use bad_facts::{BadFacts, SipTwice};
pub use book::{
    Account, AccountSip, AgentSummary, Book, BookBuilder, Listing, Page, Query, Scope, Stats, Tally,
};
pub use client_account::ClientAccount;
pub use dates::date_in_words;
pub use detail::{Detail, DetailField, DetailShape, Details};
pub use digest::SipDigest;
pub use facts::SipFacts;
pub use finding::{AccountFindings, Finding, SipFindings};
pub use increases::{Confidence, Verdict, VerdictKind};
pub use key::{BadKey, OpportunityKey};
pub use money::Paise;
pub use opportunity::Opportunity;
pub use policy::{Policy, PolicyError};
pub use range::TOO_LARGE;
pub use record_words::RecordWords;
pub use risk::RiskScore;
pub use rules::{
    Description, EXAMPLE_AS_OF, Judgement, Kind, Rule, Subject, example_record, suggested_action_of,
};
pub use silence::{OwnReason, Silence};
pub use sip::{SipRecord, Status, UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID};
pub use sip_table::Sip;
pub use threshold::{Limits, Threshold, Unit};
