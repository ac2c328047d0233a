//! SIPs into a book, with what imports saw of their instalments.

use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use opportunity_core::{Book, BookBuilder, SipFacts, SipTwice};

use super::binary_row::QueriedRow;
use super::facts::{BOOK_COLUMNS, HeldSip, dates_in_row, facts};
use super::histories::Histories;
use super::visible::Visible;
use crate::error::StoreError;

/// Adds those of these SIPs that are to be seen.
pub(super) fn add_sips(
    connection: &mut PgConnection,
    sip_meta_ids: &[String],
    visible: &Visible,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    let query = diesel::sql_query(format!(
        "SELECT {BOOK_COLUMNS}
           FROM sip_records r JOIN sip_sightings s USING (sip_meta_id)
          WHERE r.deleted IS DISTINCT FROM true AND r.sip_meta_id = ANY ($1)"
    ))
    .bind::<Array<Text>, _>(sip_meta_ids);
    for row in query.load_iter::<QueriedRow, PgRowByRowLoadingMode>(connection)? {
        add(facts(row?.row(), dates_in_row)?, visible, histories, builder)?;
    }
    Ok(())
}

/// Adds a SIP, unless it is hidden: a complete export of a later date did not hold it.
pub(super) fn add(
    HeldSip { sip, held }: HeldSip<'_>,
    visible: &Visible,
    histories: &Histories,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    if !visible.shows(sip.sip_meta_id, held.held_as_of) {
        return Ok(());
    }
    let history = histories.of(sip.sip_meta_id, held);
    builder.add(&SipFacts { history: &history, ..sip }).map_err(|fault| StoreError::Damaged {
        sip_meta_id: sip.sip_meta_id.to_owned(),
        what: fault.to_string(),
    })
}

/// Lays the book out.
pub(super) fn build(builder: BookBuilder) -> Result<Book, StoreError> {
    builder.build().map_err(|SipTwice { sip_meta_id }| StoreError::Damaged {
        sip_meta_id,
        what: "it is there twice".to_owned(),
    })
}
