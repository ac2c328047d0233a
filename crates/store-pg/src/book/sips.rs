//! SIPs into a book, with what imports saw of their instalments.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use opportunity_core::{BookBuilder, Observation, Paise};

use super::facts::FactsRow;
use crate::error::StoreError;
use crate::schema::{sip_records, sip_sightings};

diesel::define_sql_function! {
    /// How many elements an array has.
    fn cardinality(names: diesel::sql_types::Array<Text>) -> Integer;
}

/// Adds those of these SIPs that are to be seen.
pub(crate) fn add_sips(
    connection: &mut PgConnection,
    sip_meta_ids: &[String],
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    let rows = sip_records::table
        .inner_join(
            sip_sightings::table.on(sip_sightings::sip_meta_id.eq(sip_records::sip_meta_id)),
        )
        .filter(sip_records::deleted.is_distinct_from(true))
        .filter(sip_records::sip_meta_id.eq_any(sip_meta_ids))
        .select(((
            sip_records::sip_meta_id,
            sip_records::user_id,
            sip_records::agent_id,
            sip_records::current_sip_status,
            sip_records::amount_paise,
            sip_records::num_days,
            sip_records::sip_days,
            cardinality(sip_records::scheme_name),
            sip_records::increment_percentage_hundredths,
            sip_records::increment_amount_paise,
            sip_records::increment_period,
            sip_records::start_date,
            sip_records::end_date,
            sip_records::first_success_order_date,
            sip_records::latest_success_order_date,
            sip_records::success_amount_paise,
            sip_records::success_count,
            sip_records::failed_amount_paise,
            sip_records::pending_amount_paise,
            sip_records::in_progress_amount_paise,
            sip_records::is_active,
            sip_records::has_current_mandate,
            sip_sightings::held_as_of,
        ),));
    for row in rows.load_iter::<(FactsRow<String>,), PgRowByRowLoadingMode>(connection)? {
        let (row,) = row?;
        add(&row, visible_from, histories, builder)?;
    }
    Ok(())
}

/// Adds a SIP, unless it is hidden: a complete export of a later date did not hold it.
pub(super) fn add<T: AsRef<str>>(
    row: &FactsRow<T>,
    visible_from: NaiveDate,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    if row.held_as_of < visible_from {
        return Ok(());
    }
    let sip_meta_id = row.sip_meta_id.as_ref();
    let history = histories.get(sip_meta_id).map_or(&[][..], Vec::as_slice);
    builder.add(&row.facts(history)).map_err(|fault| StoreError::Damaged {
        sip_meta_id: sip_meta_id.to_owned(),
        what: fault.to_string(),
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
pub(crate) type Histories = HashMap<String, Vec<Observation>>;

pub(crate) fn histories(
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
