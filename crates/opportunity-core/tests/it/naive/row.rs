//! An opportunity, laid open so that two can be compared field by field; and what is asked for.

use chrono::NaiveDate;
use opportunity_core::{Detail, Kind, Opportunity, Policy, UNASSIGNED_AGENT};

use super::{Held, days_between, invested, monthly};

/// An opportunity. What orders it comes first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row<'a> {
    /// In hundredths.
    pub(crate) risk: i128,
    pub(crate) worth: i128,
    pub(crate) kind: &'static str,
    pub(crate) sip: Option<&'a str>,
    pub(crate) user: &'a str,
    pub(crate) agent: &'a str,
    pub(crate) name: Option<&'a str>,
    pub(crate) words: String,
    pub(crate) monthly: i128,
    pub(crate) last_activity: Option<NaiveDate>,
    pub(crate) days: Option<u32>,
    pub(crate) invested: i128,
    pub(crate) failed: Option<i128>,
    pub(crate) record_as_of: NaiveDate,
    pub(crate) details: Vec<(&'static str, Detail<'a>)>,
}

impl<'a> From<&Opportunity<'a>> for Row<'a> {
    fn from(said: &Opportunity<'a>) -> Self {
        Self {
            risk: said.risk_score.hundredths().into(),
            worth: said.potential_increase.paise(),
            kind: said.kind.name(),
            sip: said.sip_meta_id,
            user: said.user_id,
            agent: said.agent_id,
            name: said.agent_external_id,
            words: said.description.clone(),
            monthly: said.current_sip_amount.paise(),
            last_activity: said.last_activity,
            days: said.days_since_activity,
            invested: said.total_invested.paise(),
            failed: said.failed_amount.map(|failed| failed.paise()),
            record_as_of: said.record_as_of,
            details: said.details.to_vec(),
        }
    }
}

/// What every kind says alike of a SIP.
pub(crate) fn row_of<'a>(kind: &'static str, held: &'a Held, as_of: NaiveDate) -> Row<'a> {
    let record = &held.record;
    let is_unassigned = record.agent_id == UNASSIGNED_AGENT;
    let name = if is_unassigned { Some("unassigned") } else { record.agent_external_id.as_deref() };
    Row {
        risk: 0,
        worth: 0,
        kind,
        sip: Some(&record.sip_meta_id),
        user: &record.user_id,
        agent: &record.agent_id,
        name,
        words: String::new(),
        monthly: monthly(record),
        last_activity: record.latest_success_order_date,
        days: record.latest_success_order_date.map(|latest| days_between(latest, as_of)),
        invested: invested(record),
        failed: None,
        record_as_of: held.record_as_of,
        details: Vec::new(),
    }
}

/// The thresholds; money in paise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) min_months: u32,
    pub(crate) proven_alone: bool,
    pub(crate) min_failed: i64,
    pub(crate) min_invested: i64,
    pub(crate) min_inactive_days: u32,
    pub(crate) min_missed: u32,
    pub(crate) min_missed_of_stopped: u32,
    pub(crate) min_missed_of_never_started: u32,
    pub(crate) min_paused_days: u32,
    pub(crate) min_months_without_step_up: u32,
    pub(crate) max_days_left: u32,
}

pub(crate) const DEFAULTS: Asked = Asked {
    min_months: 12,
    proven_alone: false,
    min_failed: 500_000,
    min_invested: 10_000_000,
    min_inactive_days: 60,
    min_missed: 1,
    min_missed_of_stopped: 3,
    min_missed_of_never_started: 1,
    min_paused_days: 30,
    min_months_without_step_up: 12,
    max_days_left: 90,
};

impl Asked {
    pub(crate) fn policy(&self) -> Policy {
        let thresholds = [
            (Kind::NoSipIncrease, "min_months", self.min_months.into()),
            (Kind::NoSipIncrease, "confidence", self.proven_alone.into()),
            (Kind::FailedSips, "min_failed_amount", self.min_failed),
            (Kind::HighValueInactive, "min_invested_amount", self.min_invested),
            (Kind::HighValueInactive, "min_inactive_days", self.min_inactive_days.into()),
            (Kind::MissedDebits, "min_missed_debits", self.min_missed.into()),
            (Kind::StoppedSips, "min_missed_debits", self.min_missed_of_stopped.into()),
            (Kind::NeverStarted, "min_missed_debits", self.min_missed_of_never_started.into()),
            (Kind::PausedSips, "min_paused_days", self.min_paused_days.into()),
            (Kind::NoStepUp, "min_months", self.min_months_without_step_up.into()),
            (Kind::EndingSips, "max_days_left", self.max_days_left.into()),
        ];
        thresholds.into_iter().fold(Policy::default(), |policy, (kind, name, value)| {
            policy.with(kind, name, value).unwrap()
        })
    }
}
