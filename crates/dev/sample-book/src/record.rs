//! A SIP as the export words it on a day.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};
use opportunity_core::{Paise, Percent, SipRecord, StepUp};

use crate::agreement::{Agreement, age_in_days, at_minute};
use crate::chance::Chance;
use crate::clients::Client;
use crate::gaps::Gaps;
use crate::habits::Habits;
use crate::life::Life;

/// The id of a book's first SIP.
const FIRST_ID: u64 = 1_001;

/// Goals are numbered apart from SIPs.
const FIRST_GOAL: u64 = 10_000;

const MINUTES_A_DAY: u32 = 24 * 60;

/// The newest event of a SIP is at most so many days old.
const OLDEST_EVENT_DAYS: u32 = 30;

/// A SIP before its life: all that is settled when it starts.
#[derive(Clone, Debug)]
pub(crate) struct Sip {
    index: u64,
    agreement: Agreement,
    habits: Habits,
    deleted_on: Option<NaiveDate>,
    seen: Seen,
    gaps: Gaps,
}

/// How long before a day's end, in minutes, the warehouse last heard of a SIP and took it in.
///
/// The same on every day, so that a later export's record always has the newer stamp.
#[derive(Clone, Copy, Debug)]
struct Seen {
    event: u32,
    inserted: u32,
}

impl Seen {
    fn draw(index: u64, chance: &mut Chance) -> Self {
        let event = chance.between(1, OLDEST_EVENT_DAYS * MINUTES_A_DAY);
        let taken_in_after = chance.below(5 * MINUTES_A_DAY);
        // The first SIP is taken in on the export's own day: without `--as-of` an export's date is its
        // newest `inserted_at`, which has to be the book's.
        let latest = if index == 0 { event.min(MINUTES_A_DAY) } else { event };
        Self { event, inserted: event.saturating_sub(taken_in_after).clamp(1, latest) }
    }
}

impl Sip {
    /// A SIP that a book was founded with.
    pub(crate) fn founding(index: u64, founded: NaiveDate, chance: &mut Chance) -> Self {
        let age = age_in_days(chance);
        let start = founded - Days::new(age.into());
        let deleted_on = chance.percent(1).then(|| start + Days::new(chance.below(age + 1).into()));
        Self { deleted_on, ..Self::starting(index, start, chance) }
    }

    /// A SIP that starts on a day.
    pub(crate) fn starting(index: u64, start: NaiveDate, chance: &mut Chance) -> Self {
        let agreement = Agreement::draw(start, chance);
        let habits = Habits::draw(&agreement, chance);
        let seen = Seen::draw(index, chance);
        Self { index, agreement, habits, deleted_on: None, seen, gaps: Gaps::draw(chance) }
    }

    /// What an export of a day says of it, `chance` living it.
    pub(crate) fn record(
        &self,
        client: Client,
        as_of: NaiveDate,
        chance: &mut Chance,
    ) -> SipRecord {
        let lasts = [self.agreement.end, self.deleted_on];
        let last = lasts.into_iter().flatten().fold(as_of, NaiveDate::min);
        let life = Life::lived(&self.agreement, &self.habits, last, as_of, chance);
        let mut record = SipRecord::default();
        self.identify(client, as_of, &mut record);
        self.tell_agreement(&mut record);
        self.tell_mandate(&life, as_of, &mut record);
        self.tell_state(&life, as_of, &mut record);
        tell_payments(life, &mut record);
        self.gaps.leave_out(&mut record);
        record
    }

    fn identify(&self, client: Client, as_of: NaiveDate, record: &mut SipRecord) {
        let created_at = self.agreement.created_at;
        let before_day_end =
            |minutes| end_of_day(as_of) - TimeDelta::minutes(i64::from(minutes) - 1);
        let event_date = before_day_end(self.seen.event).max(created_at);
        record.inserted_at = Some(before_day_end(self.seen.inserted).max(event_date));
        record.event_date = Some(event_date);
        record.created_at = Some(created_at);
        record.sip_meta_date = Some(created_at.date());
        record.sip_meta_month = created_at.date().with_day(1);
        record.sip_meta_id = (FIRST_ID + self.index).to_string();
        record.uid = Some(record.sip_meta_id.clone());
        record.goal_id = Some((FIRST_GOAL + FIRST_ID + self.index).to_string());
        record.user_id = client.user_id;
        record.agent_id = client.agent.agent_id;
        record.agent_external_id = client.agent.external_id;
        record.member_id = client.agent.member_id;
    }

    fn tell_agreement(&self, record: &mut SipRecord) {
        let agreement = &self.agreement;
        let days: Vec<String> = agreement.days.iter().map(u32::to_string).collect();
        let (percentage, amount) = match agreement.step_up {
            Some(StepUp::Percentage(percentage)) => (percentage, Paise::ZERO),
            Some(StepUp::Amount(amount)) => (Percent::from_hundredths(0), amount),
            None => (Percent::from_hundredths(0), Paise::ZERO),
        };
        record.num_days = u32::try_from(days.len()).ok();
        record.sip_days = Some(days.join(","));
        record.scheme_name = agreement.schemes.iter().map(|name| (*name).to_owned()).collect();
        record.goal_name = Some(agreement.goal.to_owned());
        record.start_date = Some(agreement.start);
        record.end_date = agreement.end;
        record.increment_percentage = Some(percentage);
        record.increment_amount = Some(amount);
        record.increment_period = agreement.period;
        record.stepper_enabled = Some(true);
        let sale = if agreement.valid_sale { "validSales" } else { "invalidSales" };
        record.sip_sales_status = Some(sale.to_owned());
    }

    fn tell_mandate(&self, life: &Life, as_of: NaiveDate, record: &mut SipRecord) {
        let given_later = self.agreement.mandate_given_later;
        let given = given_later.is_none_or(|given| given <= as_of);
        let tracking = match (given_later, given) {
            (None, _) => "Already Confirmed",
            (Some(_), true) => "Confirmed After 45 Days",
            (Some(_), false) => "Not Confirmed",
        };
        record.had_mandate_at_creation = Some(given_later.is_none());
        record.has_current_mandate = Some(given && !life.mandate_gone);
        record.mandate_tracking_status = Some(tracking.to_owned());
        record.mandate_confirmed_date = given_later.filter(|_| given);
    }

    fn tell_state(&self, life: &Life, as_of: NaiveDate, record: &mut SipRecord) {
        let ended = self.agreement.end.is_some_and(|end| end < as_of);
        let closed = ended && self.habits.closed_at_end;
        let deleted = self.deleted_on.is_some();
        let paused = life.paused_from.is_some();
        let reason = self.habits.pause.map(|pause| pause.reason).filter(|_| paused);
        record.paused_from = life.paused_from;
        record.paused_reason = reason.map(str::to_owned);
        record.is_active = Some(!(life.stopped || closed || deleted || paused));
        record.deleted = Some(deleted);
    }
}

fn tell_payments(life: Life, record: &mut SipRecord) {
    let first_of_month = |date: NaiveDate| date.with_day(1).unwrap_or(date);
    record.amount = life.instalment;
    record.first_order_nav_allocated_at = life.first_success;
    record.first_success_order_date = life.first_success;
    record.latest_success_order_date = life.latest_success;
    record.first_success_order_month = life.first_success.map(first_of_month);
    record.latest_success_order_month = life.latest_success.map(first_of_month);
    record.success_amount = Some(life.succeeded);
    record.pending_amount = Some(life.pending);
    record.failed_amount = Some(life.failed);
    record.in_progress_amount = Some(life.in_progress);
    record.paused_amount = Some(life.paused);
    record.success_count = Some(life.successes);
    record.status = life.status;
}

/// A day's last minute: the export's times have no seconds.
fn end_of_day(date: NaiveDate) -> NaiveDateTime {
    at_minute(date, MINUTES_A_DAY - 1)
}
