//! Records of one file that cannot both be true: of one SIP and one stamp, they say different things.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use crate::error::StoreError;

/// So many are named.
const NAMED: usize = 10;

/// A record of a file that another one of the same SIP and stamp, later in the file, contradicts.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Conflict {
    /// The SIP.
    #[diesel(sql_type = Text)]
    pub sip_meta_id: String,
    /// The line of the file that the record begins on, from 1.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// The line that the record begins on which is taken before it.
    #[diesel(sql_type = BigInt)]
    pub taken_line: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(embed)]
    conflict: Conflict,
    #[diesel(sql_type = BigInt)]
    conflicts: i64,
}

/// Of all records that share a SIP with another one of the file, those whose like is not the last of
/// their stamp.
const CONFLICTS: &str = "
    SELECT sip_meta_id, line, taken_line, count(*) OVER () AS conflicts
      FROM (SELECT s.sip_meta_id, s.line, s.record_number, s.content_digest,
                   first_value(s.content_digest) OVER w AS taken_digest,
                   first_value(s.line) OVER w AS taken_line
              FROM staged_sips s
              JOIN (SELECT sip_meta_id FROM staged_sips GROUP BY 1 HAVING count(*) > 1) d
                   USING (sip_meta_id)
            WINDOW w AS (PARTITION BY s.sip_meta_id,
                                      coalesce(s.event_date, s.inserted_at, $1::timestamp)
                         ORDER BY s.record_number DESC)) told
     WHERE content_digest <> taken_digest
     ORDER BY record_number
     LIMIT $2";

/// How many records of the file that is staged conflict with others, and the first of them.
pub(super) fn find(
    connection: &mut PgConnection,
    as_of: NaiveDate,
) -> Result<(i64, Vec<Conflict>), StoreError> {
    let counted: Vec<Counted> = diesel::sql_query(CONFLICTS)
        .bind::<Date, _>(as_of)
        .bind::<BigInt, _>(NAMED as i64)
        .load(connection)?;
    let conflicts = counted.first().map_or(0, |counted| counted.conflicts);
    Ok((conflicts, counted.into_iter().map(|counted| counted.conflict).collect()))
}
