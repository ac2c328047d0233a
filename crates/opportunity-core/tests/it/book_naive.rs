//! Random books, asked the same of the crate and of the plainest code.

use chrono::{Days, NaiveDate};
use opportunity_core::{
    Book, Detail, Kind, Observation, Opportunity, Paise, Percent, Period, Policy, Query, Scope,
    Silence, SipRecord, Status, UNASSIGNED_AGENT,
};
use proptest::prelude::*;

use crate::naive;
use crate::support::{day, paying, rupees};

/// A record, what imports saw of it, and when one last held it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) record: SipRecord,
    /// The record's period, in words and in months.
    period: (&'static str, u32),
    pub(crate) history: Vec<Observation>,
    pub(crate) record_as_of: NaiveDate,
}

pub(crate) const AS_OF: &str = "2026-01-30";

/// Few values each, so that ties are common; the first is where a failure shrinks to.
pub(crate) fn held() -> impl Strategy<Value = Held> {
    prop::collection::vec(any::<u8>(), 32).prop_map(|bytes| {
        let mut bytes = bytes.into_iter();
        let mut pick = |choices: usize| usize::from(bytes.next().unwrap()) % choices;
        let dates =
            ["2026-01-30", "2025-12-02", "2025-12-01", "2025-10-27", "2025-04-05", "2019-02-28"];
        let starts = ["2023-07-30", "2025-01-30", "2025-01-31", "2021-02-28"];
        let mut record = paying();
        let users = ["asha", "Bala", "bala", "é", "a", "asha-kumari", "asha-kumar"];
        record.user_id = users[pick(7)].into();
        record.agent_id = ["10", "9", "0", "100", "b"][pick(5)].into();
        record.amount =
            [rupees(1_100), rupees(2_000), Paise::new(101), rupees(1_320), Paise::new(133_350)]
                [pick(5)];
        record.num_days = [None, Some(2), Some(0)][pick(3)];
        record.sip_days =
            [None, Some("1,15".to_owned()), Some("1,,15, ".to_owned())][pick(3)].clone();
        record.start_date = Some(day(starts[pick(4)])).filter(|_| pick(8) > 0);
        record.first_success_order_date = None;
        let latest = dates[pick(6)];
        record.latest_success_order_date = (pick(6) > 0).then(|| day(latest));
        record.end_date = [None, Some(day("2026-01-30")), Some(day("2026-01-29"))][pick(3)];
        let percent = [1_000, 0, 1_500, 1_250][pick(4)];
        record.increment_percentage =
            Some(Percent::from_hundredths(percent)).filter(|_| pick(4) > 0);
        record.increment_amount = [None, Some(rupees(100))][pick(2)];
        let period = [("1Y", 12), ("6M", 6), ("", 0)][pick(3)];
        record.increment_period = Period::parse(period.0);
        let count = [30, 12, 0][pick(3)];
        record.success_count = (count > 0).then_some(count);
        let totals = [
            record.amount.times(count),
            rupees(i64::from(count) * 1_000 + 500),
            rupees(100_000),
            Paise::new(9_999_999),
            rupees(50_000),
        ];
        record.success_amount = Some(totals[pick(5)]).filter(|_| pick(6) > 0);
        record.failed_amount =
            [None, Some(rupees(5_000)), Some(Paise::new(499_999)), Some(rupees(100_000))][pick(4)];
        record.scheme_name = vec!["Fund".into(); pick(3)];
        let statuses =
            [Status::Success, Status::InProgress, Status::Failed, Status::Other("Held".into())];
        record.status = statuses[pick(4)].clone();
        record.is_active = [None, Some(true), Some(false)][pick(3)];
        record.has_current_mandate = [None, Some(true), Some(false)][pick(3)];
        record.deleted = (pick(6) == 1).then_some(true);
        let amounts: &[i64] = [&[][..], &[1_000, 1_100], &[1_100, 1_000, 1_100]][pick(3)];
        let history = (0u64..)
            .zip(amounts)
            .map(|(nth, amount)| Observation {
                as_of: day("2024-11-30") + Days::new(nth * 31),
                amount: rupees(*amount),
            })
            .collect();
        let record_as_of = day(["2026-01-30", "2025-12-15"][pick(2)]);
        Held { record, period, history, record_as_of }
    })
}

fn portfolio() -> impl Strategy<Value = Vec<Held>> {
    prop::collection::vec(held(), 0..40).prop_map(|mut all| {
        for (number, held) in all.iter_mut().enumerate() {
            held.record.sip_meta_id = (number * 7 % 101).to_string();
        }
        all
    })
}

/// The book's external ids: `b` and `9` share theirs, `10` has none.
const NAMES: [(&str, &str); 4] =
    [("b", "ag_shared"), ("9", "ag_shared"), ("100", "ag_100"), ("0", "never said")];

fn name_of(agent_id: &str) -> Option<&'static str> {
    if agent_id == UNASSIGNED_AGENT {
        return Some("unassigned");
    }
    NAMES.iter().find(|(agent, _)| *agent == agent_id).map(|(_, name)| *name)
}

fn book_of(portfolio: &[Held]) -> Book {
    let mut builder = Book::builder(day(AS_OF));
    for held in portfolio {
        builder.add(&held.record.facts(&held.history, held.record_as_of)).unwrap();
    }
    for (agent, name) in NAMES {
        builder.external_id(agent, name);
    }
    builder.build().unwrap()
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    kind: Option<Kind>,
    scope: Scope,
    min_months: i64,
    min_failed: i64,
    min_invested: i64,
    min_days: i64,
    pub(crate) as_of: Option<NaiveDate>,
}

impl Question {
    pub(crate) fn policy(&self) -> Policy {
        Policy::default()
            .with(Kind::NoSipIncrease, "min_months", self.min_months)
            .and_then(|p| p.with(Kind::FailedSips, "min_failed_amount", self.min_failed))
            .and_then(|p| p.with(Kind::HighValueInactive, "min_invested_amount", self.min_invested))
            .and_then(|p| p.with(Kind::HighValueInactive, "min_inactive_days", self.min_days))
            .unwrap()
    }

    fn query(&self) -> Query {
        Query {
            kind: self.kind,
            scope: self.scope.clone(),
            policy: self.policy(),
            as_of: self.as_of,
        }
    }

    /// Whether the agent is the one asked for, by either id, or one of those, by its own.
    fn asks_for(&self, agent_id: &str) -> bool {
        match &self.scope {
            Scope::Everyone => true,
            Scope::Agent(id) => id == agent_id || name_of(agent_id) == Some(id),
            Scope::Agents(ids) => ids.iter().any(|id| id == agent_id),
        }
    }
}

fn kinds() -> impl Strategy<Value = Option<Kind>> {
    prop::option::of(prop::sample::select(Kind::ALL.to_vec()))
}

fn scopes() -> impl Strategy<Value = Scope> {
    let ids = ["10", "9", "0", "unassigned", "ag_shared", "ag_100", "b", "never said", "1"];
    let id = prop::sample::select(ids.to_vec()).prop_map(str::to_owned);
    prop_oneof![
        Just(Scope::Everyone),
        id.clone().prop_map(Scope::Agent),
        prop::collection::vec(id, 0..5).prop_map(Scope::Agents),
    ]
}

pub(crate) fn question() -> impl Strategy<Value = Question> {
    let as_of = prop::sample::select(vec![
        None,
        Some(day(AS_OF)),
        Some(day("2026-01-31")),
        Some(day("2027-02-28")),
    ]);
    let defaults = Just((12, 500_000, 10_000_000, 60));
    let moved = (1i64..40, 0i64..1_000_000, 0i64..20_000_000, 1i64..400);
    (kinds(), scopes(), prop_oneof![defaults, moved], as_of).prop_map(
        |(kind, scope, (min_months, min_failed, min_invested, min_days), as_of)| Question {
            kind,
            scope,
            min_months,
            min_failed,
            min_invested,
            min_days,
            as_of,
        },
    )
}

/// An opportunity, owned. What orders it comes first.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    risk: i128,
    worth: i128,
    kind: &'static str,
    sip: String,
    user: String,
    agent: String,
    name: Option<String>,
    words: String,
    monthly: i128,
    last_activity: Option<NaiveDate>,
    days: Option<u32>,
    invested: i128,
    failed: Option<i128>,
    record_as_of: NaiveDate,
    details: Vec<Detail>,
}

impl From<&Opportunity<'_>> for Row {
    fn from(said: &Opportunity<'_>) -> Self {
        Self {
            risk: said.risk_score.hundredths().into(),
            worth: said.potential_increase.paise(),
            kind: said.kind.name(),
            sip: said.sip_meta_id.unwrap_or_default().to_owned(),
            user: said.user_id.to_owned(),
            agent: said.agent_id.to_owned(),
            name: said.agent_external_id.map(str::to_owned),
            words: said.description.clone(),
            monthly: said.current_sip_amount.paise(),
            last_activity: said.last_activity,
            days: said.days_since_activity,
            invested: said.total_invested.paise(),
            failed: said.failed_amount.map(|failed| failed.paise()),
            record_as_of: said.record_as_of,
            details: said.details.iter().map(|(_, detail)| *detail).collect(),
        }
    }
}

fn row_of(held: &Held, as_of: NaiveDate) -> Row {
    let record = &held.record;
    Row {
        risk: 0,
        worth: 0,
        kind: "",
        sip: record.sip_meta_id.clone(),
        user: record.user_id.clone(),
        agent: record.agent_id.clone(),
        name: name_of(&record.agent_id).map(str::to_owned),
        words: String::new(),
        monthly: naive::monthly(record),
        last_activity: record.latest_success_order_date,
        days: record.latest_success_order_date.map(|latest| naive::days_between(latest, as_of)),
        invested: record.success_amount.map_or(0, |money| money.paise()),
        failed: None,
        record_as_of: held.record_as_of,
        details: Vec::new(),
    }
}

fn no_sip_increase(held: &Held, as_of: NaiveDate, question: &Question) -> Option<Row> {
    let record = &held.record;
    let (period_words, period_months) = held.period;
    let step_up = naive::agreed(record).filter(|_| period_months > 0)?;
    if !naive::is_active(record) || naive::has_ended(record, as_of) || !naive::is_running(record) {
        return None;
    }
    let progress = naive::progress(record, period_months, &held.history).ok()?;
    let since = progress.last_increase.unwrap_or(progress.running_since);
    let months = naive::months_between_by_walking(since, as_of);
    if progress.expected <= progress.made || i64::from(months) < question.min_months {
        return None;
    }
    let step = match step_up {
        opportunity_core::StepUp::Amount(amount) => amount.paise(),
        opportunity_core::StepUp::Percentage(percent) => {
            naive::rounded(record.amount.paise() * i128::from(percent.hundredths()), 10_000)
        }
    };
    let (expected, made) = (progress.expected, progress.made);
    Some(Row {
        kind: "no_sip_increase",
        risk: naive::rounded(i128::from(months) * 100, 6).min(1_000),
        worth: step * naive::debit_days(record),
        words: format!(
            "Client hasn't increased SIP for {months} months. Expected {expected} increments based on {period_words} period, {made} made."
        ),
        details: vec![
            Detail::Count(expected),
            Detail::Count(made),
            Detail::Count(months),
            Detail::Date(progress.last_increase),
            Detail::Word(naive::evidence_word(progress.evidence)),
        ],
        ..row_of(held, as_of)
    })
}

fn failed_sips(held: &Held, as_of: NaiveDate, question: &Question) -> Option<Row> {
    let record = &held.record;
    let failed = record.failed_amount?.paise();
    if record.deleted == Some(true) || failed == 0 || failed < i128::from(question.min_failed) {
        return None;
    }
    let due = failed + record.success_amount.map_or(0, |money| money.paise());
    let tenths = naive::rounded(failed * 1_000, due);
    let (action, advice) = if record.has_current_mandate == Some(false) {
        ("renew_mandate", "There is no current mandate: renew it.")
    } else if record.status == Status::Failed {
        ("resolve_payment", "The last debit failed: resolve the payment issue.")
    } else {
        ("recover_missed", "Debits go through again: recover the missed instalments.")
    };
    Some(Row {
        kind: "failed_sips",
        risk: naive::rounded(failed * 1_000, due),
        worth: failed,
        failed: Some(failed),
        words: format!(
            "Failed amount: {} ({}.{}% failure rate). Status: {}. {advice}",
            naive::in_rupees(failed),
            tenths / 10,
            tenths % 10,
            naive::status_word(&record.status)
        ),
        details: vec![Detail::PercentTenths(tenths as u16), Detail::Word(action)],
        ..row_of(held, as_of)
    })
}

/// The account that this SIP belongs to, told by its first SIP alone so that it comes once.
fn high_value_inactive(
    held: &Held,
    portfolio: &[Held],
    as_of: NaiveDate,
    question: &Question,
) -> Option<Row> {
    let mine = |other: &&Held| {
        other.record.user_id == held.record.user_id
            && other.record.agent_id == held.record.agent_id
            && other.record.deleted != Some(true)
    };
    let account: Vec<&Held> = portfolio.iter().filter(mine).collect();
    if account.first()?.record.sip_meta_id != held.record.sip_meta_id {
        return None;
    }
    let sum = |of: &dyn Fn(&SipRecord) -> i128| account.iter().map(|sip| of(&sip.record)).sum();
    let invested: i128 = sum(&|record| record.success_amount.map_or(0, |money| money.paise()));
    let latest = account.iter().filter_map(|sip| sip.record.latest_success_order_date).max()?;
    let days = naive::days_between(latest, as_of);
    if invested < i128::from(question.min_invested) || i64::from(days) < question.min_days {
        return None;
    }
    let is_live = |record: &SipRecord| naive::is_active(record) && !naive::has_ended(record, as_of);
    let any_live = account.iter().any(|sip| is_live(&sip.record));
    let monthly: i128 = sum(&|record| {
        if is_live(record) || !any_live { naive::monthly(record) } else { 0 }
    });
    Some(Row {
        kind: "high_value_inactive",
        risk: naive::rounded(i128::from(days) * 100, 30).min(1_000),
        worth: naive::rounded(monthly, 2),
        sip: String::new(),
        words: format!(
            "High-value client ({} invested) inactive for {days} days. Good candidate for a portfolio review or additional products.",
            naive::in_rupees(invested)
        ),
        monthly,
        last_activity: Some(latest),
        days: Some(days),
        invested,
        record_as_of: account.iter().map(|sip| sip.record_as_of).min()?,
        details: vec![Detail::Count(account.len() as u32)],
        ..row_of(held, as_of)
    })
}

/// Everything is judged, filtered and sorted.
fn answer(portfolio: &[Held], question: &Question) -> Vec<Row> {
    let as_of = question.as_of.unwrap_or(day(AS_OF));
    let mut rows: Vec<Row> = portfolio
        .iter()
        .flat_map(|held| {
            [
                no_sip_increase(held, as_of, question),
                failed_sips(held, as_of, question),
                high_value_inactive(held, portfolio, as_of, question),
            ]
        })
        .flatten()
        .filter(|row| question.kind.is_none_or(|kind| kind.name() == row.kind))
        .filter(|row| question.asks_for(&row.agent))
        .collect();
    let kind_order = ["no_sip_increase", "failed_sips", "high_value_inactive"];
    rows.sort_by_key(|row| {
        let (first, second) = match question.kind {
            Some(Kind::HighValueInactive) => (row.invested, i128::from(row.days.unwrap_or(0))),
            _ => (row.risk, row.worth),
        };
        let kind = kind_order.iter().position(|kind| *kind == row.kind);
        let ids = [&row.sip, &row.user, &row.agent].map(|id| id.clone().into_bytes());
        (-first, -second, kind, ids)
    });
    rows
}

fn rows(book: &Book, query: &Query, offset: usize, limit: usize) -> (usize, Vec<Row>) {
    let page = book.page(query, offset, limit);
    (page.total, page.opportunities.iter().map(Row::from).collect())
}

#[test]
fn the_naive_answer_is_not_empty_by_accident() {
    let mut record = paying();
    record.failed_amount = Some(rupees(5_000));
    record.success_amount = Some(rupees(100_000));
    record.latest_success_order_date = Some(day("2025-12-01"));
    record.increment_percentage = Some(Percent::from_hundredths(1_000));
    record.increment_period = Period::parse("1Y");
    let held = Held { record, period: ("1Y", 12), history: Vec::new(), record_as_of: day(AS_OF) };
    let question = Question {
        kind: None,
        scope: Scope::Everyone,
        min_months: 12,
        min_failed: 500_000,
        min_invested: 10_000_000,
        min_days: 60,
        as_of: None,
    };
    let kinds: Vec<_> =
        answer(std::slice::from_ref(&held), &question).iter().map(|row| row.kind).collect();
    assert_eq!(kinds, ["no_sip_increase", "high_value_inactive", "failed_sips"]);
    assert_eq!(
        naive::progress(
            &SipRecord { start_date: None, first_success_order_date: None, ..held.record },
            12,
            &[]
        ),
        Err(Silence::NoStart)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_page_is_that_part_of_the_naive_list(
        portfolio in portfolio(),
        question in question(),
        offset in 0usize..20,
        limit in 0usize..20,
    ) {
        let book = book_of(&portfolio);
        let query = question.query();
        let expected = answer(&portfolio, &question);
        let whole = rows(&book, &query, 0, usize::MAX);
        prop_assert_eq!(&whole, &(expected.len(), expected.clone()));

        let from = offset.min(expected.len());
        let to = (offset + limit).min(expected.len()).max(from);
        let page = rows(&book, &query, offset, limit);
        prop_assert_eq!(page, (expected.len(), expected[from..to].to_vec()));
    }

    #[test]
    fn pages_of_any_size_join_to_the_list(
        portfolio in portfolio(),
        question in question(),
        limit in 1usize..9,
    ) {
        let book = book_of(&portfolio);
        let query = question.query();
        let (total, whole) = rows(&book, &query, 0, usize::MAX);
        let mut joined = Vec::new();
        while joined.len() < total {
            let (again, page) = rows(&book, &query, joined.len(), limit);
            prop_assert_eq!(again, total);
            prop_assert!(!page.is_empty());
            joined.extend(page);
        }
        prop_assert_eq!(joined, whole);
    }

    #[test]
    fn stats_are_the_sums_of_the_list(portfolio in portfolio(), question in question()) {
        let book = book_of(&portfolio);
        let query = question.query();
        let expected = answer(&portfolio, &question);
        let stats = book.stats(&query);
        for kind in Kind::ALL {
            let of_kind = expected.iter().filter(|row| row.kind == kind.name());
            prop_assert_eq!(stats.of(kind).count, of_kind.clone().count() as u64);
            let worth: i128 = of_kind.map(|row| row.worth).sum();
            prop_assert_eq!(stats.of(kind).potential_revenue.paise(), worth);
        }
        prop_assert_eq!(stats.total().count, expected.len() as u64);
        let worth: i128 = expected.iter().map(|row| row.worth).sum();
        prop_assert_eq!(stats.total().potential_revenue.paise(), worth);
    }

    #[test]
    fn agents_are_the_sums_of_their_records(portfolio in portfolio()) {
        let book = book_of(&portfolio);
        let as_of = day(AS_OF);
        let kept: Vec<&SipRecord> = portfolio
            .iter()
            .map(|held| &held.record)
            .filter(|record| record.deleted != Some(true))
            .collect();
        let mut ids: Vec<&str> = kept.iter().map(|record| record.agent_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let aum = |id: &str| -> i128 {
            let mine = kept.iter().filter(|record| record.agent_id == id);
            mine.map(|record| record.success_amount.map_or(0, |money| money.paise())).sum()
        };
        ids.sort_by_key(|id| (-aum(id), id.as_bytes().to_vec()));
        let listed: Vec<&str> = book.agents().map(|agent| agent.agent_id.as_str()).collect();
        prop_assert_eq!(listed, ids);
        prop_assert_eq!(book.sip_count(), kept.len());

        for agent in book.agents() {
            let mine: Vec<&SipRecord> =
                kept.iter().copied().filter(|record| record.agent_id == agent.agent_id).collect();
            let live: Vec<&SipRecord> = mine
                .iter()
                .copied()
                .filter(|record| naive::is_active(record) && !naive::has_ended(record, as_of))
                .collect();
            let mut clients: Vec<&str> = mine.iter().map(|record| record.user_id.as_str()).collect();
            clients.sort_unstable();
            clients.dedup();
            prop_assert_eq!(agent.agent_external_id.as_deref(), name_of(&agent.agent_id));
            prop_assert_eq!(agent.total_sips, mine.len() as u64);
            prop_assert_eq!(agent.total_aum.paise(), aum(&agent.agent_id));
            prop_assert_eq!(agent.total_clients, clients.len() as u64);
            prop_assert_eq!(agent.active_sips, live.len() as u64);
            let monthly: i128 = live.iter().map(|record| naive::monthly(record)).sum();
            prop_assert_eq!(agent.monthly_sip_amount.paise(), monthly);
            let failed: i128 = mine.iter().filter_map(|record| record.failed_amount).map(|m| m.paise()).sum();
            prop_assert_eq!(agent.failed_amount.paise(), failed);
            let scope = Scope::Agent(agent.agent_id.clone());
            let query = Query { scope, ..Query::default() };
            prop_assert_eq!(agent.opportunities, book.stats(&query));
        }
        let sum: u64 = book.agents().map(|agent| agent.opportunities.total().count).sum();
        prop_assert_eq!(sum, book.stats(&Query::default()).total().count);
    }

    #[test]
    fn the_order_of_records_changes_nothing(
        (portfolio, shuffled) in portfolio()
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        question in question(),
    ) {
        let (book, again) = (book_of(&portfolio), book_of(&shuffled));
        let ask = |book: &Book| rows(book, &question.query(), 0, usize::MAX);
        prop_assert_eq!(ask(&book), ask(&again));
        prop_assert_eq!(book.stats(&question.query()), again.stats(&question.query()));
        let agents = |book: &Book| book.agents().cloned().collect::<Vec<_>>();
        prop_assert_eq!(agents(&book), agents(&again));
    }

    #[test]
    fn raising_a_threshold_only_takes_rows_away(
        portfolio in portfolio(),
        question in question(),
        which in 0usize..4,
        by in 1i64..1_000_000,
    ) {
        let book = book_of(&portfolio);
        let mut raised = question.clone();
        match which {
            0 => raised.min_months += by % 24,
            1 => raised.min_failed += by,
            2 => raised.min_invested += by * 10,
            _ => raised.min_days += by % 300,
        }
        let (_, before) = rows(&book, &question.query(), 0, usize::MAX);
        let (_, after) = rows(&book, &raised.query(), 0, usize::MAX);
        let mut left = before.iter();
        // In the same order, some of them gone.
        prop_assert!(after.iter().all(|row| left.any(|old| old == row)));
    }

    #[test]
    fn an_agents_rows_are_the_wholes_filtered(portfolio in portfolio(), question in question()) {
        let book = book_of(&portfolio);
        let everyone = Question { scope: Scope::Everyone, ..question.clone() };
        let (_, mut whole) = rows(&book, &everyone.query(), 0, usize::MAX);
        whole.retain(|row| question.asks_for(&row.agent));
        let (total, part) = rows(&book, &question.query(), 0, usize::MAX);
        prop_assert_eq!(total, whole.len());
        prop_assert_eq!(part, whole);
    }
}
