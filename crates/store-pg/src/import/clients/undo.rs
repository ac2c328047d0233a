//! An import of clients is taken back: the directory is as if it had never been.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::columns::listed;
use super::lost::{forget_losers, insert};
use crate::clients::renew;
use crate::error::StoreError;

/// What the import held and lost with, wins nothing any more.
const DROP_OWN: &str = "DELETE FROM lost_client_sightings WHERE import_id = $1";

/// Of each client whose record is the import's, what wins now, by the order in which one record
/// replaces another; nothing where no other import has the client.
const JUDGE: &str = "
    CREATE TEMPORARY TABLE returning_clients ON COMMIT DROP AS
    SELECT DISTINCT ON (s.user_id)
           s.user_id, s.content_digest AS replaced_digest, l.inserted_at, l.event_date, l.stamp,
           l.import_id, l.content_digest, i.undoable
      FROM client_sightings s
      LEFT JOIN lost_client_sightings l USING (user_id)
      LEFT JOIN imports i ON i.import_id = l.import_id
     WHERE s.import_id = $1
     ORDER BY s.user_id, l.stamp DESC NULLS LAST, i.as_of DESC, i.sha256 DESC";

const REMOVE: [&str; 2] = [
    "DELETE FROM client_sightings s USING returning_clients r
      WHERE s.user_id = r.user_id AND r.import_id IS NULL",
    "DELETE FROM clients c USING returning_clients r
      WHERE c.user_id = r.user_id AND r.import_id IS NULL",
];

const RENEW: [&str; 2] = [
    "UPDATE client_sightings s
        SET inserted_at = r.inserted_at, event_date = r.event_date, stamp = r.stamp,
            import_id = r.import_id, content_digest = r.content_digest
       FROM returning_clients r
      WHERE s.user_id = r.user_id AND r.import_id IS NOT NULL",
    "DELETE FROM lost_client_sightings l USING returning_clients r
      WHERE l.user_id = r.user_id AND l.import_id = r.import_id",
];

/// What lost to the import has lost to whatever beats it now.
const HAND_ON: [&str; 2] = [
    "UPDATE lost_client_sightings l SET lost_to = s.import_id
       FROM client_sightings s JOIN imports i ON i.import_id = s.import_id AND i.undoable
      WHERE l.lost_to = $1 AND l.user_id = s.user_id",
    "UPDATE lost_clients l SET lost_to = s.import_id
       FROM client_sightings s JOIN imports i ON i.import_id = s.import_id AND i.undoable
      WHERE l.lost_to = $1 AND l.user_id = s.user_id AND l.content_digest <> s.content_digest",
];

/// Takes an import back whose row in the log says so already; says how many clients are gone, and of
/// how many an earlier record is back.
pub(crate) fn take_back(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<(u64, u64), StoreError> {
    for statement in [DROP_OWN, JUDGE] {
        diesel::sql_query(statement).bind::<BigInt, _>(import_id).execute(connection)?;
    }
    connection.batch_execute("ANALYZE returning_clients")?;
    let mut removed = 0;
    for statement in REMOVE {
        removed = diesel::sql_query(statement).execute(connection)?;
    }
    let put_back = put_back(connection)?;
    for statement in RENEW {
        connection.batch_execute(statement)?;
    }
    for statement in HAND_ON {
        diesel::sql_query(statement).bind::<BigInt, _>(import_id).execute(connection)?;
    }
    forget_losers(connection, import_id)?;
    connection.batch_execute("DROP TABLE returning_clients")?;
    renew(connection)?;
    Ok((removed as u64, put_back as u64))
}

/// Puts the records that win in their place, and keeps those that they replace where another import
/// held the same.
fn put_back(connection: &mut PgConnection) -> Result<usize, StoreError> {
    connection.batch_execute(&insert(&format!(
        "SELECT {}, r.replaced_digest, r.import_id
           FROM returning_clients r
           JOIN clients c USING (user_id)
          WHERE r.content_digest <> r.replaced_digest AND r.undoable
            AND EXISTS (SELECT FROM lost_client_sightings l
                         WHERE l.user_id = r.user_id AND l.content_digest = r.replaced_digest)",
        listed(|column| format!("c.{column}")),
    )))?;
    let replaced = listed(|column| format!("{column} = p.{column}"));
    let put_back = diesel::sql_query(format!(
        "UPDATE clients c SET {replaced}
           FROM lost_clients p
           JOIN (SELECT min(p.ctid) AS place
                   FROM lost_clients p
                   JOIN returning_clients r USING (user_id, content_digest)
                  WHERE r.content_digest <> r.replaced_digest
                  GROUP BY p.user_id) one ON p.ctid = one.place
          WHERE c.user_id = p.user_id"
    ))
    .execute(connection)?;
    match diesel::sql_query(MISSING).get_result::<Missing>(connection).optional()? {
        None => Ok(put_back),
        Some(Missing { user_id }) => Err(StoreError::DamagedDirectory {
            user_id,
            what: "the record that is to come back was not kept",
        }),
    }
}

/// A client whose record should have come back, and did not.
const MISSING: &str = "
    SELECT user_id FROM returning_clients r
     WHERE r.content_digest <> r.replaced_digest
       AND NOT EXISTS (SELECT FROM lost_clients p
                        WHERE p.user_id = r.user_id AND p.content_digest = r.content_digest)
     LIMIT 1";

#[derive(QueryableByName)]
struct Missing {
    #[diesel(sql_type = Text)]
    user_id: String,
}
