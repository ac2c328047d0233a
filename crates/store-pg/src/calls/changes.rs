//! What changed between books, as it is read.

use calls::{ChangeKind, SpellEnd};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text};
use opportunity_core::{Kind, Paise};

use super::work_rows::{kind_named, unknown};
use crate::error::StoreError;

/// Which changes are wanted; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeQuery {
    /// Of SIPs and accounts that these agents have now, by internal id.
    pub agents: Option<Vec<String>>,
    /// Of reasons of this kind.
    pub kind: Option<Kind>,
    /// What changed.
    pub change: Option<ChangeKind>,
    /// After this change.
    pub after: Option<i64>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its number: a later change has a higher one.
    pub change_id: i64,
    /// What.
    pub change: ChangeKind,
    /// The date of the book that told it.
    pub as_of: NaiveDate,
    /// The key of the reason.
    pub key: String,
    /// Its kind.
    pub kind: Kind,
    /// The client.
    pub user_id: String,
    /// The agent who has the SIP now.
    pub agent_id: String,
    /// The SIP; none of an account's reason.
    pub sip_meta_id: Option<String>,
    /// Rupees a month.
    pub monthly_value: Paise,
    /// Why a spell ended.
    pub why: Option<SpellEnd>,
    /// It had recovered within 90 days before.
    pub regressed: bool,
}

/// Whoever has the SIP now has its changes, unless it is another client's.
const CHANGES: &str = "
    FROM (SELECT c.change_id, c.change, c.as_of, c.reason_key, c.kind, c.user_id, c.sip_meta_id,
                 c.monthly_value_paise, c.why, c.regressed,
                 coalesce(r.agent_id, c.agent_id) AS agent_id
            FROM changes c
            LEFT JOIN sip_records r ON r.sip_meta_id = c.sip_meta_id AND r.user_id = c.user_id) c
   WHERE ($1 IS NULL OR c.agent_id = ANY ($1))
     AND ($2 IS NULL OR c.kind = $2)
     AND ($3 IS NULL OR c.change = $3)
     AND ($4 IS NULL OR c.change_id > $4)";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    change_id: i64,
    #[diesel(sql_type = Text)]
    change: String,
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
    #[diesel(sql_type = Text)]
    reason_key: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    user_id: String,
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    sip_meta_id: Option<String>,
    #[diesel(sql_type = BigInt)]
    monthly_value_paise: i64,
    #[diesel(sql_type = Nullable<Text>)]
    why: Option<String>,
    #[diesel(sql_type = Bool)]
    regressed: bool,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    counted: i64,
}

/// The changes that are wanted, oldest first, from behind `place` on, at most so many; and how many
/// there are, wherever the page begins.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn changes(
    connection: &mut PgConnection,
    query: &ChangeQuery,
    place: i64,
    limit: i64,
) -> Result<(Vec<ChangeRow>, i64), StoreError> {
    let ChangeQuery { agents, kind, change, after } = query;
    connection.build_transaction().read_only().repeatable_read().run(|connection| {
        let counted: Counted = diesel::sql_query(format!("SELECT count(*) AS counted {CHANGES}"))
            .bind::<Nullable<Array<Text>>, _>(agents)
            .bind::<Nullable<Text>, _>(kind.map(Kind::name))
            .bind::<Nullable<Text>, _>(change.map(ChangeKind::name))
            .bind::<Nullable<BigInt>, _>(after)
            .get_result(connection)?;
        let page = format!("SELECT * {CHANGES} AND c.change_id > $5 ORDER BY c.change_id LIMIT $6");
        let rows: Vec<Row> = diesel::sql_query(page)
            .bind::<Nullable<Array<Text>>, _>(agents)
            .bind::<Nullable<Text>, _>(kind.map(Kind::name))
            .bind::<Nullable<Text>, _>(change.map(ChangeKind::name))
            .bind::<Nullable<BigInt>, _>(after)
            .bind::<BigInt, _>(place)
            .bind::<BigInt, _>(limit)
            .load(connection)?;
        let rows = rows.into_iter().map(Row::into_change).collect::<Result<Vec<_>, _>>()?;
        Ok((rows, counted.counted))
    })
}

impl Row {
    fn into_change(self) -> Result<ChangeRow, StoreError> {
        let why = self.why.map(|name| SpellEnd::named(&name).ok_or(name));
        Ok(ChangeRow {
            change_id: self.change_id,
            change: ChangeKind::named(&self.change)
                .ok_or_else(|| unknown("a change", &self.change))?,
            as_of: self.as_of,
            key: self.reason_key,
            kind: kind_named(&self.kind)?,
            user_id: self.user_id,
            agent_id: self.agent_id,
            sip_meta_id: self.sip_meta_id,
            monthly_value: Paise::new(self.monthly_value_paise),
            why: why.transpose().map_err(|name| unknown("an end of a spell", &name))?,
            regressed: self.regressed,
        })
    }
}
