//! When imports last held SIPs: for most of a book that was one date.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

/// Where more than one SIP in so many was held on another date, they are not looked up one by one.
const FEW: i64 = 4;

/// The newest date that an import held each SIP on.
pub(crate) struct HeldDates {
    usual: NaiveDate,
    others: HashMap<String, NaiveDate>,
}

const BY_DATE: &str = "
    SELECT held_as_of, count(*) AS sips FROM sip_sightings GROUP BY held_as_of ORDER BY sips DESC";

#[derive(QueryableByName)]
struct HeldOn {
    #[diesel(sql_type = Date)]
    held_as_of: NaiveDate,
    #[diesel(sql_type = BigInt)]
    sips: i64,
}

const OTHERS: &str = "SELECT sip_meta_id, held_as_of FROM sip_sightings WHERE held_as_of <> $1";

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Date)]
    held_as_of: NaiveDate,
}

impl HeldDates {
    /// The dates, where one of them is that of most SIPs: then the book need not be joined with
    /// them, which is much of the work of reading it.
    pub(crate) fn read(connection: &mut PgConnection) -> QueryResult<Option<Self>> {
        let by_date: Vec<HeldOn> = diesel::sql_query(BY_DATE).load(connection)?;
        let Some((usual, others)) = by_date.split_first() else { return Ok(None) };
        let other_sips: i64 = others.iter().map(|held| held.sips).sum();
        if other_sips.saturating_mul(FEW) > usual.sips.saturating_add(other_sips) {
            return Ok(None);
        }
        let others: Vec<Held> =
            diesel::sql_query(OTHERS).bind::<Date, _>(usual.held_as_of).load(connection)?;
        let others = others.into_iter().map(|held| (held.sip_meta_id, held.held_as_of));
        Ok(Some(Self { usual: usual.held_as_of, others: others.collect() }))
    }

    pub(crate) fn of(&self, sip_meta_id: &str) -> NaiveDate {
        self.others.get(sip_meta_id).copied().unwrap_or(self.usual)
    }
}
