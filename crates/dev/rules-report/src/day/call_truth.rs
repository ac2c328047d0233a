//! Whether what a call says is so.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use opportunity_core::Kind;

use super::sips::{FirmSip, Now};
use crate::debit::Outcome;

/// A client has gone quiet who paid nothing for so many days.
const QUIET: Days = Days::new(60);

/// The truth about the firm's SIPs, as they go with the partners' calls.
pub(crate) struct CallTruth<'a> {
    by_id: HashMap<&'a str, &'a Now>,
    by_client: HashMap<&'a str, Vec<&'a Now>>,
}

impl<'a> CallTruth<'a> {
    pub(crate) fn of(sips: &'a [FirmSip]) -> Self {
        let mut truth = Self { by_id: HashMap::new(), by_client: HashMap::new() };
        for sip in sips {
            if let Some(now) = &sip.called.now {
                truth.by_id.insert(&sip.ids.sip_meta_id, now);
                truth.by_client.entry(&sip.ids.user_id).or_default().push(now);
            }
        }
        truth
    }

    /// Whether it is so what a call says of a SIP, or of the client as a whole: each client has one
    /// agent.
    pub(crate) fn is_so(&self, kind: Kind, sip_meta_id: Option<&str>, user_id: &str) -> bool {
        match sip_meta_id {
            Some(id) => self.by_id.get(id).is_some_and(|now| is_so_of_sip(kind, now)),
            None => self.by_client.get(user_id).is_some_and(|all| are_quiet(all)),
        }
    }
}

fn is_so_of_sip(kind: Kind, now: &Now) -> bool {
    match kind {
        Kind::NoSipIncrease => now.truth.is_some_and(|truth| truth.calls()),
        // A partner is to renew the mandate, or to resolve why the newest debit bounced.
        Kind::FailedSips => now.fate.live && (!now.fate.mandate || newest_bounced(now)),
        Kind::HighValueInactive => are_quiet(&[now]),
        other => now.fate.is_right(other),
    }
}

fn newest_bounced(now: &Now) -> bool {
    let presented = now.life.debits.iter().rfind(|debit| debit.on <= now.life.as_of);
    presented.is_some_and(|debit| debit.outcome == Outcome::Bounced)
}

/// Whether no debit of any went through of late, told or not.
fn are_quiet(all: &[&Now]) -> bool {
    let paid_since = |now: &Now, since: NaiveDate| {
        let mut debits = now.life.debits.iter();
        debits.any(|debit| {
            debit.outcome != Outcome::Bounced && since < debit.on && debit.on <= now.life.as_of
        })
    };
    !all.iter().any(|now| paid_since(now, now.life.as_of - QUIET))
}
