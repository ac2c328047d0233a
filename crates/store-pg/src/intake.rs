//! A file's records on their way into the database, some thousand at a time.
//!
//! Of each record, what decides is staged. All of it goes only where the book does not have the
//! same: a SIP's first record straight to its place, any other to the staging table, from where the
//! merge takes those that win.

use std::collections::HashSet;
use std::io;

use chrono::NaiveDate;
use diesel::pg::CopyFormat;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text};
use sha2::{Digest, Sha256};
use sip_export::{Located, Value};

use crate::columns::SIP_FIELDS;
use crate::copy::{Rows, whole, write, write_value};
use crate::error::StoreError;
use crate::schema::sip_records;
use crate::staging::{staged_records, staged_sips};

const STAGED_COLUMNS: i16 = 8;
const RECORD_COLUMNS: i16 = SIP_FIELDS.len() as i16;

/// Takes some records in, as of a date that may not be known yet.
pub(crate) fn take_in(
    connection: &mut PgConnection,
    records: &[Located],
    as_of: Option<NaiveDate>,
) -> Result<(), StoreError> {
    let batch = Batch::new(records).map_err(cannot_send)?;
    let staged = batch.staged().map_err(cannot_send)?;
    diesel::copy_from(staged_sips::table)
        .from_raw_data(staged_sips::table, |out| staged.send(out).map_err(cannot_send))
        .with_format(CopyFormat::Binary)
        .execute(connection)?;
    let (first, other) = batch.wanted(&batch.unlike(connection)?, as_of).map_err(cannot_send)?;
    if !first.is_empty() {
        diesel::copy_from(sip_records::table)
            .from_raw_data(sip_records::table, |out| first.send(out).map_err(cannot_send))
            .with_format(CopyFormat::Binary)
            .execute(connection)?;
    }
    if !other.is_empty() {
        diesel::copy_from(staged_records::table)
            .from_raw_data(staged_records::table, |out| other.send(out).map_err(cannot_send))
            .with_format(CopyFormat::Binary)
            .execute(connection)?;
    }
    Ok(())
}

fn cannot_send(fault: io::Error) -> DieselError {
    DieselError::SerializationError(Box::new(fault))
}

/// Records, and what the database is told of them.
struct Batch<'a> {
    records: &'a [Located],
    /// All records' values, without their stamps.
    values: Vec<u8>,
    /// Where in `values` each record's end.
    ends: Vec<usize>,
    digests: Vec<[u8; 16]>,
}

/// A record that the book does not have just so.
#[derive(QueryableByName)]
struct Unlike {
    /// Among the batch, from 1.
    #[diesel(sql_type = BigInt)]
    position: i64,
    /// Whether its SIP has a record, be it one that came earlier in the file.
    #[diesel(sql_type = Bool)]
    is_held: bool,
}

/// Subqueries, for they look up the few SIPs of a batch by their keys whatever the tables' size.
const UNLIKE: &str = "
    SELECT position,
           (SELECT true FROM sip_records r WHERE r.sip_meta_id = b.sip_meta_id) IS NOT NULL AS is_held
      FROM unnest($1, $2) WITH ORDINALITY AS b (sip_meta_id, content_digest, position)
     WHERE content_digest IS DISTINCT FROM (
               SELECT uuid_send(s.content_digest)
                 FROM sip_sightings s WHERE s.sip_meta_id = b.sip_meta_id)
     ORDER BY position";

impl<'a> Batch<'a> {
    fn new(records: &'a [Located]) -> io::Result<Self> {
        let mut batch = Self { records, values: Vec::new(), ends: Vec::new(), digests: Vec::new() };
        for Located { sip, .. } in records {
            let start = batch.values.len();
            for field in SIP_FIELDS {
                write_value(&mut batch.values, &field.get(sip))?;
            }
            batch.ends.push(batch.values.len());
            batch.digests.push(content_digest(&batch.values[start..]));
        }
        Ok(batch)
    }

    /// What is judged of each record.
    fn staged(&self) -> io::Result<Rows> {
        let mut rows = Rows::new(STAGED_COLUMNS);
        for (Located { line, record, sip }, digest) in self.records.iter().zip(&self.digests) {
            let row = rows.row();
            write_value(row, &Value::Id(Some(&sip.sip_meta_id)))?;
            write_value(row, &Value::Money(Some(sip.amount)))?;
            write_value(row, &Value::Date(sip.latest_success_order_date))?;
            write_value(row, &Value::Time(sip.inserted_at))?;
            write_value(row, &Value::Time(sip.event_date))?;
            write(row, digest)?;
            write(row, &whole(*line)?.to_be_bytes())?;
            write(row, &whole(*record)?.to_be_bytes())?;
        }
        Ok(rows)
    }

    /// The records that the book does not have just so.
    fn unlike(&self, connection: &mut PgConnection) -> QueryResult<Vec<Unlike>> {
        let ids: Vec<&str> = self.records.iter().map(|record| &*record.sip.sip_meta_id).collect();
        let digests: Vec<&[u8]> = self.digests.iter().map(|digest| &digest[..]).collect();
        diesel::sql_query(UNLIKE)
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Binary>, _>(digests)
            .load(connection)
    }

    /// The rows of these records: SIPs' first ones, then all others. While the date is not known,
    /// a first record may yet turn out to be bad.
    fn wanted(&self, unlike: &[Unlike], as_of: Option<NaiveDate>) -> io::Result<(Rows, Rows)> {
        let (mut first, mut other) = (Rows::new(RECORD_COLUMNS), Rows::new(RECORD_COLUMNS + 1));
        let mut placed = HashSet::new();
        for Unlike { position, is_held } in unlike {
            let index = usize::try_from(position - 1).map_err(io::Error::other)?;
            let Located { record, sip, .. } = &self.records[index];
            let latest = sip.latest_success_order_date;
            let stays = as_of.is_some_and(|as_of| latest.is_none_or(|latest| latest <= as_of));
            if stays && !is_held && placed.insert(&sip.sip_meta_id) {
                first.row().extend(self.values_of(index));
            } else {
                let row = other.row();
                row.extend(self.values_of(index));
                write(row, &whole(*record)?.to_be_bytes())?;
            }
        }
        Ok((first, other))
    }

    fn values_of(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.values[start..self.ends[index]]
    }
}

/// 128 bits of SHA-256 over every value but the stamps: records are equal where these are. What is
/// digested has each value's length before it, so that no two different records give the same.
fn content_digest(values: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(values)[..16]);
    short
}
