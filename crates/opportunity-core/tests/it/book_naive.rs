//! Random books, asked the same of the crate and of the plainest code.

use chrono::NaiveDate;
use opportunity_core::{Book, Kind, Query, Scope, SipRecord, UNASSIGNED_AGENT};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::invented::{AS_OF, asked, cases, held};
use crate::naive::lists::list;
use crate::naive::row::{Asked, DEFAULTS, Row};
use crate::naive::{self, Held};
use crate::support::day;

/// SIPs of few lives, so that ties are common, spread over few clients and agents.
fn portfolio() -> impl Strategy<Value = Vec<Held>> {
    let users = ["asha", "Bala", "bala", "é", "a", "asha-kumari", "asha-kumar"];
    let agents = ["10", "9", "0", "100", "b"];
    let place = (any::<prop::sample::Index>(), 0..users.len(), 0..agents.len());
    let lives = prop::collection::vec(held(), 1..10);
    (lives, prop::collection::vec(place, 0..30)).prop_map(move |(lives, places)| {
        let sip = |(number, (life, user, agent)): (usize, (prop::sample::Index, usize, usize))| {
            let mut held = life.get(&lives).clone();
            held.record.sip_meta_id = (number * 7 % 101).to_string();
            held.record.user_id = users[user].into();
            held.record.agent_id = agents[agent].into();
            held
        };
        places.into_iter().enumerate().map(sip).collect()
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
struct Question {
    kind: Option<Kind>,
    scope: Scope,
    asked: Asked,
    /// None asks for the book's own date.
    as_of: Option<NaiveDate>,
}

impl Question {
    fn query(&self) -> Query {
        Query {
            kind: self.kind,
            scope: self.scope.clone(),
            policy: self.asked.policy(),
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

fn scopes() -> impl Strategy<Value = Scope> {
    let ids = ["10", "9", "0", "unassigned", "ag_shared", "ag_100", "b", "never said", "1"];
    let id = prop::sample::select(ids.to_vec()).prop_map(str::to_owned);
    prop_oneof![
        Just(Scope::Everyone),
        id.clone().prop_map(Scope::Agent),
        prop::collection::vec(id, 0..5).prop_map(Scope::Agents),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    let kinds = prop::option::of(prop::sample::select(Kind::ALL.to_vec()));
    (kinds, scopes(), asked(), any::<bool>()).prop_map(|(kind, scope, (as_of, asked), is_own)| {
        let as_of = Some(as_of).filter(|as_of| !is_own || *as_of != day(AS_OF));
        Question { kind, scope, asked, as_of }
    })
}

fn answer<'a>(portfolio: &'a [Held], question: &Question) -> Vec<Row<'a>> {
    let as_of = question.as_of.unwrap_or(day(AS_OF));
    let mut rows = list(portfolio, question.kind, as_of, &question.asked);
    rows.retain(|row| question.asks_for(row.agent));
    for row in &mut rows {
        row.name = name_of(row.agent);
    }
    rows
}

fn rows<'a>(book: &'a Book, query: &Query, offset: usize, limit: usize) -> (usize, Vec<Row<'a>>) {
    let page = book.page(query, offset, limit);
    (page.total, page.opportunities.iter().map(Row::from).collect())
}

/// Whether all of the one are in the other, in its order.
fn is_part(part: &[&Row<'_>], whole: &[&Row<'_>]) -> bool {
    let mut left = whole.iter();
    part.iter().all(|row| left.any(|other| other == row))
}

#[test]
fn random_books_are_about_clients_too() {
    let mut runner = TestRunner::deterministic();
    let mut found = 0;
    for _ in 0..100 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        found += list(&portfolio, Some(Kind::HighValueInactive), day(AS_OF), &DEFAULTS).len();
    }
    assert!(found >= 100, "{found}");
}

proptest! {
    #![proptest_config(cases(400))]

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
        let kept: Vec<&SipRecord> = portfolio
            .iter()
            .map(|held| &held.record)
            .filter(|record| !naive::is_deleted(record))
            .collect();
        let mut ids: Vec<&str> = kept.iter().map(|record| record.agent_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let aum = |id: &str| -> i128 {
            let mine = kept.iter().filter(|record| record.agent_id == id);
            mine.map(|record| naive::invested(record)).sum()
        };
        ids.sort_by_key(|id| (-aum(id), id.as_bytes().to_vec()));
        let listed: Vec<&str> = book.agents().map(|agent| agent.agent_id.as_str()).collect();
        prop_assert_eq!(listed, ids);
        prop_assert_eq!(book.sip_count(), kept.len());

        for agent in book.agents() {
            let mine: Vec<&SipRecord> =
                kept.iter().copied().filter(|record| record.agent_id == agent.agent_id).collect();
            let live: Vec<&SipRecord> =
                mine.iter().copied().filter(|record| naive::is_live(record, day(AS_OF))).collect();
            let mut clients: Vec<&str> =
                mine.iter().map(|record| record.user_id.as_str()).collect();
            clients.sort_unstable();
            clients.dedup();
            prop_assert_eq!(agent.agent_external_id.as_deref(), name_of(&agent.agent_id));
            prop_assert_eq!(agent.total_sips, mine.len() as u64);
            prop_assert_eq!(agent.total_aum.paise(), aum(&agent.agent_id));
            prop_assert_eq!(agent.total_clients, clients.len() as u64);
            prop_assert_eq!(agent.active_sips, live.len() as u64);
            let monthly: i128 = live.iter().map(|record| naive::monthly(record)).sum();
            prop_assert_eq!(agent.monthly_sip_amount.paise(), monthly);
            let failed = mine.iter().filter_map(|record| record.failed_amount);
            let failed: i128 = failed.map(|money| money.paise()).sum();
            prop_assert_eq!(agent.failed_amount.paise(), failed);

            let rows = list(&portfolio, None, day(AS_OF), &DEFAULTS);
            for kind in Kind::ALL {
                let own: Vec<&Row<'_>> = rows
                    .iter()
                    .filter(|row| row.agent == agent.agent_id && row.kind == kind.name())
                    .collect();
                let tally = agent.opportunities.of(kind);
                prop_assert_eq!(tally.count, own.len() as u64);
                let worth: i128 = own.iter().map(|row| row.worth).sum();
                prop_assert_eq!(tally.potential_revenue.paise(), worth);
            }
        }
    }

    #[test]
    fn the_order_of_records_changes_nothing(
        (portfolio, shuffled) in portfolio()
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        question in question(),
    ) {
        let (book, again) = (book_of(&portfolio), book_of(&shuffled));
        let query = question.query();
        prop_assert_eq!(rows(&book, &query, 0, usize::MAX), rows(&again, &query, 0, usize::MAX));
        prop_assert_eq!(book.stats(&query), again.stats(&query));
        let agents = |book: &Book| book.agents().cloned().collect::<Vec<_>>();
        prop_assert_eq!(agents(&book), agents(&again));
    }

    #[test]
    fn a_stricter_threshold_only_takes_rows_away(
        portfolio in portfolio(),
        question in question(),
        by in 1u32..30,
    ) {
        let book = book_of(&portfolio);
        let mut stricter = question.clone();
        let asked = &mut stricter.asked;
        asked.min_months += by;
        asked.proven_alone |= by % 2 == 0;
        asked.min_failed += i64::from(by) * 50_000;
        asked.min_invested += i64::from(by) * 500_000;
        asked.min_inactive_days += by * 10;
        asked.min_missed += by % 2;
        asked.min_missed_of_stopped += by % 5;
        asked.min_missed_of_never_started += by % 5;
        asked.min_paused_days += by * 5;
        asked.min_months_without_step_up += by;
        asked.max_days_left = (asked.max_days_left / 2).max(1);
        let (_, before) = rows(&book, &question.query(), 0, usize::MAX);
        let (_, after) = rows(&book, &stricter.query(), 0, usize::MAX);

        // A step-up that is missing longer may be known by other evidence, and count to another day.
        let is_counted_anew = |row: &&Row<'_>| row.kind == "no_sip_increase";
        let left: Vec<&Row<'_>> = after.iter().filter(|row| !is_counted_anew(row)).collect();
        let all: Vec<&Row<'_>> = before.iter().filter(|row| !is_counted_anew(row)).collect();
        prop_assert!(is_part(&left, &all));
        for row in after.iter().filter(is_counted_anew) {
            prop_assert!(before.iter().any(|old| (old.kind, old.sip) == (row.kind, row.sip)));
        }
    }

    #[test]
    fn an_agents_rows_are_the_wholes_filtered(portfolio in portfolio(), question in question()) {
        let book = book_of(&portfolio);
        let everyone = Question { scope: Scope::Everyone, ..question.clone() };
        let (_, mut whole) = rows(&book, &everyone.query(), 0, usize::MAX);
        whole.retain(|row| question.asks_for(row.agent));
        let (total, part) = rows(&book, &question.query(), 0, usize::MAX);
        prop_assert_eq!(total, whole.len());
        prop_assert_eq!(part, whole);
    }
}
