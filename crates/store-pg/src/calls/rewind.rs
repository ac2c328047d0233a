//! Spells as they were before a book whose import was taken back.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use crate::error::StoreError;

#[derive(QueryableByName)]
struct Undone {
    #[diesel(sql_type = Nullable<BigInt>)]
    import_id: Option<i64>,
}

/// The earliest import that a settled book held and that was taken back since.
pub(super) fn undone_since(
    connection: &mut PgConnection,
    settled: i64,
) -> Result<Option<i64>, StoreError> {
    let undone: Undone = diesel::sql_query(
        "SELECT min(import_id) AS import_id FROM imports
          WHERE kind = 'sips' AND import_id <= $1 AND undone_as > $1",
    )
    .bind::<BigInt, _>(settled)
    .get_result(connection)?;
    Ok(undone.import_id)
}

/// Makes everything as it was when the newest book before a state was settled; as it was before any,
/// where there is none.
pub(super) fn rewind_before(connection: &mut PgConnection, state: i64) -> Result<(), StoreError> {
    use crate::schema::settled_books::dsl::{settled_books, settled_with};
    let last: Option<i64> = settled_books
        .filter(settled_with.lt(state))
        .select(diesel::dsl::max(settled_with))
        .get_result(connection)?;
    match last {
        None => run_all(connection, 0, FROM_NOTHING),
        Some(last) => run_all(connection, last, FROM_JOURNAL),
    }?;
    run_all(connection, last.unwrap_or(0), THE_REST)
}

const FROM_NOTHING: &[&str] = &[
    "DELETE FROM spells WHERE settled_with > $1",
    "DELETE FROM settled_agents WHERE settled_with > $1",
];

/// The earliest of what was kept since is how a spell was then.
const FROM_JOURNAL: &[&str] = &[
    "DELETE FROM spells s
      WHERE EXISTS (SELECT FROM spells_before b
                     WHERE b.reason_key = s.reason_key AND b.settled_with > $1)",
    "INSERT INTO spells (reason_key, user_id, agent_id, since, kind, mark, monthly_value_paise,
                         seen_paise, seen_on, resting_since, regressed, settled_with)
     SELECT reason_key, user_id, agent_id, since, kind, mark, monthly_value_paise, seen_paise,
            seen_on, resting_since, regressed, $1
       FROM (SELECT DISTINCT ON (reason_key) * FROM spells_before
              WHERE settled_with > $1 ORDER BY reason_key, settled_with) first
      WHERE user_id IS NOT NULL",
    "DELETE FROM settled_agents WHERE settled_with > $1",
];

const THE_REST: &[&str] = &[
    "DELETE FROM spells_before WHERE settled_with > $1",
    "DELETE FROM ended_spells WHERE ended_with > $1",
    "DELETE FROM changes WHERE settled_with > $1",
    "DELETE FROM reason_totals WHERE settled_with > $1",
    "DELETE FROM settled_books WHERE settled_with > $1",
    "UPDATE work_reasons SET ended_with = NULL WHERE ended_with > $1",
];

fn run_all(
    connection: &mut PgConnection,
    settled: i64,
    statements: &[&str],
) -> Result<(), StoreError> {
    for statement in statements {
        diesel::sql_query(*statement).bind::<BigInt, _>(settled).execute(connection)?;
    }
    Ok(())
}
