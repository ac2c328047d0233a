//! The record that an export of a date has of a life: what the product is told, and no more.

use chrono::{Days, NaiveDate};
use opportunity_core::{Paise, SipRecord, Status, StepUp};

use crate::debit::{Debit, Outcome};
use crate::life::Life;

/// The record of a life on a date.
#[must_use]
pub fn record(life: &Life, date: NaiveDate) -> SipRecord {
    let mut record = SipRecord {
        sip_meta_id: "1".to_owned(),
        user_id: "1".to_owned(),
        agent_id: "1".to_owned(),
        amount: life.instalment(date),
        ..SipRecord::default()
    };
    tell_agreement(life, &mut record);
    tell_state(life, date, &mut record);
    tell_payments(life, date, &mut record);
    record
}

fn tell_agreement(life: &Life, record: &mut SipRecord) {
    let agreement = &life.agreement;
    if life.told.days {
        let days: Vec<String> = agreement.days.iter().map(u32::to_string).collect();
        record.sip_days = Some(days.join(","));
    }
    record.num_days = Some(agreement.debit_days());
    record.scheme_name = (1..=agreement.schemes).map(|number| format!("Fund {number}")).collect();
    record.start_date = life.told.start.then_some(agreement.start);
    record.end_date = agreement.end.filter(|_| life.told.end);
    if let Some(growth) = agreement.growth {
        match growth.step_up {
            StepUp::Percentage(percentage) => record.increment_percentage = Some(percentage),
            StepUp::Amount(amount) => record.increment_amount = Some(amount),
        }
        record.increment_period = Some(growth.period);
    }
}

fn tell_state(life: &Life, date: NaiveDate, record: &mut SipRecord) {
    let circumstances = &life.circumstances;
    let paused = circumstances.is_paused(date);
    let closed = circumstances.closed_on.is_some_and(|closed| closed <= date);
    record.is_active = Some(!(paused || closed));
    let mandate_gone = circumstances.mandate_gone_since(date).is_some();
    record.has_current_mandate = life.told.mandate.then_some(!mandate_gone);
    let begun = circumstances.pause.filter(|pause| pause.from <= date);
    if let Some(pause) = begun.filter(|_| paused || life.told.past_pause) {
        record.paused_from = Some(pause.from);
        record.paused_till = (pause.until - Days::new(1)).into();
        record.paused_till = record.paused_till.filter(|_| life.told.pause_end);
    }
    record.status = if paused { Status::Paused } else { status(life, date) };
}

fn status(life: &Life, date: NaiveDate) -> Status {
    match life.debits.iter().rfind(|debit| debit.on <= date) {
        None => Status::Unknown,
        Some(debit) if !debit.is_told(date) => Status::InProgress,
        Some(debit) if debit.outcome == Outcome::Bounced => Status::Failed,
        Some(_) => Status::Success,
    }
}

fn tell_payments(life: &Life, date: NaiveDate, record: &mut SipRecord) {
    record.first_success_order_date = life.successes(date).map(|debit| debit.on).min();
    record.latest_success_order_date = life.successes(date).map(|debit| debit.on).max();
    let told = || life.debits.iter().filter(|debit| debit.is_told(date));
    let under_way = life.debits.iter().filter(|debit| debit.on <= date && !debit.is_told(date));
    record.failed_amount = Some(told().map(Debit::failed).sum());
    record.in_progress_amount = Some(under_way.map(|debit| debit.amount).sum());
    if life.told.totals {
        record.success_amount = Some(told().map(Debit::paid).sum::<Paise>());
        record.success_count = u32::try_from(life.successes(date).count()).ok();
    }
}
