//! What is staged becomes part of the book.
//!
//! The outcome depends on which files were imported, never on their order: a record wins by its
//! stamp, then by its import's date, its file's digest and its place in the file; the history of
//! amounts is what the imports saw, in the order of their dates.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use sip_export::{BadRecord, ExportKind, Field, date_in_words};

use super::columns::listed;
use super::counts::Counts;
use super::judge::{Judged, ThisImport, judge};
use super::{bad_sips, observations, replaced, runs, sightings};
use crate::error::StoreError;

#[derive(QueryableByName)]
struct LaterPayment {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = BigInt)]
    record_number: i64,
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Date)]
    latest_success_order_date: NaiveDate,
}

/// Takes out the records that know of a payment after the date they speak of.
pub(crate) fn set_aside_later_payments(
    connection: &mut PgConnection,
    as_of: NaiveDate,
) -> Result<Vec<BadRecord>, StoreError> {
    let later: Vec<LaterPayment> = diesel::sql_query(
        "DELETE FROM staged_sips WHERE latest_success_order_date > $1
         RETURNING line, record_number, sip_meta_id, latest_success_order_date",
    )
    .bind::<Date, _>(as_of)
    .load(connection)?;
    bad_sips::stage(connection, later.iter().map(|payment| &*payment.sip_meta_id))?;
    let bad = |payment: LaterPayment| BadRecord {
        line: payment.line.unsigned_abs(),
        record: payment.record_number.unsigned_abs(),
        kind: ExportKind::Sips,
        id: Some(payment.sip_meta_id),
        field: Some(Field::latest_success_order_date.key().to_owned()),
        value: Some(date_in_words(payment.latest_success_order_date)),
        reason: format!("is after {as_of}, the date of the import"),
    };
    Ok(later.into_iter().map(bad).collect())
}

/// Merges what is staged. The import's row in the log is the caller's to write.
pub(crate) fn merge(
    connection: &mut PgConnection,
    as_of: NaiveDate,
    sha256: &str,
) -> Result<Counts, StoreError> {
    let judged = judge(connection, as_of, sha256)?;
    let import = ThisImport { import_id: judged.import_id, as_of, sha256 };
    replaced::keep(connection, import.import_id, &judged)?;
    store_records(connection, &judged)?;
    observations::store(connection, import.import_id)?;
    bad_sips::store(connection, import.import_id)?;
    runs::append(connection, &import)?;
    sightings::renew(connection, &import, &judged)?;
    let amount_changes = if judged.late == 0 {
        judged.amount_changes
    } else {
        runs::place(connection, &import)?;
        runs::count_changes(connection, import.import_id)?
    };
    let Judged { import_id, inserted, updated, unchanged, stale, losing, .. } = judged;
    Ok(Counts { import_id, inserted, updated, unchanged, stale, losing, amount_changes })
}

/// Puts the records that win in their place. Those of new SIPs are there already, unless a later one
/// of the same file wins, or the import's date was not known while it was read.
fn store_records(connection: &mut PgConnection, judged: &Judged) -> Result<(), StoreError> {
    if judged.inserted + judged.updated == 0 {
        return Ok(());
    }
    let columns = listed(str::to_owned);
    let staged = listed(|column| format!("t.{column}"));
    let replaced = listed(|column| format!("{column} = excluded.{column}"));
    connection.batch_execute(&format!(
        "INSERT INTO sip_records ({columns})
         SELECT {staged} FROM staged_records t JOIN judged_sips j USING (record_number)
          WHERE j.verdict IN ('inserted', 'updated')
         ON CONFLICT (sip_meta_id) DO UPDATE SET {replaced}"
    ))?;
    Ok(())
}
