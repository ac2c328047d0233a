//! All that is known of reasons, as it is read.

use std::collections::HashMap;

use calls::{Level, Levels, REGRESSED_WITHIN_DAYS, RunningSpells, SettledBook};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use opportunity_core::{Kind, Paise};

use super::spell_rows::SpellRow;
use super::work_rows::{kind_named, unknown};
use crate::error::StoreError;
use crate::schema::{settled_agents, settled_books, spells};

/// The state of the newest book that was compared; zero before any.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn settled_sequence(connection: &mut PgConnection) -> Result<i64, StoreError> {
    let newest: Option<i64> = settled_books::table
        .select(diesel::dsl::max(settled_books::settled_with))
        .get_result(connection)?;
    Ok(newest.unwrap_or(0))
}

/// The newest book that was compared.
pub(super) fn newest_settled(
    connection: &mut PgConnection,
) -> Result<Option<SettledBook>, StoreError> {
    let newest: Option<(i64, NaiveDate, i32)> = settled_books::table
        .select((settled_books::settled_with, settled_books::as_of, settled_books::rules))
        .order(settled_books::settled_with.desc())
        .first(connection)
        .optional()?;
    Ok(newest.map(|(sequence, as_of, rules)| SettledBook { sequence, as_of, rules }))
}

/// Every spell that runs or rests, and what else a book is compared with, in one snapshot.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn load_spells(connection: &mut PgConnection) -> Result<RunningSpells, StoreError> {
    connection.build_transaction().read_only().repeatable_read().run(read_spells)
}

/// The same, within whatever transaction there is.
pub(super) fn read_spells(connection: &mut PgConnection) -> Result<RunningSpells, StoreError> {
    let settled = newest_settled(connection)?;
    let mut running = RunningSpells { settled, ..RunningSpells::default() };
    let Some(settled) = settled else { return Ok(running) };
    let rows = spells::table.select(SpellRow::as_select());
    for row in rows.load_iter::<SpellRow, diesel::pg::PgRowByRowLoadingMode>(connection)? {
        let (key, spell) = row?.into_spell()?;
        running.spells.insert(key, spell);
    }
    running.recovered = recovered(connection, settled.as_of)?;
    running.told.extend(told(connection, settled.as_of)?);
    running.levels = levels(connection)?;
    Ok(running)
}

#[derive(QueryableByName)]
struct RecoveredRow {
    #[diesel(sql_type = Text)]
    reason_key: String,
    #[diesel(sql_type = Date)]
    ended_on: NaiveDate,
}

fn recovered(
    connection: &mut PgConnection,
    as_of: NaiveDate,
) -> Result<HashMap<Box<str>, NaiveDate>, StoreError> {
    let from = as_of.checked_sub_days(Days::new(REGRESSED_WITHIN_DAYS.into())).unwrap_or(as_of);
    let rows: Vec<RecoveredRow> = diesel::sql_query(
        "SELECT reason_key, max(ended_on) AS ended_on FROM ended_spells
          WHERE why = 'recovered' AND ended_on >= $1 GROUP BY reason_key",
    )
    .bind::<Date, _>(from)
    .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.reason_key.into(), row.ended_on)).collect())
}

#[derive(QueryableByName)]
struct ToldRow {
    #[diesel(sql_type = Text)]
    reason_key: String,
}

fn told(connection: &mut PgConnection, as_of: NaiveDate) -> Result<Vec<Box<str>>, StoreError> {
    let rows: Vec<ToldRow> = diesel::sql_query(
        "SELECT reason_key FROM changes WHERE as_of = $1 AND change IN ('appeared', 'grew')",
    )
    .bind::<Date, _>(as_of)
    .load(connection)?;
    Ok(rows.into_iter().map(|row| row.reason_key.into()).collect())
}

#[derive(QueryableByName)]
struct LevelRow {
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    reasons: i64,
    #[diesel(sql_type = Text)]
    monthly_value: String,
    #[diesel(sql_type = Text)]
    potential_increase: String,
}

fn levels(connection: &mut PgConnection) -> Result<Levels, StoreError> {
    let agents: Vec<String> =
        settled_agents::table.select(settled_agents::agent_id).load(connection)?;
    let mut levels: Levels =
        agents.into_iter().map(|agent| (agent.into(), Default::default())).collect();
    let rows: Vec<LevelRow> = diesel::sql_query(
        "SELECT DISTINCT ON (agent_id, kind) agent_id, kind, reasons,
                monthly_value_paise::text AS monthly_value,
                potential_increase_paise::text AS potential_increase
           FROM reason_totals ORDER BY agent_id, kind, settled_with DESC",
    )
    .load(connection)?;
    for row in rows {
        let kind = kind_named(&row.kind)?;
        let of_agent: &mut [Level; Kind::ALL.len()] =
            levels.entry(row.agent_id.into()).or_default();
        of_agent[kind.index()] = level(row.reasons, &row.monthly_value, &row.potential_increase)?;
    }
    Ok(levels)
}

/// A level as its columns hold it.
pub(super) fn level(
    reasons: i64,
    monthly_value: &str,
    potential_increase: &str,
) -> Result<Level, StoreError> {
    let paise = |text: &str| {
        let paise: i64 = text.parse().map_err(|_| unknown("an amount", text))?;
        Ok::<_, StoreError>(Paise::new(paise))
    };
    Ok(Level {
        count: u64::try_from(reasons).unwrap_or(0),
        monthly_value: paise(monthly_value)?,
        potential_increase: paise(potential_increase)?,
    })
}
