//! What imports have changed since a book was read.
//!
//! An import touches the SIPs that it saw, and no other: their records, sightings and amounts. All
//! that it saw is stored with it, so that the changes since an import are the SIPs that later ones
//! saw, plus what a later date or a complete export says of everything.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use opportunity_core::{Book, SipDigest, UNASSIGNED_AGENT};

use super::names::name_agents;
use super::sips::{add_sips, build, histories};
use super::version::{BookVersion, book_version};
use crate::error::StoreError;

/// Where more than one SIP in so many has changed, all of them are read again.
const FEW: i64 = 4;

/// How many SIPs later imports saw, how many were new, and whether the book's own import is still
/// there: a restored copy may have given its number to another one.
const EXTENT: &str = "
    SELECT (SELECT coalesce(sum(cardinality(sip_meta_ids)), 0)::bigint
              FROM import_observations WHERE import_id > $1) AS seen,
           (SELECT coalesce(sum(inserted), 0)::bigint
              FROM imports WHERE import_id > $1) AS inserted,
           EXISTS (SELECT FROM imports WHERE import_id = $1 AND token::text = $2) AS same_line";

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = BigInt)]
    seen: i64,
    #[diesel(sql_type = BigInt)]
    inserted: i64,
    #[diesel(sql_type = Bool)]
    same_line: bool,
}

const CHANGED: &str = "
    SELECT sip_meta_id, agent_id, agent_external_id
      FROM sip_records
     WHERE sip_meta_id IN (SELECT unnest(sip_meta_ids)
                             FROM import_observations WHERE import_id > $1)";

/// A SIP that later imports saw, deleted or not.
#[derive(QueryableByName)]
struct ChangedSip {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    agent_external_id: Option<String>,
}

/// What is to be read anew, as of a state of the book.
pub(crate) struct Changes {
    version: BookVersion,
    as_of: NaiveDate,
    inserted: usize,
    sips: Vec<ChangedSip>,
}

impl Changes {
    /// The changes since `held`; none where they are many, or where this is another line of books.
    pub(crate) fn since(
        connection: &mut PgConnection,
        held: &BookVersion,
        book: &Book,
    ) -> Result<Option<Self>, StoreError> {
        let version = book_version(connection)?;
        let Some(as_of) = version.as_of.filter(|_| version.epoch == held.epoch) else {
            return Ok(None);
        };
        let Extent { seen, inserted, same_line } = diesel::sql_query(EXTENT)
            .bind::<BigInt, _>(held.sequence)
            .bind::<Text, _>(&held.token)
            .get_result(connection)?;
        let few = seen.saturating_mul(FEW) <= i64::try_from(book.sip_count()).unwrap_or(i64::MAX);
        if !same_line || !few {
            return Ok(None);
        }
        let sips = diesel::sql_query(CHANGED).bind::<BigInt, _>(held.sequence).load(connection)?;
        let inserted = usize::try_from(inserted).unwrap_or(usize::MAX);
        Ok(Some(Self { version, as_of, inserted, sips }))
    }

    /// The book with these changes; none where it cannot be made of the older one, whose records
    /// are later than its date has become.
    pub(crate) fn applied(
        self,
        connection: &mut PgConnection,
        held: &BookVersion,
        book: &Book,
    ) -> Result<Option<(BookVersion, Book)>, StoreError> {
        let visible_from = self.version.visible_from;
        let changed: HashSet<&str> = self.sips.iter().map(|sip| sip.sip_meta_id.as_str()).collect();
        let mut agents_before = HashMap::new();
        let retains = |agent_id: &str, _: &str, sip_meta_id: &str, digest: &SipDigest| {
            if let Some(id) = changed.get(sip_meta_id) {
                agents_before.insert(*id, agent_id.to_owned());
                return false;
            }
            digest.record_as_of() >= visible_from
        };
        let Ok(mut builder) = book.rebuilder(self.as_of, retains) else { return Ok(None) };
        let ids: Vec<String> = self.sips.iter().map(|sip| sip.sip_meta_id.clone()).collect();
        let histories = histories(connection, Some(&ids))?;
        add_sips(connection, &ids, visible_from, &histories, &mut builder)?;
        if visible_from != held.visible_from || self.may_rename_agents(book, &agents_before) {
            name_agents(connection, visible_from, &mut builder)?;
        }
        Ok(Some((self.version, build(builder)?)))
    }

    /// Whether an agent's external id may have changed. It is that of the agent's newest record that
    /// has one: it stays where every changed record says the same as before, of the same agent.
    fn may_rename_agents(&self, book: &Book, agents_before: &HashMap<&str, String>) -> bool {
        // What the book did not hold was new, unless an older record was deleted or hidden.
        let all_else_is_new = self.sips.len() - agents_before.len() == self.inserted;
        let says_the_same = |sip: &ChangedSip| {
            let before = agents_before.get(sip.sip_meta_id.as_str());
            before.is_none_or(|agent_id| *agent_id == sip.agent_id)
                && (sip.agent_id == UNASSIGNED_AGENT
                    || sip.agent_external_id.is_some()
                        && sip.agent_external_id.as_deref() == book.external_id(&sip.agent_id))
        };
        !all_else_is_new || !self.sips.iter().all(says_the_same)
    }
}
