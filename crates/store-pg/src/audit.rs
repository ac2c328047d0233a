//! The audit log: who asked for what of whom. It is added to and read, never changed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use opportunity_core::{UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID};
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::{audit_log, sip_records};

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct AuditEntry {
    /// Tells it from all others, wherever they were made.
    pub entry_id: Uuid,
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// The request, as its answer and the server's log name it.
    pub request_id: String,
    /// Who asked: the id of a key, or of a person.
    pub who: String,
    /// As what they asked.
    pub role: String,
    /// Where they asked from.
    pub address: String,
    /// The request's method.
    pub method: String,
    /// The route that they asked.
    pub resource: String,
    /// The agent that they asked for.
    pub agent_id: Option<String>,
    /// The client that they asked for.
    pub user_id: Option<String>,
    /// The answer's status; 102 where something was about to be changed.
    pub status: i32,
    /// The API key that was made or revoked, where that is what they asked for.
    pub key_id: Option<String>,
    /// The import that was made or taken back, where that is what they asked for.
    pub import_id: Option<String>,
}

/// Which entries are wanted; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// From this time on.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// The agent that was asked for, by any of its ids.
    pub agent_id: Option<String>,
    /// The client that was asked for.
    pub user_id: Option<String>,
    /// Who asked.
    pub who: Option<String>,
    /// So many, the newest.
    pub limit: i64,
}

/// One array a column: the statement is the same for any number of entries.
const APPEND: &str = "
    INSERT INTO audit_log (entry_id, at, request_id, who, role, address, method, resource,
                           agent_id, user_id, status, key_id, import_id)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT DO NOTHING";

/// Adds entries, all or none. Those that are there already stay as they are.
///
/// # Errors
/// [`StoreError`] where the database is away, or does not take them.
pub fn append_audit(
    connection: &mut PgConnection,
    entries: &[AuditEntry],
) -> Result<(), StoreError> {
    let texts = |of: fn(&AuditEntry) -> &str| entries.iter().map(of).collect::<Vec<_>>();
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.entry_id).collect();
    let times: Vec<DateTime<Utc>> = entries.iter().map(|entry| entry.at).collect();
    let maybe = |of: fn(&AuditEntry) -> &Option<String>| {
        entries.iter().map(|entry| of(entry).as_deref()).collect::<Vec<_>>()
    };
    let statuses: Vec<i32> = entries.iter().map(|entry| entry.status).collect();
    diesel::sql_query(APPEND)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Timestamptz>, _>(times)
        .bind::<Array<Text>, _>(texts(|entry| &entry.request_id))
        .bind::<Array<Text>, _>(texts(|entry| &entry.who))
        .bind::<Array<Text>, _>(texts(|entry| &entry.role))
        .bind::<Array<Text>, _>(texts(|entry| &entry.address))
        .bind::<Array<Text>, _>(texts(|entry| &entry.method))
        .bind::<Array<Text>, _>(texts(|entry| &entry.resource))
        .bind::<Array<Nullable<Text>>, _>(maybe(|entry| &entry.agent_id))
        .bind::<Array<Nullable<Text>>, _>(maybe(|entry| &entry.user_id))
        .bind::<Array<Integer>, _>(statuses)
        .bind::<Array<Nullable<Text>>, _>(maybe(|entry| &entry.key_id))
        .bind::<Array<Nullable<Text>>, _>(maybe(|entry| &entry.import_id))
        .execute(connection)?;
    Ok(())
}

/// Every id of an agent, given one of them: entries have the one that was asked for.
fn ids_of_agent(connection: &mut PgConnection, id: &str) -> Result<BTreeSet<String>, StoreError> {
    use sip_records::{agent_external_id, agent_id};
    if [UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID].contains(&id) {
        return Ok([UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID].map(str::to_owned).into());
    }
    let inside = sip_records::table.filter(agent_external_id.eq(id)).select(agent_id).distinct();
    let inside: Vec<String> = inside.load(connection)?;
    let outside = sip_records::table
        .filter(agent_id.eq_any(inside.iter().map(String::as_str).chain([id])))
        .filter(agent_external_id.is_not_null())
        .select(agent_external_id.assume_not_null())
        .distinct();
    let outside: Vec<String> = outside.load(connection)?;
    Ok(inside.into_iter().chain(outside).chain([id.to_owned()]).collect())
}

/// The newest entries that are wanted, the newest first.
///
/// # Errors
/// [`StoreError`] where the database is away, or does not let its log be read.
pub fn read_audit(
    connection: &mut PgConnection,
    query: &AuditQuery,
) -> Result<Vec<AuditEntry>, StoreError> {
    let AuditQuery { since, until, agent_id, user_id, who, limit } = query;
    let mut wanted = audit_log::table.select(AuditEntry::as_select()).into_boxed();
    if let Some(since) = since {
        wanted = wanted.filter(audit_log::at.ge(since));
    }
    if let Some(until) = until {
        wanted = wanted.filter(audit_log::at.lt(until));
    }
    if let Some(agent_id) = agent_id {
        wanted = wanted.filter(audit_log::agent_id.eq_any(ids_of_agent(connection, agent_id)?));
    }
    if let Some(user_id) = user_id {
        wanted = wanted.filter(audit_log::user_id.eq(user_id));
    }
    if let Some(who) = who {
        wanted = wanted.filter(audit_log::who.eq(who));
    }
    let newest_first = (audit_log::at.desc(), audit_log::entry_id.desc());
    Ok(wanted.order(newest_first).limit(*limit).load(connection)?)
}
