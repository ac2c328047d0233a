//! The record that the export has of a life: what the product is told, and no more.

use opportunity_core::{Paise, SipRecord, Status, StepUp};

use crate::circumstances::Ending;
use crate::life::{Debit, Life, Outcome};

/// The record of a life on the book's date.
#[must_use]
pub fn record(life: &Life) -> SipRecord {
    let mut record = SipRecord {
        sip_meta_id: "1".to_owned(),
        user_id: "1".to_owned(),
        agent_id: "1".to_owned(),
        amount: life.instalment(),
        ..SipRecord::default()
    };
    tell_agreement(life, &mut record);
    tell_state(life, &mut record);
    tell_payments(life, &mut record);
    record
}

fn tell_agreement(life: &Life, record: &mut SipRecord) {
    let agreement = &life.agreement;
    record.num_days = Some(agreement.debit_days());
    record.scheme_name = (1..=agreement.schemes).map(|number| format!("Fund {number}")).collect();
    record.start_date = Some(agreement.start);
    match agreement.step_up {
        StepUp::Percentage(percentage) => record.increment_percentage = Some(percentage),
        StepUp::Amount(amount) => record.increment_amount = Some(amount),
    }
    record.increment_period = Some(agreement.period);
}

fn tell_state(life: &Life, record: &mut SipRecord) {
    let circumstances = &life.circumstances;
    record.is_active = Some(!matches!(circumstances.ending, Ending::Stopped | Ending::Paused));
    record.end_date = (circumstances.ending == Ending::Ended).then_some(circumstances.ending_from);
    record.status = match (circumstances.ending, life.debits.last()) {
        (Ending::Paused, _) => Status::Paused,
        (_, None) => Status::Unknown,
        (_, Some(debit)) => match debit.outcome {
            Outcome::Paid | Outcome::PaidInPart(_) => Status::Success,
            Outcome::Bounced => Status::Failed,
            Outcome::UnderWay => Status::InProgress,
        },
    };
}

fn tell_payments(life: &Life, record: &mut SipRecord) {
    record.first_success_order_date = life.successes().next().map(|debit| debit.on);
    record.latest_success_order_date = life.successes().next_back().map(|debit| debit.on);
    let sum = |part: fn(&Debit) -> Paise| life.debits.iter().map(part).sum::<Paise>();
    record.failed_amount = Some(sum(failed));
    record.in_progress_amount = Some(sum(under_way));
    if life.circumstances.totals_told {
        record.success_amount = Some(sum(paid));
        record.success_count = u32::try_from(life.successes().count()).ok();
    }
}

/// What went through of a debit.
#[must_use]
pub fn paid(debit: &Debit) -> Paise {
    match debit.outcome {
        Outcome::Paid => debit.amount,
        Outcome::PaidInPart(bounced) => debit.amount - bounced,
        Outcome::Bounced | Outcome::UnderWay => Paise::ZERO,
    }
}

fn failed(debit: &Debit) -> Paise {
    match debit.outcome {
        Outcome::PaidInPart(bounced) => bounced,
        Outcome::Bounced => debit.amount,
        Outcome::Paid | Outcome::UnderWay => Paise::ZERO,
    }
}

fn under_way(debit: &Debit) -> Paise {
    if debit.outcome == Outcome::UnderWay { debit.amount } else { Paise::ZERO }
}
