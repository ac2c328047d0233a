//! Totals by agent and kind, as they are written.

use calls::{AgentTotals, Settlement};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};

use super::spell_rows::ROWS_AT_ONCE;
use crate::error::StoreError;

const INSERT: &str = "
    INSERT INTO reason_totals (settled_with, as_of, agent_id, kind, reasons, monthly_value_paise,
                               potential_increase_paise, appeared, ended, recovered)
    SELECT $1, $2, agent_id, kind, reasons, monthly_value::numeric, potential_increase::numeric,
           appeared, ended, recovered
      FROM unnest($3, $4, $5, $6, $7, $8, $9, $10)
        AS t (agent_id, kind, reasons, monthly_value, potential_increase, appeared, ended, recovered)";

pub(super) fn insert_totals(
    connection: &mut PgConnection,
    settlement: &Settlement,
) -> Result<(), StoreError> {
    for totals in settlement.totals.chunks(ROWS_AT_ONCE) {
        let texts = |of: fn(&AgentTotals) -> &str| totals.iter().map(of).collect::<Vec<_>>();
        let counts = |of: fn(&AgentTotals) -> u64| {
            totals.iter().map(|row| i64::try_from(of(row)).unwrap_or(i64::MAX)).collect::<Vec<_>>()
        };
        let paise = |of: fn(&AgentTotals) -> i128| {
            totals.iter().map(|row| of(row).to_string()).collect::<Vec<_>>()
        };
        diesel::sql_query(INSERT)
            .bind::<BigInt, _>(settlement.book.sequence)
            .bind::<Date, _>(settlement.book.as_of)
            .bind::<Array<Text>, _>(texts(|row| &row.agent_id))
            .bind::<Array<Text>, _>(texts(|row| row.kind.name()))
            .bind::<Array<BigInt>, _>(counts(|row| row.totals.level.count))
            .bind::<Array<Text>, _>(paise(|row| row.totals.level.monthly_value.paise()))
            .bind::<Array<Text>, _>(paise(|row| row.totals.level.potential_increase.paise()))
            .bind::<Array<BigInt>, _>(counts(|row| row.totals.appeared))
            .bind::<Array<BigInt>, _>(counts(|row| row.totals.ended))
            .bind::<Array<BigInt>, _>(counts(|row| row.totals.recovered))
            .execute(connection)?;
    }
    Ok(())
}
