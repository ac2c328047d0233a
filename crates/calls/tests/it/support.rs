//! Short ways to say a SIP, a book and what was done.

use std::sync::Arc;

use calls::{
    Action, Call, Chances, ClientWork, Dismissal, Outcome, Reason, WorkEvent, Worked, reasons_of,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use opportunity_core::{
    Account, AccountSip, Book, Kind, Paise, Percent, Period, SipRecord, Status,
};
use proptest::prelude::ProptestConfig;

/// The date of a book that no test moves.
pub(crate) const AS_OF: &str = "2026-01-30";

/// So many cases, or as many as the environment asks for.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => ProptestConfig::default(),
        Err(_) => ProptestConfig::with_cases(number),
    }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

/// So many days after a day, or before it.
pub(crate) fn after(day: NaiveDate, days: i64) -> NaiveDate {
    day + TimeDelta::days(days)
}

pub(crate) fn rupees(amount: i64) -> Paise {
    Paise::from_rupees(amount)
}

/// ₹5,000 on the 5th for not yet a year, of which no rule has anything to say at [`AS_OF`].
pub(crate) fn quiet() -> SipRecord {
    SipRecord {
        sip_meta_id: "1".into(),
        user_id: "asha".into(),
        agent_id: "4220".into(),
        amount: rupees(5_000),
        sip_days: Some("5".into()),
        scheme_name: vec!["Fund A (G)".into()],
        start_date: Some(day("2025-06-05")),
        first_success_order_date: Some(day("2025-06-05")),
        latest_success_order_date: Some(day("2026-01-05")),
        success_count: Some(8),
        success_amount: Some(rupees(40_000)),
        status: Status::Success,
        ..SipRecord::default()
    }
}

/// A SIP of which one kind speaks at [`AS_OF`], and no other.
pub(crate) fn speaking(kind: Kind) -> SipRecord {
    let mut sip = quiet();
    match kind {
        Kind::MissedDebits => sip.latest_success_order_date = Some(day("2025-12-05")),
        Kind::StoppedSips => sip.latest_success_order_date = Some(day("2025-10-05")),
        Kind::NeverStarted => {
            sip.start_date = Some(day("2025-12-05"));
            sip.first_success_order_date = None;
            sip.latest_success_order_date = None;
            (sip.success_count, sip.success_amount) = (None, None);
        }
        Kind::LostMandates => sip.has_current_mandate = Some(false),
        Kind::FailedSips => {
            sip.failed_amount = Some(rupees(10_000));
            sip.status = Status::Failed;
        }
        Kind::EndingSips => sip.end_date = Some(day("2026-03-05")),
        Kind::PausedSips => {
            sip.status = Status::Paused;
            sip.paused_from = Some(day("2025-12-10"));
        }
        Kind::HighValueInactive => {
            sip.is_active = Some(false);
            sip.success_amount = Some(rupees(400_000));
            sip.latest_success_order_date = Some(day("2025-09-05"));
        }
        Kind::NoSipIncrease => {
            sip.amount = rupees(3_500);
            sip.start_date = Some(day("2023-01-05"));
            sip.first_success_order_date = Some(day("2023-01-05"));
            (sip.success_count, sip.success_amount) = (Some(37), Some(rupees(129_500)));
            sip.increment_percentage = Some(Percent::from_hundredths(1_000));
            sip.increment_period = Period::parse("1Y");
        }
        Kind::NoStepUp => {
            sip.start_date = Some(day("2023-01-05"));
            sip.first_success_order_date = Some(day("2023-01-05"));
            (sip.success_count, sip.success_amount) = (Some(37), Some(rupees(185_000)));
        }
    }
    sip
}

pub(crate) fn named(id: &str, sip: SipRecord) -> SipRecord {
    SipRecord { sip_meta_id: id.into(), ..sip }
}

/// A book, every record held by an import of its date.
pub(crate) fn book(as_of: &str, records: &[SipRecord]) -> Book {
    let held: Vec<(SipRecord, NaiveDate)> =
        records.iter().map(|record| (record.clone(), day(as_of))).collect();
    book_of(day(as_of), &held)
}

/// A book, each record held by an import of the date beside it.
pub(crate) fn book_of(as_of: NaiveDate, held: &[(SipRecord, NaiveDate)]) -> Book {
    let mut builder = Book::builder(as_of);
    for (record, record_as_of) in held {
        builder.add(&record.facts(&[], *record_as_of)).unwrap();
    }
    builder.build().unwrap()
}

/// The reasons of the one account that a book has.
pub(crate) fn only_reasons(book: &Book) -> Vec<(Option<AccountSip<'_>>, Reason)> {
    let account = book.accounts().next().expect("an account");
    reasons_of(account, book.as_of().unwrap()).reasons
}

/// The call of an account, with what was done.
pub(crate) fn call_of<'a>(
    account: Account<'a>,
    book: &Book,
    work: &'a ClientWork,
    today: NaiveDate,
) -> Option<Call<'a>> {
    Call::of(account, book.as_of().unwrap(), work, today, &Chances::default())
}

/// A moment in the morning of a day in Asia/Kolkata.
fn morning(on: NaiveDate) -> DateTime<Utc> {
    on.and_hms_opt(4, 30, 0).unwrap().and_utc()
}

/// An event about one reason of mark 1, done on a day by a book of that day.
pub(crate) fn event(work_id: i64, on: &str, action: Action) -> WorkEvent {
    event_on(work_id, day(on), action)
}

pub(crate) fn event_on(work_id: i64, on: NaiveDate, action: Action) -> WorkEvent {
    WorkEvent {
        work_id,
        at: morning(on),
        by: "key:1".into(),
        agent_id: "4220".into(),
        user_id: "asha".into(),
        action,
        outcome: None,
        dismissal: None,
        until: None,
        check_on: None,
        note: None,
        reasons: vec![worked("repair~1", Kind::MissedDebits, 1)],
        undoes: None,
        undone_by: None,
        book_as_of: on,
    }
}

pub(crate) fn worked(key: &str, kind: Kind, mark: u8) -> Worked {
    Worked { key: key.into(), kind, mark, has_ended: false }
}

pub(crate) fn attempted(work_id: i64, on: &str, until: &str) -> WorkEvent {
    let event = event(work_id, on, Action::Attempted);
    WorkEvent { outcome: Some(Outcome::NoAnswer), until: Some(day(until)), ..event }
}

pub(crate) fn snoozed(work_id: i64, on: &str, until: &str) -> WorkEvent {
    WorkEvent { until: Some(day(until)), ..event(work_id, on, Action::Snoozed) }
}

pub(crate) fn promised(work_id: i64, on: &str, check_on: &str) -> WorkEvent {
    let event = event(work_id, on, Action::Promised);
    WorkEvent { outcome: Some(Outcome::WillPay), check_on: Some(day(check_on)), ..event }
}

pub(crate) fn dismissed(work_id: i64, on: &str, why: Dismissal, until: Option<&str>) -> WorkEvent {
    let event = event(work_id, on, Action::Dismissed);
    let reasons = match why.reach() {
        calls::Reach::Reasons => event.reasons.clone(),
        calls::Reach::Account | calls::Reach::Client => Vec::new(),
    };
    WorkEvent { dismissal: Some(why), until: until.map(day), reasons, ..event }
}

/// An event about other reasons.
pub(crate) fn about(event: WorkEvent, reasons: &[(&str, Kind, u8)]) -> WorkEvent {
    let reasons = reasons.iter().map(|(key, kind, mark)| worked(key, *kind, *mark)).collect();
    WorkEvent { reasons, ..event }
}

/// What was done about a client.
pub(crate) fn work(events: impl IntoIterator<Item = WorkEvent>) -> ClientWork {
    ClientWork { events: events.into_iter().map(Arc::new).collect(), no_contact: false }
}
