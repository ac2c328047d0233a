//! Totals over time.

use std::collections::{BTreeMap, HashMap};

use calls::{KindTotals, Level, WHOLE_BOOK};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use opportunity_core::{Kind, Paise};

use super::spells::level;
use super::work_rows::kind_named;
use crate::error::StoreError;

/// Which totals are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrendQuery {
    /// Of these agents together, by internal id; none for the whole book.
    pub agents: Option<Vec<String>>,
    /// From the book of this date on.
    pub from: Option<NaiveDate>,
    /// Up to the book of this date.
    pub to: Option<NaiveDate>,
}

/// The totals of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// The date of the book.
    pub as_of: NaiveDate,
    /// By kind, in the order of the kinds.
    pub by_kind: [KindTotals; Kind::ALL.len()],
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
    #[diesel(sql_type = BigInt)]
    reasons: i64,
    #[diesel(sql_type = Text)]
    monthly_value: String,
    #[diesel(sql_type = Text)]
    potential_increase: String,
    #[diesel(sql_type = BigInt)]
    appeared: i64,
    #[diesel(sql_type = BigInt)]
    ended: i64,
    #[diesel(sql_type = BigInt)]
    recovered: i64,
}

const ROWS: &str = "
    SELECT agent_id, kind, as_of, reasons, monthly_value_paise::text AS monthly_value,
           potential_increase_paise::text AS potential_increase, appeared, ended, recovered
      FROM reason_totals
     WHERE agent_id = ANY ($1) AND ($2 IS NULL OR as_of <= $2)
     ORDER BY settled_with";

#[derive(QueryableByName)]
struct Day {
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
}

const DAYS: &str = "
    SELECT DISTINCT as_of FROM settled_books
     WHERE ($1 IS NULL OR as_of >= $1) AND ($2 IS NULL OR as_of <= $2) ORDER BY as_of";

/// The totals of every date that a settled book had, oldest first.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn trends(
    connection: &mut PgConnection,
    query: &TrendQuery,
) -> Result<Vec<TrendPoint>, StoreError> {
    let TrendQuery { agents, from, to } = query;
    let agents: Vec<&str> = match agents {
        None => vec![WHOLE_BOOK],
        Some(agents) => agents.iter().map(String::as_str).collect(),
    };
    let (rows, days) =
        connection.build_transaction().read_only().repeatable_read().run(|connection| {
            let rows: Vec<Row> = diesel::sql_query(ROWS)
                .bind::<Array<Text>, _>(agents)
                .bind::<Nullable<Date>, _>(to)
                .load(connection)?;
            let days: Vec<Day> = diesel::sql_query(DAYS)
                .bind::<Nullable<Date>, _>(from)
                .bind::<Nullable<Date>, _>(to)
                .load(connection)?;
            Ok::<_, StoreError>((rows, days))
        })?;
    points(rows, days)
}

/// Levels stay until a later row says otherwise; what came and went is of its date alone.
fn points(rows: Vec<Row>, days: Vec<Day>) -> Result<Vec<TrendPoint>, StoreError> {
    let mut by_day: BTreeMap<NaiveDate, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_day.entry(row.as_of).or_default().push(row);
    }
    let mut held: HashMap<(String, usize), Level> = HashMap::new();
    let mut sums = [Level::default(); Kind::ALL.len()];
    let mut points = Vec::with_capacity(days.len());
    let mut rows = by_day.into_iter().peekable();
    for Day { as_of } in days {
        let mut by_kind = [KindTotals::default(); Kind::ALL.len()];
        while let Some((day, of_day)) = rows.next_if(|(day, _)| *day <= as_of) {
            for row in of_day {
                let kind = kind_named(&row.kind)?.index();
                let now = level(row.reasons, &row.monthly_value, &row.potential_increase)?;
                let before = held.insert((row.agent_id, kind), now).unwrap_or_default();
                replace(&mut sums[kind], before, now);
                if day == as_of {
                    let flows = &mut by_kind[kind];
                    flows.appeared += u64::try_from(row.appeared).unwrap_or(0);
                    flows.ended += u64::try_from(row.ended).unwrap_or(0);
                    flows.recovered += u64::try_from(row.recovered).unwrap_or(0);
                }
            }
        }
        for (totals, level) in by_kind.iter_mut().zip(sums) {
            totals.level = level;
        }
        points.push(TrendPoint { as_of, by_kind });
    }
    Ok(points)
}

fn replace(sum: &mut Level, before: Level, now: Level) {
    let moved = |sum: Paise, before: Paise, now: Paise| sum - before + now;
    sum.count = (sum.count + now.count).saturating_sub(before.count);
    sum.monthly_value = moved(sum.monthly_value, before.monthly_value, now.monthly_value);
    sum.potential_increase =
        moved(sum.potential_increase, before.potential_increase, now.potential_increase);
}
