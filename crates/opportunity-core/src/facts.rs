//! The part of a record that the rules read, and what it means where a record does not say.

use core::num::NonZeroU8;

use chrono::NaiveDate;

use crate::agreement::{Percent, Period, StepUp};
use crate::amount_run::AmountRun;
use crate::debit_days::{DebitDays, LAST_DAY};
use crate::money::Paise;

/// The part of a record that the rules read, borrowed from wherever it lives.
///
/// Fields say what the record says, under its names: what is absent is `None`. What that means is
/// decided here alone, for every source of records.
#[derive(Clone, Copy, Debug)]
pub struct SipFacts<'a> {
    /// The SIP's own id.
    pub sip_meta_id: &'a str,
    /// Whose SIP it is.
    pub user_id: &'a str,
    /// The agent who looks after that client.
    pub agent_id: &'a str,
    /// The agent's id in other systems, where this record says it. A [`Book`](crate::Book) takes
    /// that of the agent's newest record instead: see
    /// [`BookBuilder::external_id`](crate::BookBuilder::external_id).
    pub agent_external_id: Option<&'a str>,
    /// The status as the export words it; see [`Status`](crate::Status).
    pub status: &'a str,
    /// Today's instalment.
    pub amount: Paise,
    /// How many debit days a month has.
    pub num_days: Option<u32>,
    /// The debit days as the export lists them.
    pub sip_days: Option<&'a str>,
    /// How many schemes each debit is spread over.
    pub scheme_count: u32,
    /// The step-up agreed, as a share of the instalment; it goes before an amount.
    pub increment_percentage: Option<Percent>,
    /// The step-up agreed, as money added to the instalment.
    pub increment_amount: Option<Paise>,
    /// How often the step-up falls due.
    pub increment_period: Option<Period>,
    /// When the SIP was to start.
    pub start_date: Option<NaiveDate>,
    /// The last day of the SIP.
    pub end_date: Option<NaiveDate>,
    /// The first day of a pause.
    pub paused_from: Option<NaiveDate>,
    /// The last day of a pause.
    pub paused_till: Option<NaiveDate>,
    /// Why it is paused.
    pub paused_reason: Option<&'a str>,
    /// The first debit that went through.
    pub first_success_order_date: Option<NaiveDate>,
    /// The newest debit that went through.
    pub latest_success_order_date: Option<NaiveDate>,
    /// Lifetime money of the debits that went through.
    pub success_amount: Option<Paise>,
    /// Lifetime number of the debits that went through.
    pub success_count: Option<u32>,
    /// Lifetime money whose debit failed.
    pub failed_amount: Option<Paise>,
    /// Money whose debit is to be tried again.
    pub pending_amount: Option<Paise>,
    /// Money whose debit is under way.
    pub in_progress_amount: Option<Paise>,
    /// Whether it is active; absent means that it is.
    pub is_active: Option<bool>,
    /// Whether there is a mandate to debit by; absent means that there is.
    pub has_current_mandate: Option<bool>,
    /// Whether it was deleted; absent means that it was not.
    pub deleted: Option<bool>,
    /// The date of the newest import that held this very record.
    pub record_as_of: NaiveDate,
    /// What imports saw of its instalment, oldest first: one run ends before the next begins.
    pub history: &'a [AmountRun],
}

impl SipFacts<'_> {
    /// How many debits a month: `num_days`, else the number of different `sip_days`; at least one,
    /// and at most the days of a month.
    #[must_use]
    pub fn debit_days(&self) -> NonZeroU8 {
        let listed = || self.sip_days.map(|days| DebitDays::listed(days).count());
        let days = self.num_days.or_else(listed).map_or(1, |days| days.min(LAST_DAY));
        u8::try_from(days).ok().and_then(NonZeroU8::new).unwrap_or(NonZeroU8::MIN)
    }

    /// Since when it runs: the earlier of its start date and its first payment, whichever are known.
    #[must_use]
    pub fn running_since(&self) -> Option<NaiveDate> {
        [self.start_date, self.first_success_order_date].into_iter().flatten().min()
    }

    /// The step-up that the client agreed to: the percentage, else the amount, above zero.
    #[must_use]
    pub fn step_up(&self) -> Option<StepUp> {
        StepUp::agreed(self.increment_percentage, self.increment_amount)
    }

    /// Whether one debit is spread over several schemes, each of which can fail by itself.
    pub(crate) fn has_several_schemes(&self) -> bool {
        self.scheme_count > 1
    }

    /// Active and not deleted.
    pub(crate) fn is_active(&self) -> bool {
        self.is_active != Some(false) && !self.is_deleted()
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.deleted == Some(true)
    }

    /// Whether the record says that there is no mandate: only an explicit no speaks.
    pub(crate) fn lacks_mandate(&self) -> bool {
        self.has_current_mandate == Some(false)
    }
}
