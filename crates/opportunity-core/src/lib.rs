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
mod bad_facts;
mod book;
pub mod calendar;
mod client_account;
mod detail;
mod digest;
mod digits;
mod facts;
mod finding;
mod key;
pub mod key_text;
mod money;
mod observation;
mod opportunity;
mod policy;
mod risk;
mod rules;
mod sentence;
mod silence;
mod sip;
mod step_up;
mod threshold;
mod twice;

pub use account::AccountDigest;
pub use agreement::{NotAPeriod, Percent, Period, PeriodUnit, StepUp};
pub use bad_facts::{BadFacts, SipTwice};
pub use book::{AgentSummary, Book, BookBuilder, Listing, Page, Query, Scope, Stats, Tally};
pub use client_account::ClientAccount;
pub use detail::{Detail, DetailField, DetailShape, Details};
pub use digest::{SipDigest, TOO_LARGE};
pub use facts::SipFacts;
pub use finding::{AccountFindings, Finding, SipFindings};
pub use key::{BadKey, OpportunityKey};
pub use money::Paise;
pub use observation::Observation;
pub use opportunity::Opportunity;
pub use policy::{Policy, PolicyError};
pub use risk::RiskScore;
pub use rules::{Description, EXAMPLE_AS_OF, Judgement, Kind, Rule, Subject, example_record};
pub use silence::{OwnReason, Silence};
pub use sip::{SipRecord, Status, UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID};
pub use step_up::{Evidence, Progress};
pub use threshold::{Limits, Threshold, Unit};
