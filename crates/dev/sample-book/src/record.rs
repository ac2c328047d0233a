//! A SIP as the export words it on a day.

use chrono::{Datelike, Days, NaiveDate};
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

/// At which minute of a day the warehouse hears of what happened to a SIP, and takes its record in.
///
/// The first is the same on every day, so that a record tells of one event in one way, however often
/// it is exported.
#[derive(Clone, Copy, Debug)]
struct Seen {
    event: u32,
    inserted: u32,
}

/// Records are taken in during the last hours of the day that an export speaks of.
const TAKEN_IN_FROM: u32 = 20 * 60;

impl Seen {
    fn draw(chance: &mut Chance) -> Self {
        Self {
            event: chance.below(TAKEN_IN_FROM),
            inserted: chance.between(TAKEN_IN_FROM, MINUTES_A_DAY - 1),
        }
    }
}

impl Sip {
    /// A SIP that a book was founded with.
    pub(crate) fn founding(index: u64, founded: NaiveDate, chance: &mut Chance) -> Self {
        let age = age_in_days(chance);
        let made_on = founded - Days::new(age.into());
        let deleted_on =
            chance.percent(1).then(|| made_on + Days::new(chance.below(age + 1).into()));
        Self { deleted_on, ..Self::made(index, made_on, chance) }
    }

    /// A SIP that is made on a day.
    pub(crate) fn made(index: u64, made_on: NaiveDate, chance: &mut Chance) -> Self {
        let agreement = Agreement::draw(made_on, chance);
        let habits = Habits::draw(&agreement, chance);
        let seen = Seen::draw(chance);
        Self { index, agreement, habits, deleted_on: None, seen, gaps: Gaps::draw(chance) }
    }

    /// What an export of a day says of it, `chance` living it; nothing before it was created.
    pub(crate) fn record(
        &self,
        client: Client,
        as_of: NaiveDate,
        chance: &mut Chance,
    ) -> Option<SipRecord> {
        if self.agreement.created_at.date() > as_of {
            return None;
        }
        let last = self.last_day(as_of);
        let mut life = Life::lived(&self.agreement, &self.habits, last, as_of, chance);
        self.settle(as_of, &mut life);
        let mut record = SipRecord::default();
        self.identify(client, &mut record);
        self.stamp(&life, as_of, &mut record);
        self.tell_agreement(&mut record);
        self.tell_mandate(&life, as_of, &mut record);
        self.tell_state(&life, as_of, &mut record);
        tell_payments(life, &mut record);
        self.gaps.leave_out(&mut record);
        Some(record)
    }

    /// The last day of its life up to `as_of`.
    fn last_day(&self, as_of: NaiveDate) -> NaiveDate {
        let lasts = [self.agreement.end, self.deleted_on];
        lasts.into_iter().flatten().fold(as_of, NaiveDate::min)
    }

    /// Whether it was deleted by then.
    fn is_deleted(&self, as_of: NaiveDate) -> bool {
        self.deleted_on.is_some_and(|deleted| deleted <= as_of)
    }

    /// Whether it has ended by then, and the firm has closed it for that.
    fn is_closed_at_end(&self, as_of: NaiveDate) -> bool {
        self.habits.closed_at_end && self.agreement.end.is_some_and(|end| end < as_of)
    }

    /// What happens to it beside its debits.
    fn settle(&self, as_of: NaiveDate, life: &mut Life) {
        let closed_on = self.agreement.end.and_then(|end| end.succ_opt());
        let closed_on = closed_on.filter(|_| self.is_closed_at_end(as_of));
        let deleted_on = self.deleted_on.filter(|_| self.is_deleted(as_of));
        let mandate_given = self.agreement.mandate_given_later.filter(|given| *given <= as_of);
        for day in [closed_on, deleted_on, mandate_given].into_iter().flatten() {
            life.change(day);
        }
    }

    /// When what the record tells happened, which stays as long as nothing else does; and when the
    /// warehouse took the record in, which is new in every export.
    fn stamp(&self, life: &Life, as_of: NaiveDate, record: &mut SipRecord) {
        let created_at = self.agreement.created_at;
        let changed_at = life.changed_on.map(|day| at_minute(day.min(as_of), self.seen.event));
        let event_date = changed_at.map_or(created_at, |changed| changed.max(created_at));
        record.event_date = Some(event_date);
        record.inserted_at = Some(at_minute(as_of, self.seen.inserted).max(event_date));
    }

    fn identify(&self, client: Client, record: &mut SipRecord) {
        let created_at = self.agreement.created_at;
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
        let deleted = self.is_deleted(as_of);
        let is_paused = life.pause.is_some_and(|pause| !pause.is_over);
        record.paused_from = life.pause.map(|pause| pause.from);
        record.paused_till = life.pause.and_then(|pause| pause.till);
        record.paused_reason = life.pause.and_then(|pause| pause.reason).map(str::to_owned);
        let closed = life.closed || self.is_closed_at_end(as_of);
        record.is_active = Some(!(closed || deleted || is_paused));
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
