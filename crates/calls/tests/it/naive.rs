//! Spells and changes once more, in the plainest words: a history of books with their records goes in,
//! and each key is told from the first book on. Slow, and shares nothing with what it checks but the
//! opportunities that the rules find.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use opportunity_core::{Book, Kind, SipRecord, Status};

use crate::support::book_of;

/// A book of the history: its date, and every record that it holds or hides as deleted, each with the
/// date of the newest import that held it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) as_of: NaiveDate,
    pub(crate) records: Vec<(SipRecord, NaiveDate)>,
}

/// A reason in a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NaiveReason {
    pub(crate) user_id: String,
    pub(crate) agent_id: String,
    pub(crate) kind: &'static str,
    pub(crate) mark: u8,
    pub(crate) monthly_value: i128,
}

/// A spell that runs or rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NaiveSpell {
    pub(crate) since: NaiveDate,
    pub(crate) reason: NaiveReason,
    pub(crate) resting_since: Option<NaiveDate>,
    pub(crate) regressed: bool,
}

/// What a book came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NaiveOutcome {
    pub(crate) spells: BTreeMap<String, NaiveSpell>,
    /// The place of the change within a book, its key, and why it ended.
    pub(crate) changes: Vec<(u8, String, &'static str)>,
    pub(crate) ended: Vec<(String, &'static str)>,
}

const ORDER: [(&str, &[Kind]); 3] = [
    (
        "repair",
        &[
            Kind::MissedDebits,
            Kind::LostMandates,
            Kind::NeverStarted,
            Kind::StoppedSips,
            Kind::FailedSips,
        ],
    ),
    ("keep", &[Kind::EndingSips, Kind::PausedSips]),
    ("grow", &[Kind::NoSipIncrease, Kind::NoStepUp]),
];

fn is_live(sip: &SipRecord, as_of: NaiveDate) -> bool {
    sip.is_active != Some(false) && sip.deleted != Some(true) && !has_ended(sip, as_of)
}

fn has_ended(sip: &SipRecord, as_of: NaiveDate) -> bool {
    sip.end_date.is_some_and(|end| end < as_of)
}

/// The records of these tests say that a SIP is paused by its status alone.
fn is_paused(sip: &SipRecord) -> bool {
    sip.status == Status::Paused
}

fn monthly_amount(sip: &SipRecord) -> i128 {
    sip.amount.paise() * i128::from(sip.num_days.unwrap_or(1))
}

fn value_of(kind: Kind, sip: &SipRecord, increase: i128, as_of: NaiveDate) -> i128 {
    match kind {
        Kind::NoSipIncrease | Kind::NoStepUp => increase,
        Kind::FailedSips => {
            let mends = sip.has_current_mandate == Some(false) || sip.status == Status::Failed;
            if mends && is_live(sip, as_of) { monthly_amount(sip) } else { 0 }
        }
        _ => monthly_amount(sip),
    }
}

/// Every reason of a book, by key.
pub(crate) fn reasons(book: &Book, held: &Held) -> BTreeMap<String, NaiveReason> {
    let mut found = BTreeMap::new();
    for account in book.accounts() {
        let mut add = |key: String, kind: Kind, mark, monthly_value| {
            let (user_id, agent_id) = (account.user_id().to_owned(), account.agent_id().to_owned());
            if monthly_value > 0 {
                found.entry(key).or_insert(NaiveReason {
                    user_id,
                    agent_id,
                    kind: kind.name(),
                    mark,
                    monthly_value,
                });
            }
        };
        for sip in account.sips() {
            let record = held.records.iter().find(|(it, _)| it.sip_meta_id == sip.sip_meta_id());
            let record = &record.unwrap().0;
            let missed = sip.sip().digest().missed_debits().filter(|_| !is_paused(record));
            for (nature, kinds) in ORDER {
                let mark = if nature == "repair" { missed.unwrap_or(0).min(3) as u8 } else { 0 };
                for kind in kinds {
                    if let Some(said) = sip.opportunity(*kind) {
                        let increase = said.potential_increase.paise();
                        let value = value_of(*kind, record, increase, held.as_of);
                        add(format!("{nature}~{}", sip.sip_meta_id()), *kind, mark, value);
                    }
                }
            }
        }
        if let Some(said) = account.opportunity(Kind::HighValueInactive) {
            let key = format!("account~{}~{}", account.agent_id(), account.user_id());
            add(key, Kind::HighValueInactive, 0, said.potential_increase.paise());
        }
    }
    found
}

/// Whether a newer book shows that the reason was mended. `had` is the newest record before that had
/// the reason.
fn sip_recovered(kind: &str, had: &SipRecord, now: &SipRecord, book: &Book, stands: bool) -> bool {
    let paid = now.latest_success_order_date > had.latest_success_order_date;
    match kind {
        "no_sip_increase" => now.amount > had.amount,
        "no_step_up" => now.increment_percentage.is_some() || now.increment_amount.is_some(),
        "failed_sips" | "missed_debits" | "never_started" | "stopped_sips" => paid,
        "lost_mandates" => now.has_current_mandate != Some(false) || (paid && !stands),
        "paused_sips" => {
            let account =
                book.accounts_of(&now.user_id).find(|it| it.sip(&now.sip_meta_id).is_some());
            let sip = account.and_then(|account| account.sip(&now.sip_meta_id)).unwrap();
            !is_paused(now) && sip.sip().digest().missed_debits() == Some(0)
        }
        "ending_sips" => match (had.end_date, now.end_date) {
            (_, None) => true,
            (Some(had), Some(now)) => now > had,
            (None, Some(_)) => false,
        },
        kind => panic!("{kind}"),
    }
}

/// Why a spell has ended in a book, if it has. `had` is the newest book before that had the reason.
fn end_of(
    key: &str,
    spell: &NaiveSpell,
    (had, now): (&Held, &Held),
    book: &Book,
    reason: Option<&NaiveReason>,
    is_newer: bool,
) -> Option<&'static str> {
    let ids: Vec<&str> = key.split('~').collect();
    let after_resting = |least: i64| {
        let days = spell.resting_since.map(|first| (now.as_of - first).num_days());
        days.filter(|days| *days >= least).map(|_| "no_longer_so")
    };
    // With the reason there it is back; a rest of more than 45 days ends it all the same.
    let end_by = |facts: [(bool, &'static str); 4]| match reason {
        Some(_) => after_resting(46),
        None => facts.iter().find(|(is_so, _)| *is_so).map(|it| it.1).or_else(|| after_resting(45)),
    };
    if let ["account", agent, user] = ids[..] {
        let of = |held: &Held| -> Vec<SipRecord> {
            let own = held.records.iter().map(|(it, _)| it);
            own.filter(|it| it.agent_id == agent && it.user_id == user).cloned().collect()
        };
        let latest = |sips: &[SipRecord], is_in: &dyn Fn(&SipRecord) -> bool| {
            sips.iter().filter(|it| is_in(it)).filter_map(|it| it.latest_success_order_date).max()
        };
        let (had, all) = (of(had), of(now));
        let kept: Vec<&SipRecord> = all.iter().filter(|it| it.deleted != Some(true)).collect();
        let paid = latest(&all, &|it| is_live(it, now.as_of));
        if !is_newer {
            return None;
        }
        if paid > latest(&had, &|it| it.deleted != Some(true)) {
            return Some("recovered");
        }
        return end_by([
            (all.is_empty(), "left_the_book"),
            (kept.is_empty(), "deleted"),
            (kept.iter().all(|it| has_ended(it, now.as_of)), "ended"),
            (kept.iter().all(|it| it.is_active == Some(false) && !is_paused(it)), "not_active"),
        ]);
    }
    let of = |held: &Held| {
        held.records.iter().map(|(it, _)| it).find(|it| it.sip_meta_id == ids[1]).cloned()
    };
    let (had, sip) = (of(had).unwrap(), of(now));
    if sip.as_ref().is_some_and(|sip| sip.user_id != spell.reason.user_id) {
        return Some("other_client");
    }
    if !is_newer {
        return None;
    }
    let Some(sip) = sip else { return Some("left_the_book") };
    if is_live(&sip, now.as_of)
        && sip_recovered(spell.reason.kind, &had, &sip, book, reason.is_some())
    {
        return Some("recovered");
    }
    end_by([
        (false, ""),
        (sip.deleted == Some(true), "deleted"),
        (has_ended(&sip, now.as_of), "ended"),
        (sip.is_active == Some(false) && !is_paused(&sip), "not_active"),
    ])
}

/// What the last book of a history came to.
pub(crate) fn outcome(history: &[Held]) -> NaiveOutcome {
    let books: Vec<Book> = history.iter().map(|it| book_of(it.as_of, &it.records)).collect();
    let reasons: Vec<_> =
        books.iter().zip(history).map(|(book, held)| reasons(book, held)).collect();
    let keys: BTreeSet<&String> = reasons.iter().flat_map(BTreeMap::keys).collect();
    let mut outcome = NaiveOutcome::default();
    for key in keys {
        live_through(key, history, &books, &reasons, &mut outcome);
    }
    outcome.changes.sort();
    outcome.ended.sort();
    outcome
}

/// One key from the first book to the last.
fn live_through(
    key: &str,
    history: &[Held],
    books: &[Book],
    reasons: &[BTreeMap<String, NaiveReason>],
    outcome: &mut NaiveOutcome,
) {
    let mut spell: Option<NaiveSpell> = None;
    let mut had_in = 0;
    let mut recovered_on: Option<NaiveDate> = None;
    for at in 0..history.len() {
        let (now, is_last) = (&history[at], at + 1 == history.len());
        let is_newer = at == 0 || history[at - 1].as_of < now.as_of;
        let reason = reasons[at].get(key);
        let mut changes: Vec<(u8, &'static str)> = Vec::new();
        let ended = spell.as_ref().and_then(|spell| {
            end_of(key, spell, (&history[had_in], now), &books[at], reason, is_newer)
        });
        if let Some(why) = ended {
            spell = None;
            changes.push((0, why));
        }
        spell = match (spell, reason) {
            (None, None) => None,
            (None, Some(reason)) => {
                let is_known =
                    books[..at].iter().any(|book| book.agent_place(&reason.agent_id).is_some());
                if is_known {
                    changes.push((2, ""));
                }
                // By the newest recovery alone.
                let regressed = recovered_on
                    .is_some_and(|on: NaiveDate| (1..=90).contains(&(now.as_of - on).num_days()));
                Some(NaiveSpell {
                    since: now.as_of,
                    reason: reason.clone(),
                    resting_since: None,
                    regressed,
                })
            }
            (Some(spell), None) => {
                Some(NaiveSpell { resting_since: spell.resting_since.or(Some(now.as_of)), ..spell })
            }
            (Some(spell), Some(reason)) => {
                if reason.mark > spell.reason.mark {
                    changes.push((1, ""));
                }
                Some(NaiveSpell { reason: reason.clone(), resting_since: None, ..spell })
            }
        };
        if ended == Some("recovered") {
            recovered_on = Some(now.as_of);
        }
        if reason.is_some() {
            had_in = at;
        }
        if is_last {
            if at > 0 && is_newer {
                outcome
                    .changes
                    .extend(changes.iter().map(|(place, why)| (*place, key.to_owned(), *why)));
            }
            outcome.ended.extend(ended.map(|why| (key.to_owned(), why)));
        }
    }
    outcome.spells.extend(spell.map(|spell| (key.to_owned(), spell)));
}
