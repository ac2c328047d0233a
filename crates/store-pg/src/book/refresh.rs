//! What imports have changed since a book was read.
//!
//! An import touches the SIPs that it saw, and no other: their records, sightings and amounts. All
//! that it saw is stored with it, so that the changes since an import are the SIPs that later ones
//! saw, plus what a later date or a complete export says of everything.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};
use opportunity_core::{Book, SipDigest, UNASSIGNED_AGENT};

use super::histories::Histories;
use super::names::name_agents;
use super::sips::{add_sips, build};
use super::version::{BookVersion, book_version};
use super::visible::Visible;
use crate::error::StoreError;

/// Where more than one SIP in so many has changed, all of them are read again.
const FEW: i64 = 4;

/// How many SIPs later imports saw, how many were new, and whether the book's own state is still
/// there, with nothing taken back since: a restored copy may have given its number to another one.
const EXTENT: &str = "
    SELECT coalesce(sum(inserted + updated + unchanged + stale + rejected), 0)::bigint AS seen,
           coalesce(sum(inserted), 0)::bigint AS inserted,
           EXISTS (SELECT FROM imports
                    WHERE import_id = $1 AND token::text = $2
                       OR undone_as = $1 AND undone_token::text = $2)
               AND NOT EXISTS (SELECT FROM imports
                                WHERE undone_as > $1 AND kind = 'sips') AS same_line
      FROM imports WHERE import_id > $1 AND kind = 'sips'";

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = BigInt)]
    seen: i64,
    #[diesel(sql_type = BigInt)]
    inserted: i64,
    #[diesel(sql_type = Bool)]
    same_line: bool,
}

/// The numbers of the SIPs that later imports saw, if only in a bad record.
const SEEN: &str = "
    SELECT part * 4096 + unnest(positions_held(held_words, held_bits)) AS ordinal
      FROM import_observations WHERE import_id > $1
     UNION
    SELECT s.ordinal
      FROM sips_of_bad_records b JOIN sip_sightings s USING (sip_meta_id)
     WHERE b.import_id > $1";

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Integer)]
    ordinal: i32,
}

const CHANGED: &str = "
    SELECT r.sip_meta_id, r.agent_id, r.agent_external_id
      FROM sip_records r JOIN sip_sightings s USING (sip_meta_id)
     WHERE s.ordinal = ANY ($1)";

/// SIPs that an export which was the whole book has hidden since, as another one had not yet.
const HIDDEN_SINCE: &str = "
    SELECT h.sip_meta_id
      FROM hidden_sips h JOIN sip_sightings s USING (sip_meta_id)
     WHERE s.held_as_of >= $1
        OR EXISTS (SELECT FROM sips_of_bad_records b WHERE b.sip_meta_id = h.sip_meta_id)";

#[derive(QueryableByName)]
struct HiddenSip {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
}

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
    hidden: HashSet<String>,
}

impl Changes {
    /// The changes since `held`; none where they are many, where SIPs come back that were hidden, or
    /// where this is another line of books.
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
        if !same_line || !few || version.visible_from < held.visible_from {
            return Ok(None);
        }
        let seen: Vec<Seen> =
            diesel::sql_query(SEEN).bind::<BigInt, _>(held.sequence).load(connection)?;
        let ordinals: Vec<i32> = seen.into_iter().map(|seen| seen.ordinal).collect();
        let sips =
            diesel::sql_query(CHANGED).bind::<Array<Integer>, _>(ordinals).load(connection)?;
        let hidden = hidden_since(connection, held.visible_from, version.visible_from)?;
        let inserted = usize::try_from(inserted).unwrap_or(usize::MAX);
        Ok(Some(Self { version, as_of, inserted, sips, hidden }))
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
        let retains = |agent_id: &str, _: &str, sip_meta_id: &str, _: &SipDigest| {
            if let Some(id) = changed.get(sip_meta_id) {
                agents_before.insert(*id, agent_id.to_owned());
                return false;
            }
            !self.hidden.contains(sip_meta_id)
        };
        let Ok(mut builder) = book.rebuilder(self.as_of, retains) else { return Ok(None) };
        let ids: Vec<String> = self.sips.iter().map(|sip| sip.sip_meta_id.clone()).collect();
        let histories = Histories::of_sips(connection, &ids)?;
        let visible = Visible::read(connection, visible_from)?;
        add_sips(connection, &ids, &visible, &histories, &mut builder)?;
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

fn hidden_since(
    connection: &mut PgConnection,
    before: NaiveDate,
    now: NaiveDate,
) -> QueryResult<HashSet<String>> {
    if now == before {
        return Ok(HashSet::new());
    }
    let hidden = diesel::sql_query(HIDDEN_SINCE).bind::<Date, _>(before);
    let hidden: Vec<HiddenSip> = hidden.load(connection)?;
    Ok(hidden.into_iter().map(|sip| sip.sip_meta_id).collect())
}
