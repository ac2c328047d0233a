//! One client's records, as they stand.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use opportunity_core::SipRecord;

use super::rows::SipRow;
use super::version::{BookVersion, book_state};
use super::visible::hidden_sips;
use crate::error::StoreError;
use crate::schema::{sip_records, sip_sightings};

/// A SIP and the date of the newest import that held this very record of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRecord {
    /// The record.
    pub sip: SipRecord,
    /// The date of the newest import that held a record equal in all but its stamps.
    pub record_as_of: NaiveDate,
}

/// A client's records, and the state of the book they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRecords {
    /// The state of the book.
    pub version: BookVersion,
    /// Every SIP that is neither deleted nor hidden, by `sip_meta_id`.
    pub records: Vec<ClientRecord>,
    /// The agents under whom the book knows the client, if only by SIPs that were deleted.
    agents: BTreeSet<String>,
}

impl ClientRecords {
    /// The records under those agents that `seen` says yes to; nothing where the book knows the
    /// client under none of them.
    #[must_use]
    pub fn under(mut self, seen: impl Fn(&str) -> bool) -> Option<Self> {
        self.agents.retain(|agent| seen(agent));
        self.records.retain(|record| seen(record.sip.agent_id.as_str()));
        (!self.agents.is_empty()).then_some(self)
    }
}

type Stamps = (Option<NaiveDateTime>, Option<NaiveDateTime>, NaiveDate);

/// Reads a client's records from one snapshot; none where the book knows no such client.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn client_records(
    connection: &mut PgConnection,
    user_id: &str,
) -> Result<Option<ClientRecords>, StoreError> {
    let is_hidden =
        hidden_sips::table.filter(hidden_sips::sip_meta_id.eq(sip_records::sip_meta_id));
    // One statement, so that it sees one state of the book.
    let rows: Vec<(SipRow, Stamps, BookVersion)> = sip_records::table
        .inner_join(
            sip_sightings::table.on(sip_sightings::sip_meta_id.eq(sip_records::sip_meta_id)),
        )
        .inner_join(book_state::table.on(book_state::epoch.is_not_null()))
        .filter(sip_records::user_id.eq(user_id).and(not(exists(is_hidden))))
        .order(sip_records::sip_meta_id)
        .select((
            SipRow::as_select(),
            (sip_sightings::inserted_at, sip_sightings::event_date, sip_sightings::record_as_of),
            BookVersion::as_select(),
        ))
        .load(connection)?;
    let Some(version) = rows.first().map(|(.., version)| version.clone()) else { return Ok(None) };
    let agents = rows.iter().map(|(row, ..)| row.agent_id.clone()).collect();
    let records = rows
        .into_iter()
        .map(|(row, (inserted_at, event_date, record_as_of), _)| ClientRecord {
            sip: SipRecord { inserted_at, event_date, ..row.into() },
            record_as_of,
        })
        .filter(|record| record.sip.deleted != Some(true))
        .collect();
    Ok(Some(ClientRecords { version, records, agents }))
}
