//! When imports held SIPs: for most of a book that was one date.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

/// Where more than one SIP in so many was held on other dates, they are not looked up one by one.
const FEW: i64 = 4;

/// When imports held a SIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub(crate) struct HeldDates {
    /// The date of the newest import that held the record which the book keeps.
    #[diesel(sql_type = Date)]
    pub(crate) record_as_of: NaiveDate,
    /// The date of the newest import that held the SIP, if by an older record.
    #[diesel(sql_type = Date)]
    pub(crate) held_as_of: NaiveDate,
}

/// The dates of every SIP, where most have the same.
pub(crate) struct UsualDates {
    usual: HeldDates,
    others: HashMap<String, HeldDates>,
}

const BY_DATES: &str = "
    SELECT record_as_of, held_as_of, count(*) AS sips
      FROM sip_sightings GROUP BY 1, 2 ORDER BY sips DESC";

#[derive(QueryableByName)]
struct HeldOn {
    #[diesel(embed)]
    dates: HeldDates,
    #[diesel(sql_type = BigInt)]
    sips: i64,
}

const OTHERS: &str = "
    SELECT sip_meta_id, record_as_of, held_as_of
      FROM sip_sightings WHERE record_as_of <> $1 OR held_as_of <> $2";

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(embed)]
    dates: HeldDates,
}

impl UsualDates {
    /// The dates, where some are those of most SIPs: then the book need not be joined with them,
    /// which is much of the work of reading it.
    pub(crate) fn read(connection: &mut PgConnection) -> QueryResult<Option<Self>> {
        let by_dates: Vec<HeldOn> = diesel::sql_query(BY_DATES).load(connection)?;
        let Some((usual, others)) = by_dates.split_first() else { return Ok(None) };
        let other_sips: i64 = others.iter().map(|held| held.sips).sum();
        if other_sips.saturating_mul(FEW) > usual.sips.saturating_add(other_sips) {
            return Ok(None);
        }
        let others: Vec<Held> = diesel::sql_query(OTHERS)
            .bind::<Date, _>(usual.dates.record_as_of)
            .bind::<Date, _>(usual.dates.held_as_of)
            .load(connection)?;
        let others = others.into_iter().map(|held| (held.sip_meta_id, held.dates));
        Ok(Some(Self { usual: usual.dates, others: others.collect() }))
    }

    /// Those of most SIPs.
    pub(crate) fn usual(&self) -> HeldDates {
        self.usual
    }

    pub(crate) fn of(&self, sip_meta_id: &str) -> HeldDates {
        self.others.get(sip_meta_id).copied().unwrap_or(self.usual)
    }
}
