//! Spells as their table holds them.

use calls::{Seen, Spell};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, SmallInt, Text};
use opportunity_core::{Kind, Paise};

use super::work_rows::kind_named;
use crate::error::StoreError;
use crate::schema::spells;

/// So many rows go to the database at once.
pub(super) const ROWS_AT_ONCE: usize = 20_000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = spells)]
pub(super) struct SpellRow {
    reason_key: String,
    user_id: String,
    agent_id: String,
    since: NaiveDate,
    kind: String,
    mark: i16,
    monthly_value_paise: i64,
    seen_paise: Option<i64>,
    seen_on: Option<NaiveDate>,
    resting_since: Option<NaiveDate>,
    regressed: bool,
}

impl SpellRow {
    pub(super) fn into_spell(self) -> Result<(Box<str>, Spell), StoreError> {
        let kind = kind_named(&self.kind)?;
        let spell = Spell {
            user_id: self.user_id.into(),
            agent_id: self.agent_id.into(),
            since: self.since,
            kind,
            mark: u8::try_from(self.mark).unwrap_or(0),
            monthly_value: Paise::new(self.monthly_value_paise),
            seen: seen(kind, self.seen_paise, self.seen_on),
            resting_since: self.resting_since,
            regressed: self.regressed,
        };
        Ok((self.reason_key.into(), spell))
    }
}

fn seen(kind: Kind, paise: Option<i64>, on: Option<NaiveDate>) -> Seen {
    match kind {
        Kind::NoSipIncrease => Seen::Instalment(Paise::new(paise.unwrap_or(0))),
        Kind::NoStepUp | Kind::PausedSips => Seen::Nothing,
        Kind::EndingSips => Seen::End(on),
        Kind::FailedSips
        | Kind::MissedDebits
        | Kind::NeverStarted
        | Kind::StoppedSips
        | Kind::LostMandates
        | Kind::HighValueInactive => Seen::Success(on),
    }
}

/// An amount as its column holds it.
pub(super) fn paise(amount: Paise) -> Result<i64, StoreError> {
    i64::try_from(amount.paise()).map_err(|_| StoreError::OutOfRange("a monthly value"))
}

/// Spells, a column each: the statement is the same for any number of them.
#[derive(Default)]
pub(super) struct SpellColumns<'a> {
    pub(super) keys: Vec<&'a str>,
    pub(super) user_ids: Vec<Option<&'a str>>,
    pub(super) agent_ids: Vec<Option<&'a str>>,
    pub(super) since: Vec<Option<NaiveDate>>,
    pub(super) kinds: Vec<Option<&'static str>>,
    pub(super) marks: Vec<Option<i16>>,
    pub(super) monthly_values: Vec<Option<i64>>,
    pub(super) seen_paise: Vec<Option<i64>>,
    pub(super) seen_on: Vec<Option<NaiveDate>>,
    pub(super) resting_since: Vec<Option<NaiveDate>>,
    pub(super) regressed: Vec<Option<bool>>,
}

impl<'a> SpellColumns<'a> {
    pub(super) fn of(
        spells: impl IntoIterator<Item = (&'a str, Option<&'a Spell>)>,
    ) -> Result<Self, StoreError> {
        let mut columns = Self::default();
        for (key, spell) in spells {
            columns.push(key, spell)?;
        }
        Ok(columns)
    }

    /// A spell; none leaves every column of it empty.
    fn push(&mut self, key: &'a str, spell: Option<&'a Spell>) -> Result<(), StoreError> {
        let seen = spell.map_or(Seen::Nothing, |spell| spell.seen);
        let (seen_paise, seen_on) = match seen {
            Seen::Nothing => (None, None),
            Seen::Instalment(amount) => (Some(paise(amount)?), None),
            Seen::Success(day) | Seen::End(day) => (None, day),
        };
        self.keys.push(key);
        self.user_ids.push(spell.map(|spell| &*spell.user_id));
        self.agent_ids.push(spell.map(|spell| &*spell.agent_id));
        self.since.push(spell.map(|spell| spell.since));
        self.kinds.push(spell.map(|spell| spell.kind.name()));
        self.marks.push(spell.map(|spell| spell.mark.into()));
        self.monthly_values.push(spell.map(|spell| paise(spell.monthly_value)).transpose()?);
        self.seen_paise.push(seen_paise);
        self.seen_on.push(seen_on);
        self.resting_since.push(spell.and_then(|spell| spell.resting_since));
        self.regressed.push(spell.map(|spell| spell.regressed));
        Ok(())
    }

    /// Runs a statement that takes the state of the book as `$1`, and a column after the other.
    pub(super) fn run(
        self,
        connection: &mut PgConnection,
        statement: &str,
        settled_with: i64,
    ) -> QueryResult<usize> {
        diesel::sql_query(statement)
            .bind::<BigInt, _>(settled_with)
            .bind::<Array<Text>, _>(self.keys)
            .bind::<Array<Nullable<Text>>, _>(self.user_ids)
            .bind::<Array<Nullable<Text>>, _>(self.agent_ids)
            .bind::<Array<Nullable<Date>>, _>(self.since)
            .bind::<Array<Nullable<Text>>, _>(self.kinds)
            .bind::<Array<Nullable<SmallInt>>, _>(self.marks)
            .bind::<Array<Nullable<BigInt>>, _>(self.monthly_values)
            .bind::<Array<Nullable<BigInt>>, _>(self.seen_paise)
            .bind::<Array<Nullable<Date>>, _>(self.seen_on)
            .bind::<Array<Nullable<Date>>, _>(self.resting_since)
            .bind::<Array<Nullable<Bool>>, _>(self.regressed)
            .execute(connection)
    }
}
