//! Clients on their way into the database, some thousand at a time.
//!
//! Of each record, the few values by which it wins or loses are staged. The whole record is sent only
//! where the directory does not have the same.

use std::io;

use diesel::pg::{CopyFormat, CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};
use diesel::sql_types::{Array, BigInt, Binary, Text};
use sip_export::{LocatedClient, Value};

use super::columns::{CLIENT_FIELDS, COLUMNS, listed};
use super::merge::{staged_client_records, staged_clients};
use crate::clients::{name_key, phone_key};
use crate::error::StoreError;
use crate::import::copy::{Rows, whole, write, write_value};
use crate::import::intake::{cannot_send, content_digest, indices};

const STAGED_COLUMNS: i16 = 6;

/// Some clients of a file, in the database's format.
#[derive(Debug)]
pub(crate) struct ClientBatch {
    /// What is judged of each record.
    staged: Rows,
    user_ids: Vec<String>,
    numbers: Vec<i64>,
    digests: Vec<[u8; 16]>,
    /// All records' values, without their stamps, and with what they are looked for by.
    values: Vec<u8>,
    /// Where in `values` each record's end.
    ends: Vec<usize>,
}

/// Whole records go to the columns of their fields, with each record's number behind it.
struct StagedRecords;

impl CopyTarget for StagedRecords {
    type Table = staged_client_records::table;
    type SqlType = <staged_client_records::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        let columns = listed(str::to_owned);
        pass.push_sql(&format!("staged_client_records ({columns}, record_number)"));
        Ok(())
    }
}

/// The records of a batch, counted from 1, that differ from what the directory has.
#[derive(QueryableByName)]
struct Unlike {
    #[diesel(sql_type = Array<BigInt>)]
    positions: Vec<i64>,
}

/// A subquery looks up the few clients of a batch by their keys, whatever the table's size, where a
/// join might go through it whole.
const UNLIKE: &str = "
    SELECT coalesce(array_agg(position ORDER BY position), '{}') AS positions
      FROM unnest($1, $2) WITH ORDINALITY AS b (user_id, content_digest, position)
     WHERE content_digest IS DISTINCT FROM (
               SELECT uuid_send(s.content_digest)
                 FROM client_sightings s WHERE s.user_id = b.user_id)";

impl Default for ClientBatch {
    fn default() -> Self {
        Self {
            staged: Rows::new(STAGED_COLUMNS),
            user_ids: Vec::new(),
            numbers: Vec::new(),
            digests: Vec::new(),
            values: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl ClientBatch {
    pub(crate) fn add(&mut self, record: &LocatedClient) -> Result<(), StoreError> {
        Ok(self.write(record).map_err(cannot_send)?)
    }

    fn write(&mut self, LocatedClient { line, record, client }: &LocatedClient) -> io::Result<()> {
        let start = self.values.len();
        for field in CLIENT_FIELDS {
            write_value(&mut self.values, &field.get(client))?;
        }
        let digest = content_digest(&self.values[start..]);
        let name_key = client.name.as_deref().and_then(name_key);
        let phone_key = client.phone_number.as_deref().and_then(phone_key);
        for key in [name_key, phone_key] {
            write_value(&mut self.values, &Value::Made(key))?;
        }
        self.ends.push(self.values.len());

        let number = whole(*record)?;
        let row = self.staged.row();
        write_value(row, &Value::Id(Some(&client.user_id)))?;
        write_value(row, &Value::Time(client.inserted_at))?;
        write_value(row, &Value::Time(client.event_date))?;
        write(row, &digest)?;
        write(row, &whole(*line)?.to_be_bytes())?;
        write(row, &number.to_be_bytes())?;

        self.user_ids.push(client.user_id.clone());
        self.numbers.push(number);
        self.digests.push(digest);
        Ok(())
    }

    pub(crate) fn has_any(&self) -> bool {
        !self.numbers.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn take_in(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        diesel::copy_from(staged_clients::table)
            .from_raw_data(staged_clients::table, |out| self.staged.send(out).map_err(cannot_send))
            .with_format(CopyFormat::Binary)
            .execute(connection)?;
        let digests: Vec<&[u8]> = self.digests.iter().map(|digest| &digest[..]).collect();
        let Unlike { positions } = diesel::sql_query(UNLIKE)
            .bind::<Array<Text>, _>(&self.user_ids)
            .bind::<Array<Binary>, _>(digests)
            .get_result(connection)?;
        let records = self.rows(&positions).map_err(cannot_send)?;
        if !records.is_empty() {
            diesel::copy_from(staged_client_records::table)
                .from_raw_data(StagedRecords, |out| records.send(out).map_err(cannot_send))
                .with_format(CopyFormat::Binary)
                .execute(connection)?;
        }
        Ok(())
    }

    fn rows(&self, positions: &[i64]) -> io::Result<Rows> {
        let mut rows = Rows::new(COLUMNS + 1);
        for index in indices(positions) {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            let row = rows.row();
            row.extend(&self.values[start..self.ends[index]]);
            write(row, &self.numbers[index].to_be_bytes())?;
        }
        Ok(rows)
    }
}
