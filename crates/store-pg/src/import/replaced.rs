//! Records that the book does not keep, and may yet.
//!
//! A record that loses could win again only if every import that beats it were taken back. So it is
//! kept, beside the import to whose record it lost, for as long as that one can be.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sip_export::ExportKind;

use super::clients;
use super::columns::listed;
use super::judge::Judged;
use crate::error::StoreError;

/// So many imports of a kind, the newest ones, can be taken back.
pub const UNDOABLE_IMPORTS: i64 = 10;

fn insert(selected: &str) -> String {
    let columns = listed(str::to_owned);
    format!("INSERT INTO replaced_records ({columns}, content_digest, lost_to) {selected}")
}

/// Keeps the records that an import is about to replace, and those of its own that lost to one of
/// an import which can be taken back.
pub(super) fn keep(
    connection: &mut PgConnection,
    import_id: i64,
    judged: &Judged,
) -> Result<(), StoreError> {
    if judged.updated > 0 {
        let kept = insert(&format!(
            "SELECT {}, j.kept_digest, $1
               FROM judged_sips j
               JOIN sip_records r USING (sip_meta_id)
              WHERE j.verdict = 'updated'",
            listed(|column| format!("r.{column}")),
        ));
        diesel::sql_query(kept).bind::<BigInt, _>(import_id).execute(connection)?;
    }
    if judged.stale > 0 {
        connection.batch_execute(&insert(&format!(
            "SELECT {}, j.content_digest, j.kept_import_id
               FROM judged_sips j
               JOIN staged_records t USING (record_number)
               JOIN imports i ON i.import_id = j.kept_import_id AND i.undoable
              WHERE j.verdict = 'stale'",
            listed(|column| format!("t.{column}")),
        )))?;
    }
    Ok(())
}

const LET_GO: &str = "
    UPDATE imports SET undoable = false
     WHERE undoable AND kind = $2 AND import_id NOT IN (
               SELECT import_id FROM imports WHERE undoable AND kind = $2
                ORDER BY import_id DESC LIMIT $1)
    RETURNING import_id";

#[derive(QueryableByName)]
struct LetGo {
    #[diesel(sql_type = BigInt)]
    import_id: i64,
}

/// Lets go of the imports that too many newer ones of their kind follow: they can no longer be taken back, and what
/// lost to them is of no use any more.
pub(super) fn let_go_of_older(
    connection: &mut PgConnection,
    kind: ExportKind,
) -> Result<(), StoreError> {
    let older: Vec<LetGo> = diesel::sql_query(LET_GO)
        .bind::<BigInt, _>(UNDOABLE_IMPORTS)
        .bind::<Text, _>(kind.to_string())
        .load(connection)?;
    older.into_iter().try_for_each(|LetGo { import_id }| match kind {
        ExportKind::Sips => forget_losers(connection, import_id),
        ExportKind::Clients => clients::forget_losers(connection, import_id),
    })
}

/// Of `returning_sips`, each SIP's record that wins once an import is taken back, puts those in
/// their place that the book does not keep, and keeps what they replace where other imports had it.
///
/// # Errors
/// [`StoreError::Damaged`] where a record that was to be kept is not there.
pub(super) fn put_back(connection: &mut PgConnection) -> Result<usize, StoreError> {
    let replaced = listed(|column| format!("{column} = p.{column}"));
    connection.batch_execute(&insert(&format!(
        "SELECT {}, w.replaced_digest, w.import_id
           FROM returning_sips w
           JOIN imports i ON i.import_id = w.import_id AND i.undoable
           JOIN sip_records r USING (sip_meta_id)
          WHERE w.content_digest <> w.replaced_digest AND w.is_still_held",
        listed(|column| format!("r.{column}")),
    )))?;
    let put_back = diesel::sql_query(format!(
        "UPDATE sip_records r SET {replaced}
           FROM replaced_records p
           JOIN (SELECT min(p.ctid) AS place
                   FROM replaced_records p
                   JOIN returning_sips w USING (sip_meta_id, content_digest)
                  WHERE w.content_digest <> w.replaced_digest
                  GROUP BY p.sip_meta_id) one ON p.ctid = one.place
          WHERE r.sip_meta_id = p.sip_meta_id"
    ))
    .execute(connection)?;
    let missing: Option<Missing> = diesel::sql_query(MISSING).get_result(connection).optional()?;
    match missing {
        None => Ok(put_back),
        Some(Missing { sip_meta_id }) => Err(StoreError::Damaged {
            sip_meta_id,
            what: "the record that is to come back was not kept".to_owned(),
        }),
    }
}

/// A SIP whose record should have come back, and did not.
const MISSING: &str = "
    SELECT sip_meta_id FROM returning_sips w
     WHERE w.content_digest IS DISTINCT FROM w.replaced_digest
       AND NOT EXISTS (SELECT FROM replaced_records p
                        WHERE p.sip_meta_id = w.sip_meta_id
                          AND p.content_digest = w.content_digest)
     LIMIT 1";

#[derive(QueryableByName)]
struct Missing {
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
}

/// What lost to an import that is taken back has lost to whatever beats it now, or has won.
const LOST_TO_ANOTHER: &str = "
    UPDATE replaced_records p SET lost_to = w.import_id
      FROM returning_sips w
      JOIN imports i ON i.import_id = w.import_id AND i.undoable
     WHERE p.lost_to = $1 AND p.sip_meta_id = w.sip_meta_id
       AND p.content_digest <> w.content_digest";

/// Hands on what lost to an import that is taken back, part by part.
pub(super) fn hand_on(connection: &mut PgConnection, import_id: i64) -> Result<(), StoreError> {
    diesel::sql_query(LOST_TO_ANOTHER).bind::<BigInt, _>(import_id).execute(connection)?;
    Ok(())
}

/// Forgets what lost to an import, and was not handed on.
pub(super) fn forget_losers(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<(), StoreError> {
    diesel::sql_query("DELETE FROM replaced_records WHERE lost_to = $1")
        .bind::<BigInt, _>(import_id)
        .execute(connection)?;
    Ok(())
}
