//! What has become of SIPs and accounts that a book does not hold where they were.

use std::collections::{HashMap, HashSet};

use calls::{Elsewhere, ReasonKey, RunningSpells, Whereabouts};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};

use crate::error::StoreError;

const SIPS: &str = "
    SELECT r.sip_meta_id, r.user_id, coalesce(r.deleted, false) AS deleted
      FROM sip_records r
     WHERE r.sip_meta_id = ANY ($1)
       AND NOT EXISTS (SELECT FROM hidden_sips h WHERE h.sip_meta_id = r.sip_meta_id)";

#[derive(QueryableByName)]
struct SipRow {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Text)]
    user_id: String,
    #[diesel(sql_type = Bool)]
    deleted: bool,
}

const ACCOUNTS: &str = "
    SELECT DISTINCT r.agent_id, r.user_id
      FROM sip_records r
     WHERE r.user_id = ANY ($1) AND r.deleted
       AND NOT EXISTS (SELECT FROM hidden_sips h WHERE h.sip_meta_id = r.sip_meta_id)";

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Text)]
    user_id: String,
}

/// What has become of what these keys are about; what is not named has left the book.
pub(super) fn whereabouts(
    connection: &mut PgConnection,
    spells: &RunningSpells,
    unknown: &[&str],
) -> Result<Elsewhere, StoreError> {
    let keys: Vec<(&str, ReasonKey<'_>)> =
        unknown.iter().filter_map(|key| Some((*key, ReasonKey::parse(key).ok()?))).collect();
    let mut sip_ids: Vec<&str> = keys.iter().filter_map(|(_, key)| key.sip_meta_id()).collect();
    sip_ids.sort_unstable();
    sip_ids.dedup();
    let user_ids: Vec<&str> = keys
        .iter()
        .filter_map(|(_, key)| match key {
            ReasonKey::Account { user_id, .. } => Some(user_id.as_ref()),
            ReasonKey::Sip { .. } => None,
        })
        .collect();
    let sips: Vec<SipRow> = if sip_ids.is_empty() {
        Vec::new()
    } else {
        diesel::sql_query(SIPS).bind::<Array<Text>, _>(sip_ids).load(connection)?
    };
    let accounts: Vec<AccountRow> = if user_ids.is_empty() {
        Vec::new()
    } else {
        diesel::sql_query(ACCOUNTS).bind::<Array<Text>, _>(user_ids).load(connection)?
    };
    let sips: HashMap<&str, &SipRow> =
        sips.iter().map(|sip| (sip.sip_meta_id.as_str(), sip)).collect();
    let deleted: HashSet<(&str, &str)> =
        accounts.iter().map(|row| (row.agent_id.as_str(), row.user_id.as_str())).collect();
    let found = keys.iter().filter_map(|(text, key)| {
        let whereabouts = match key {
            ReasonKey::Sip { sip_meta_id, .. } => {
                let sip = sips.get(sip_meta_id.as_ref())?;
                let is_same = spells.spells.get(*text).is_none_or(|it| *it.user_id == *sip.user_id);
                if !is_same {
                    Whereabouts::OtherClient
                } else if sip.deleted {
                    Whereabouts::Deleted
                } else {
                    return None;
                }
            }
            ReasonKey::Account { agent_id, user_id } => deleted
                .contains(&(agent_id.as_ref(), user_id.as_ref()))
                .then_some(Whereabouts::Deleted)?,
        };
        Some((Box::from(*text), whereabouts))
    });
    Ok(found.collect())
}
