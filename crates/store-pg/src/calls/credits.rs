//! Who promised last in the spells that end, and what became of it.

use std::collections::HashMap;

use calls::{Credit, EndedSpell, Promise, Recovery, Settlement};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Timestamptz};

use crate::error::StoreError;

const LAST_PROMISES: &str = "
    SELECT DISTINCT ON (r.reason_key) r.reason_key, e.work_id, e.by_whom, e.at, e.book_as_of,
           e.check_on
      FROM work_reasons r JOIN work_events e USING (work_id)
     WHERE r.reason_key = ANY ($1) AND r.ended_with IS NULL
       AND (e.book_as_of < $3 OR NOT $4 AND e.book_as_of = $3 AND e.book_sequence < $2)
       AND e.action = 'promised' AND e.check_on IS NOT NULL
       AND NOT EXISTS (SELECT FROM work_events u WHERE u.undoes = e.work_id)
     ORDER BY r.reason_key, e.work_id DESC";

#[derive(QueryableByName)]
struct PromiseRow {
    #[diesel(sql_type = Text)]
    reason_key: String,
    #[diesel(sql_type = BigInt)]
    work_id: i64,
    #[diesel(sql_type = Text)]
    by_whom: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    book_as_of: NaiveDate,
    #[diesel(sql_type = Date)]
    check_on: NaiveDate,
}

/// A spell that is claimed.
pub(super) struct Claim {
    pub(super) by: String,
    pub(super) work_id: i64,
    pub(super) credit: Credit,
}

/// The claims of the spells that end, by key.
pub(super) fn claims(
    connection: &mut PgConnection,
    settlement: &Settlement,
    previous_as_of: NaiveDate,
) -> Result<HashMap<String, Claim>, StoreError> {
    let ended: HashMap<&str, &EndedSpell> =
        settlement.ended.iter().map(|ended| (&*ended.key, ended)).collect();
    if ended.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<PromiseRow> = diesel::sql_query(LAST_PROMISES)
        .bind::<Array<Text>, _>(ended.keys().copied().collect::<Vec<_>>())
        .bind::<BigInt, _>(settlement.book.sequence)
        .bind::<Date, _>(settlement.book.as_of)
        .bind::<Bool, _>(settlement.is_newer)
        .load(connection)?;
    let claims = rows.into_iter().filter_map(|row| {
        let ended = ended.get(row.reason_key.as_str())?;
        let promise =
            Promise { day: day_of(row.at), book_as_of: row.book_as_of, check_on: row.check_on };
        let credit = promise.at_the_end(&Recovery {
            kind: ended.spell.kind,
            why: ended.why,
            as_of: settlement.book.as_of,
            previous_as_of,
            latest_success: ended.latest_success,
        });
        Some((row.reason_key, Claim { by: row.by_whom, work_id: row.work_id, credit }))
    });
    Ok(claims.collect())
}

/// The day in Asia/Kolkata.
fn day_of(at: DateTime<Utc>) -> NaiveDate {
    const SECONDS_AHEAD: i32 = 19_800;
    FixedOffset::east_opt(SECONDS_AHEAD)
        .map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
}
