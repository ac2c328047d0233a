//! Short ways to say a SIP, and to ask what is said about it.

use chrono::NaiveDate;
use opportunity_core::{
    Book, ClientAccount, Detail, Kind, Opportunity, Paise, Percent, Period, Policy, SipRecord,
    Status,
};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

pub(crate) fn rupees(amount: i64) -> Paise {
    Paise::from_rupees(amount)
}

/// A SIP that pays: ₹5,000 a month for not yet a year, no step-up agreed, nothing failed. No rule has
/// anything to say about it.
pub(crate) fn paying() -> SipRecord {
    SipRecord {
        sip_meta_id: "1".into(),
        user_id: "asha".into(),
        agent_id: "4220".into(),
        amount: rupees(5_000),
        scheme_name: vec!["Fund A (G)".into()],
        start_date: Some(day("2025-06-05")),
        first_success_order_date: Some(day("2025-06-05")),
        latest_success_order_date: Some(day("2026-01-05")),
        status: Status::Success,
        ..SipRecord::default()
    }
}

/// Reads `10% 1Y` or `₹500 6M` into the record.
pub(crate) fn step_up(record: &mut SipRecord, words: &str) {
    let (size, period) = words.split_once(' ').expect("size and period");
    match size.strip_suffix('%') {
        Some(percent) => {
            let hundredths = (percent.parse::<f64>().expect("a percentage") * 100.0).round();
            record.increment_percentage = Some(Percent::from_hundredths(hundredths as u64));
        }
        None => {
            let amount = size.trim_start_matches('₹').parse().expect("rupees");
            record.increment_amount = Some(rupees(amount));
        }
    }
    record.increment_period = Some(Period::parse(period).expect("a period"));
}

/// The default thresholds, but for this one.
pub(crate) fn policy(kind: Kind, threshold: &str, value: i64) -> Policy {
    Policy::default().with(kind, threshold, value).unwrap()
}

/// Every record held by an import of the book's date.
pub(crate) fn book(as_of: &str, records: &[SipRecord]) -> Book {
    let as_of = day(as_of);
    let mut builder = Book::builder(as_of);
    for record in records {
        builder.add(&record.facts(&[], as_of)).unwrap();
    }
    builder.build().unwrap()
}

/// What the rule says of a SIP: risk, worth and words, or why it is silent.
pub(crate) fn said_of_sip(
    kind: Kind,
    record: &SipRecord,
    as_of: NaiveDate,
    policy: &Policy,
) -> String {
    let findings = record.facts(&[], as_of).findings(as_of, policy).unwrap();
    let finding = findings.iter().find(|finding| finding.kind == kind);
    match &finding.unwrap_or_else(|| panic!("{} is not about one SIP", kind.name())).outcome {
        Err(silence) => silence.to_string(),
        Ok(call) => format!(
            "{} {} [{}] {}",
            call.risk_score,
            call.potential_increase,
            details(call),
            call.description
        ),
    }
}

/// The rule's own fields, one after the other.
pub(crate) fn details(call: &Opportunity<'_>) -> String {
    let details: Vec<String> = call.details.iter().map(|(_, value)| detail(value)).collect();
    details.join(" ")
}

/// What the rule says of a client account.
pub(crate) fn said_of_client(
    kind: Kind,
    records: &[SipRecord],
    as_of: NaiveDate,
    policy: &Policy,
) -> String {
    let facts: Vec<_> = records.iter().map(|record| record.facts(&[], as_of)).collect();
    let said = ClientAccount::new(&facts).unwrap().findings(as_of, policy);
    let finding = said.findings.iter().find(|finding| finding.kind == kind);
    match &finding.unwrap_or_else(|| panic!("{} is not about a client", kind.name())).outcome {
        Err(silence) => silence.to_string(),
        Ok(call) => format!(
            "{} {} of {} [{}] {}",
            call.risk_score,
            call.potential_increase,
            call.current_sip_amount,
            details(call),
            call.description
        ),
    }
}

fn detail(detail: &Detail<'_>) -> String {
    match detail {
        Detail::Nothing => "none".to_owned(),
        Detail::Count(count) => count.to_string(),
        Detail::PercentTenths(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
        Detail::Word(word) => (*word).to_owned(),
        Detail::Text(text) => format!("{text:?}"),
        Detail::Date(date) => date.to_string(),
    }
}

/// Who is to be called: kind, SIP, client and agent.
pub(crate) fn who(opportunity: &Opportunity<'_>) -> String {
    format!(
        "{} {} {} {}",
        opportunity.kind.name(),
        opportunity.sip_meta_id.unwrap_or("-"),
        opportunity.user_id,
        opportunity.agent_id
    )
}
