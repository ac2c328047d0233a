//! A file's records on their way into the database, some thousand at a time.
//!
//! Of each record, the few values by which it wins or loses are staged. The whole record is sent only
//! where the book does not have the same: a SIP's first record straight to its place, any other to
//! the staging table, from where the merge takes those that win.

use std::collections::HashSet;
use std::io;

use chrono::NaiveDate;
use diesel::pg::{CopyFormat, CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};
use diesel::result::Error as DieselError;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use sha2::{Digest, Sha256};
use sip_export::{Field, Located, Value};

use super::bad_sips;
use super::columns::{SIP_FIELDS, listed};
use super::copy::{Rows, whole, write, write_value};
use super::staging::{staged_records, staged_sips};
use crate::error::StoreError;
use crate::schema::sip_records;

const STAGED_COLUMNS: i16 = 11;
const RECORD_COLUMNS: i16 = SIP_FIELDS.len() as i16;

/// Some records of SIPs, in the database's format. They are put into it by the thread that reads the
/// file, while the database is at work on earlier ones.
#[derive(Debug)]
pub(super) struct SipBatch {
    /// What is judged of each record.
    staged: Rows,
    records: Vec<Identity>,
    digests: Vec<[u8; 16]>,
    /// All records' values, without their stamps.
    values: Vec<u8>,
    /// Where in `values` each record's end.
    ends: Vec<usize>,
    /// The SIPs that bad records name.
    bad: Vec<String>,
}

/// Whole records go to the columns of their fields, whatever the order of the table's own.
struct Records;

/// The same, with each record's number behind it.
struct StagedRecords;

impl CopyTarget for Records {
    type Table = sip_records::table;
    type SqlType = <sip_records::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        pass.push_sql(&format!("sip_records ({})", listed(str::to_owned)));
        Ok(())
    }
}

impl CopyTarget for StagedRecords {
    type Table = staged_records::table;
    type SqlType = <staged_records::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        let columns = listed(str::to_owned);
        pass.push_sql(&format!("staged_records ({columns}, record_number)"));
        Ok(())
    }
}

/// What tells a record from the others of its file, and when its newest debit went through.
#[derive(Debug)]
struct Identity {
    sip_meta_id: String,
    record: u64,
    latest_success: Option<NaiveDate>,
}

/// The records of a batch, counted from 1, that differ from what the book has.
#[derive(QueryableByName)]
struct Unlike {
    /// Those whose SIP has no record yet.
    #[diesel(sql_type = Array<BigInt>)]
    new: Vec<i64>,
    /// Those whose SIP has one, be it one that came earlier in the file.
    #[diesel(sql_type = Array<BigInt>)]
    held: Vec<i64>,
}

/// Subqueries look up the few SIPs of a batch by their keys, whatever the tables' size, where a join
/// might go through them whole; the offset stops the planner from asking each twice.
const UNLIKE: &str = "
    SELECT coalesce(array_agg(position ORDER BY position) FILTER (WHERE held IS NULL), '{}') AS new,
           coalesce(array_agg(position) FILTER (WHERE held), '{}') AS held
      FROM (SELECT position,
                   (SELECT true FROM sip_records r WHERE r.sip_meta_id = b.sip_meta_id) AS held
              FROM unnest($1, $2) WITH ORDINALITY AS b (sip_meta_id, content_digest, position)
             WHERE content_digest IS DISTINCT FROM (
                       SELECT uuid_send(s.content_digest)
                         FROM sip_sightings s WHERE s.sip_meta_id = b.sip_meta_id)
            OFFSET 0) u";

impl Default for SipBatch {
    fn default() -> Self {
        Self {
            staged: Rows::new(STAGED_COLUMNS),
            records: Vec::new(),
            digests: Vec::new(),
            values: Vec::new(),
            ends: Vec::new(),
            bad: Vec::new(),
        }
    }
}

impl SipBatch {
    /// Adds a record, in the database's format.
    ///
    /// # Errors
    /// Where a number is larger than its column takes: the batch is of no use then.
    pub(super) fn add(&mut self, record: &Located) -> Result<(), StoreError> {
        Ok(self.write(record).map_err(cannot_send)?)
    }

    /// Adds a SIP that a bad record names: it counts as held.
    pub(super) fn add_bad(&mut self, sip_meta_id: &str) {
        self.bad.push(sip_meta_id.to_owned());
    }

    fn write(&mut self, Located { line, record, sip }: &Located) -> io::Result<()> {
        let start = self.values.len();
        for field in SIP_FIELDS {
            write_value(&mut self.values, &field.get(sip))?;
        }
        self.ends.push(self.values.len());
        let digest = content_digest(&self.values[start..]);
        self.digests.push(digest);

        let row = self.staged.row();
        write_value(row, &Value::Id(Some(&sip.sip_meta_id)))?;
        for field in
            [Field::amount, Field::success_count, Field::success_amount, Field::failed_amount]
        {
            write_value(row, &field.get(sip))?;
        }
        write_value(row, &Value::Date(sip.latest_success_order_date))?;
        write_value(row, &Value::Time(sip.inserted_at))?;
        write_value(row, &Value::Time(sip.event_date))?;
        write(row, &digest)?;
        write(row, &whole(*line)?.to_be_bytes())?;
        write(row, &whole(*record)?.to_be_bytes())?;

        self.records.push(Identity {
            sip_meta_id: sip.sip_meta_id.clone(),
            record: *record,
            latest_success: sip.latest_success_order_date,
        });
        Ok(())
    }

    /// Whether there is anything in it, if only a SIP that a bad record names.
    pub(super) fn has_any(&self) -> bool {
        !(self.records.is_empty() && self.bad.is_empty())
    }

    /// What the records' values take.
    #[must_use]
    pub(super) fn bytes(&self) -> usize {
        self.values.len()
    }

    /// Takes the records in, as of a date that may not be known yet.
    pub(crate) fn take_in(
        &self,
        connection: &mut PgConnection,
        as_of: Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        bad_sips::stage(connection, self.bad.iter().map(String::as_str))?;
        diesel::copy_from(staged_sips::table)
            .from_raw_data(staged_sips::table, |out| self.staged.send(out).map_err(cannot_send))
            .with_format(CopyFormat::Binary)
            .execute(connection)?;
        let unlike = self.unlike(connection)?;
        let (first, other) = self.wanted(&unlike, as_of).map_err(cannot_send)?;
        if !first.is_empty() {
            diesel::copy_from(sip_records::table)
                .from_raw_data(Records, |out| first.send(out).map_err(cannot_send))
                .with_format(CopyFormat::Binary)
                .execute(connection)?;
        }
        if !other.is_empty() {
            diesel::copy_from(staged_records::table)
                .from_raw_data(StagedRecords, |out| other.send(out).map_err(cannot_send))
                .with_format(CopyFormat::Binary)
                .execute(connection)?;
        }
        Ok(())
    }

    fn unlike(&self, connection: &mut PgConnection) -> QueryResult<Unlike> {
        let ids: Vec<&str> = self.records.iter().map(|record| &*record.sip_meta_id).collect();
        let digests: Vec<&[u8]> = self.digests.iter().map(|digest| &digest[..]).collect();
        diesel::sql_query(UNLIKE)
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Binary>, _>(digests)
            .get_result(connection)
    }

    /// The rows of these records: SIPs' first ones, then all others. While the date is not known,
    /// a first record may yet turn out to be bad.
    fn wanted(&self, unlike: &Unlike, as_of: Option<NaiveDate>) -> io::Result<(Rows, Rows)> {
        let (mut first, mut other) = (Rows::new(RECORD_COLUMNS), Rows::new(RECORD_COLUMNS + 1));
        let mut stage = |index: usize| {
            let row = other.row();
            row.extend(self.values_of(index));
            write(row, &whole(self.records[index].record)?.to_be_bytes())
        };
        let mut placed = HashSet::new();
        for index in indices(&unlike.new) {
            let Identity { sip_meta_id, latest_success, .. } = &self.records[index];
            let stays = as_of.is_some_and(|as_of| latest_success.is_none_or(|day| day <= as_of));
            if stays && placed.insert(sip_meta_id) {
                first.row().extend(self.values_of(index));
            } else {
                stage(index)?;
            }
        }
        indices(&unlike.held).try_for_each(stage)?;
        Ok((first, other))
    }

    fn values_of(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.values[start..self.ends[index]]
    }
}

pub(super) fn indices(positions: &[i64]) -> impl Iterator<Item = usize> {
    positions.iter().filter_map(|position| usize::try_from(position - 1).ok())
}

pub(super) fn cannot_send(fault: io::Error) -> DieselError {
    DieselError::SerializationError(Box::new(fault))
}

/// 128 bits of SHA-256 over every value but the stamps: records are equal where these are. What is
/// digested has each value's length before it, so that no two different records give the same.
pub(super) fn content_digest(values: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(values)[..16]);
    short
}
