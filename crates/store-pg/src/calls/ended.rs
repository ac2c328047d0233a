//! The spells of a client that have ended.

use calls::{Credit, SpellEnd};
use chrono::NaiveDate;
use diesel::prelude::*;
use opportunity_core::{Kind, Paise};

use super::work_rows::{kind_named, unknown};
use crate::error::StoreError;
use crate::schema::ended_spells as table;

/// A spell that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedRow {
    /// The key of the reason.
    pub key: String,
    /// The agent who had it.
    pub agent_id: String,
    /// The date of the book in which it appeared.
    pub since: NaiveDate,
    /// The date of the book in which it ended.
    pub ended_on: NaiveDate,
    /// Its last kind.
    pub kind: Kind,
    /// What it was worth a month.
    pub monthly_value: Paise,
    /// Why it ended.
    pub why: SpellEnd,
    /// It had recovered within 90 days before it appeared.
    pub regressed: bool,
    /// Who promised last in it, and what became of that.
    pub claim: Option<(String, Credit)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    reason_key: String,
    agent_id: String,
    since: NaiveDate,
    ended_on: NaiveDate,
    kind: String,
    monthly_value_paise: i64,
    why: String,
    regressed: bool,
    claimed_by: Option<String>,
    credit: Option<String>,
}

/// The spells of a client that ended after a date, newest first.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn ended_spells(
    connection: &mut PgConnection,
    user_id: &str,
    after: NaiveDate,
) -> Result<Vec<EndedRow>, StoreError> {
    let rows: Vec<Row> = table::table
        .filter(table::user_id.eq(user_id))
        .filter(table::ended_on.gt(after))
        .order((table::ended_on.desc(), table::ended_with.desc(), table::reason_key))
        .select(Row::as_select())
        .load(connection)?;
    rows.into_iter().map(Row::into_ended).collect()
}

impl Row {
    fn into_ended(self) -> Result<EndedRow, StoreError> {
        let credit = self.credit.map(|name| Credit::named(&name).ok_or(name));
        let credit = credit.transpose().map_err(|name| unknown("a credit", &name))?;
        Ok(EndedRow {
            kind: kind_named(&self.kind)?,
            why: SpellEnd::named(&self.why)
                .ok_or_else(|| unknown("an end of a spell", &self.why))?,
            key: self.reason_key,
            agent_id: self.agent_id,
            since: self.since,
            ended_on: self.ended_on,
            monthly_value: Paise::new(self.monthly_value_paise),
            regressed: self.regressed,
            claim: self.claimed_by.zip(credit),
        })
    }
}
