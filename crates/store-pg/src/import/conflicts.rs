//! Records of one file that cannot both be true: of one SIP or client and one stamp, they say different
//! things.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use sip_export::ExportKind;

use super::tables::{Staged, staged};
use crate::error::StoreError;

/// So many are named.
const NAMED: usize = 10;

/// A record of a file that another one of the same SIP or client and stamp, later in the file,
/// contradicts.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Conflict {
    /// The SIP or the client.
    #[diesel(sql_type = Text)]
    pub id: String,
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

/// Of all records that share a SIP or client with another one of the file, those whose like is not the
/// last of their stamp.
fn conflicts(kind: ExportKind) -> String {
    let Staged { table, id } = staged(kind);
    format!(
        "SELECT id, line, taken_line, count(*) OVER () AS conflicts
           FROM (SELECT s.{id} AS id, s.line, s.record_number, s.content_digest,
                        first_value(s.content_digest) OVER w AS taken_digest,
                        first_value(s.line) OVER w AS taken_line
                   FROM {table} s
                   JOIN (SELECT {id} FROM {table} GROUP BY 1 HAVING count(*) > 1) d USING ({id})
                 WINDOW w AS (PARTITION BY s.{id},
                                           coalesce(s.event_date, s.inserted_at, $1::timestamp)
                              ORDER BY s.record_number DESC)) told
          WHERE content_digest <> taken_digest
          ORDER BY record_number
          LIMIT $2"
    )
}

/// How many records of the file that is staged conflict with others, and the first of them.
pub(super) fn find(
    connection: &mut PgConnection,
    kind: ExportKind,
    as_of: NaiveDate,
) -> Result<(i64, Vec<Conflict>), StoreError> {
    let counted: Vec<Counted> = diesel::sql_query(conflicts(kind))
        .bind::<Date, _>(as_of)
        .bind::<BigInt, _>(NAMED as i64)
        .load(connection)?;
    let conflicts = counted.first().map_or(0, |counted| counted.conflicts);
    Ok((conflicts, counted.into_iter().map(|counted| counted.conflict).collect()))
}
