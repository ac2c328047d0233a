//! Which SIPs are to be seen: an export that is the whole book hides those that it does not hold.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Text};

use super::version::{EARLIEST, book_state};
use crate::schema::{sip_records, sip_sightings};

diesel::table! {
    /// A view: SIPs that are not to be seen.
    hidden_sips (sip_meta_id) {
        sip_meta_id -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(hidden_sips, book_state);
diesel::allow_tables_to_appear_in_same_query!(hidden_sips, sip_records);
diesel::allow_tables_to_appear_in_same_query!(hidden_sips, sip_sightings);

/// Tells hidden SIPs from others, in one state of the book.
pub(super) struct Visible {
    /// SIPs last held before this date are hidden.
    from: NaiveDate,
    /// But not these, which bad records have named since.
    named: HashSet<String>,
}

const NAMED: &str = "
    SELECT DISTINCT b.sip_meta_id
      FROM sips_of_bad_records b JOIN imports i USING (import_id)
     WHERE i.as_of >= $1 AND i.undone_as IS NULL";

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
}

impl Visible {
    pub(super) fn read(connection: &mut PgConnection, from: NaiveDate) -> QueryResult<Self> {
        if from == EARLIEST {
            return Ok(Self { from, named: HashSet::new() });
        }
        let named: Vec<Named> = diesel::sql_query(NAMED).bind::<Date, _>(from).load(connection)?;
        Ok(Self { from, named: named.into_iter().map(|named| named.sip_meta_id).collect() })
    }

    /// Whether a SIP is to be seen that good records held on that date last.
    pub(super) fn shows(&self, sip_meta_id: &str, held_as_of: NaiveDate) -> bool {
        held_as_of >= self.from || self.named.contains(sip_meta_id)
    }
}
