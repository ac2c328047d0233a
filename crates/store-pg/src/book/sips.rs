//! SIPs into a book, with what imports saw of their instalments.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use opportunity_core::{Book, BookBuilder, Observation, Paise, SipFacts, SipTwice};

use super::binary_row::QueriedRow;
use super::facts::{BOOK_COLUMNS, facts};
use crate::error::StoreError;

/// Adds those of these SIPs that are to be seen.
pub(super) fn add_sips(
    connection: &mut PgConnection,
    sip_meta_ids: &[String],
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    let query = diesel::sql_query(format!(
        "SELECT {BOOK_COLUMNS}
           FROM sip_records r JOIN sip_sightings s USING (sip_meta_id)
          WHERE r.deleted IS DISTINCT FROM true AND r.sip_meta_id = ANY ($1)"
    ))
    .bind::<Array<Text>, _>(sip_meta_ids);
    for row in query.load_iter::<QueriedRow, PgRowByRowLoadingMode>(connection)? {
        add(facts(row?.row(), |_| None)?, visible_from, histories, builder)?;
    }
    Ok(())
}

/// Adds a SIP, unless it is hidden: a complete export of a later date did not hold it.
pub(super) fn add(
    sip: SipFacts<'_>,
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    if sip.record_as_of < visible_from {
        return Ok(());
    }
    let history = histories.get(sip.sip_meta_id).map_or(&[][..], Vec::as_slice);
    builder.add(&SipFacts { history, ..sip }).map_err(|fault| StoreError::Damaged {
        sip_meta_id: sip.sip_meta_id.to_owned(),
        what: fault.to_string(),
    })
}

/// Lays the book out.
pub(super) fn build(builder: BookBuilder) -> Result<Book, StoreError> {
    builder.build().map_err(|SipTwice { sip_meta_id }| StoreError::Damaged {
        sip_meta_id,
        what: "it is there twice".to_owned(),
    })
}

/// The instalments of those SIPs that were seen with more than one, of which a later one can be of no
/// first import.
const HISTORIES: &str = "
    SELECT sip_meta_id, as_of, amount_paise
      FROM sip_amounts
     WHERE sip_meta_id IN (SELECT sip_meta_id
                             FROM sip_amounts
                            WHERE sip_meta_id IN (SELECT sip_meta_id
                                                    FROM sip_amounts
                                                   WHERE as_of > (SELECT min(as_of) FROM imports))
                            GROUP BY 1 HAVING count(*) > 1)
     ORDER BY sip_meta_id, as_of";

const HISTORIES_OF: &str = "
    SELECT sip_meta_id, as_of, amount_paise
      FROM sip_amounts
     WHERE sip_meta_id = ANY ($1)
     ORDER BY sip_meta_id, as_of";

#[derive(QueryableByName)]
struct SeenAmount {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
    #[diesel(sql_type = BigInt)]
    amount_paise: i64,
}

/// By SIP, what imports saw of its instalment.
pub(super) type Histories = HashMap<String, Vec<Observation>>;

pub(super) fn histories(
    connection: &mut PgConnection,
    only: Option<&[String]>,
) -> Result<Histories, StoreError> {
    let rows: Vec<SeenAmount> = match only {
        None => diesel::sql_query(HISTORIES).load(connection)?,
        Some(ids) => {
            diesel::sql_query(HISTORIES_OF).bind::<Array<Text>, _>(ids).load(connection)?
        }
    };
    let mut histories = Histories::new();
    for SeenAmount { sip_meta_id, as_of, amount_paise } in rows {
        let seen = Observation { as_of, amount: Paise::new(amount_paise) };
        histories.entry(sip_meta_id).or_default().push(seen);
    }
    Ok(histories)
}
