//! A book compared with the spells before it, in one transaction: exactly once a state of the book,
//! by whichever server comes first.

use calls::{Change, Comparison, EndedSpell, ReasonKey, RunningSpells, SettledBook, Settlement};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, SmallInt, Text};
use opportunity_core::Book;

use super::credits::{Claim, claims};
use super::locks::{lock_work, try_lock_settling};
use super::rewind::{rewind_before, undone_since};
use super::spell_rows::{ROWS_AT_ONCE, SpellColumns, paise};
use super::spells::{newest_settled, read_spells};
use super::totals::insert_totals;
use super::whereabouts::whereabouts;
use crate::book::{BookVersion, book_version};
use crate::error::StoreError;

/// What came of settling a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is settled, by this call: so many spells changed, and so much there is to tell.
    Now {
        /// Spells that began, changed or ended.
        touched: usize,
        /// Changes told.
        changes: usize,
    },
    /// It was settled before, or a later book was.
    Before,
    /// Another server is at it.
    Elsewhere,
    /// The database has a newer book, which is settled in its place.
    Outdated,
}

/// Settles a book, unless that is done. `spells` is what is known; afterwards it is what the database
/// has, whoever settled the book.
///
/// # Errors
/// [`StoreError`] where the database is away or cannot be written; nothing has changed then.
pub fn settle_book(
    connection: &mut PgConnection,
    spells: &mut RunningSpells,
    version: &BookVersion,
    book: &Book,
    rules: i32,
) -> Result<Settled, StoreError> {
    let done = connection.transaction(|connection| {
        if !try_lock_settling(connection)? {
            return Ok((Settled::Elsewhere, None));
        }
        // What another server settled since has to be known before anything is compared.
        let mut settled = newest_settled(connection)?;
        let is_newest = settled.is_some_and(|newest| newest.sequence >= version.sequence);
        if is_newest && settled == spells.settled {
            return Ok((Settled::Before, None));
        }
        let sequence = settled.map_or(0, |settled| settled.sequence);
        let is_outdated = book_version(connection)? != *version;
        if !is_newest
            && !is_outdated
            && let Some(import) = undone_since(connection, sequence)?
        {
            rewind_before(connection, import)?;
            settled = newest_settled(connection)?;
            spells.settled = None;
        }
        if settled != spells.settled || settled.is_none() && !spells.spells.is_empty() {
            *spells = read_spells(connection)?;
        }
        if is_newest || is_outdated {
            return Ok((if is_newest { Settled::Before } else { Settled::Outdated }, None));
        }
        let Some(settlement) = compare(connection, spells, version, book, rules)? else {
            return Ok((Settled::Before, None));
        };
        write(connection, &settlement, settled)?;
        let (touched, changes) = (settlement.touched.len(), settlement.changes.len());
        Ok::<_, StoreError>((Settled::Now { touched, changes }, Some(settlement)))
    });
    match done {
        Ok((settled, settlement)) => {
            if let Some(settlement) = settlement {
                settlement.apply(spells);
            }
            Ok(settled)
        }
        Err(error) => {
            // What was read within the transaction may never have been.
            *spells = RunningSpells::default();
            Err(error)
        }
    }
}

/// None where the book has no date: nothing was ever imported, or all was taken back.
fn compare(
    connection: &mut PgConnection,
    spells: &RunningSpells,
    version: &BookVersion,
    book: &Book,
    rules: i32,
) -> Result<Option<Settlement>, StoreError> {
    let Some(comparison) = Comparison::of(spells, book) else { return Ok(None) };
    let unknown: Vec<&str> = comparison.unknown().collect();
    let elsewhere = whereabouts(connection, spells, &unknown)?;
    Ok(Some(comparison.settle(version.sequence, rules, &elsewhere)))
}

fn write(
    connection: &mut PgConnection,
    settlement: &Settlement,
    before: Option<SettledBook>,
) -> Result<(), StoreError> {
    let SettledBook { sequence, as_of, rules } = settlement.book;
    diesel::sql_query("INSERT INTO settled_books (settled_with, as_of, rules) VALUES ($1, $2, $3)")
        .bind::<BigInt, _>(sequence)
        .bind::<Date, _>(as_of)
        .bind::<Integer, _>(rules)
        .execute(connection)?;
    if before.is_some() {
        keep_before(connection, settlement)?;
    }
    write_spells(connection, settlement)?;
    insert_changes(connection, settlement)?;
    insert_totals(connection, settlement)?;
    if !settlement.ended.is_empty() {
        // Nobody may add work to these spells until they are seen to have ended.
        lock_work(connection)?;
        let previous = before.map_or(as_of, |before| before.as_of);
        let claims = claims(connection, settlement, previous)?;
        for ended in settlement.ended.chunks(ROWS_AT_ONCE) {
            insert_ended(connection, settlement.book, ended, &claims)?;
            end_work(connection, settlement, ended)?;
        }
    }
    forget_what_cannot_be_undone(connection)
}

const KEEP_BEFORE: &str = "
    INSERT INTO spells_before (settled_with, reason_key, user_id, agent_id, since, kind, mark,
                               monthly_value_paise, seen_paise, seen_on, resting_since, regressed)
    SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

fn keep_before(connection: &mut PgConnection, settlement: &Settlement) -> Result<(), StoreError> {
    for touched in settlement.touched.chunks(ROWS_AT_ONCE) {
        let before = touched.iter().map(|touched| (&*touched.key, touched.before.as_ref()));
        SpellColumns::of(before)?.run(connection, KEEP_BEFORE, settlement.book.sequence)?;
    }
    Ok(())
}

const WRITE_SPELLS: &str = "
    INSERT INTO spells (settled_with, reason_key, user_id, agent_id, since, kind, mark,
                        monthly_value_paise, seen_paise, seen_on, resting_since, regressed)
    SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (reason_key) DO UPDATE
       SET (settled_with, user_id, agent_id, since, kind, mark, monthly_value_paise, seen_paise,
            seen_on, resting_since, regressed)
         = (excluded.settled_with, excluded.user_id, excluded.agent_id, excluded.since,
            excluded.kind, excluded.mark, excluded.monthly_value_paise, excluded.seen_paise,
            excluded.seen_on, excluded.resting_since, excluded.regressed)";

fn write_spells(connection: &mut PgConnection, settlement: &Settlement) -> Result<(), StoreError> {
    for touched in settlement.touched.chunks(ROWS_AT_ONCE) {
        let (there, gone): (Vec<_>, Vec<_>) =
            touched.iter().partition(|touched| touched.after.is_some());
        if !gone.is_empty() {
            let keys: Vec<&str> = gone.iter().map(|touched| &*touched.key).collect();
            diesel::sql_query("DELETE FROM spells WHERE reason_key = ANY ($1)")
                .bind::<Array<Text>, _>(keys)
                .execute(connection)?;
        }
        if !there.is_empty() {
            let after = there.iter().map(|touched| (&*touched.key, touched.after.as_ref()));
            SpellColumns::of(after)?.run(connection, WRITE_SPELLS, settlement.book.sequence)?;
        }
    }
    let new_agents: Vec<&str> = settlement.new_agents.iter().map(|agent| &**agent).collect();
    diesel::sql_query(
        "INSERT INTO settled_agents (agent_id, settled_with) SELECT unnest($2), $1
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(settlement.book.sequence)
    .bind::<Array<Text>, _>(new_agents)
    .execute(connection)?;
    Ok(())
}

const INSERT_CHANGES: &str = "
    INSERT INTO changes (settled_with, as_of, change, reason_key, kind, user_id, agent_id,
                         sip_meta_id, monthly_value_paise, why, regressed)
    SELECT $1, $2, * FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11)";

fn insert_changes(
    connection: &mut PgConnection,
    settlement: &Settlement,
) -> Result<(), StoreError> {
    for changes in settlement.changes.chunks(ROWS_AT_ONCE) {
        let texts = |of: fn(&Change) -> &str| changes.iter().map(of).collect::<Vec<_>>();
        let sips: Vec<Option<String>> = changes.iter().map(|change| sip_of(&change.key)).collect();
        let values: Vec<i64> =
            changes.iter().map(|change| paise(change.monthly_value)).collect::<Result<_, _>>()?;
        let why: Vec<Option<&str>> =
            changes.iter().map(|change| change.why.map(calls::SpellEnd::name)).collect();
        let regressed: Vec<bool> = changes.iter().map(|change| change.regressed).collect();
        diesel::sql_query(INSERT_CHANGES)
            .bind::<BigInt, _>(settlement.book.sequence)
            .bind::<Date, _>(settlement.book.as_of)
            .bind::<Array<Text>, _>(texts(|change| change.change.name()))
            .bind::<Array<Text>, _>(texts(|change| &change.key))
            .bind::<Array<Text>, _>(texts(|change| change.kind.name()))
            .bind::<Array<Text>, _>(texts(|change| &change.user_id))
            .bind::<Array<Text>, _>(texts(|change| &change.agent_id))
            .bind::<Array<Nullable<Text>>, _>(sips)
            .bind::<Array<BigInt>, _>(values)
            .bind::<Array<Nullable<Text>>, _>(why)
            .bind::<Array<Bool>, _>(regressed)
            .execute(connection)?;
    }
    Ok(())
}

fn sip_of(key: &str) -> Option<String> {
    ReasonKey::parse(key).ok()?.sip_meta_id().map(str::to_owned)
}

const INSERT_ENDED: &str = "
    INSERT INTO ended_spells (ended_with, ended_on, reason_key, user_id, agent_id, since, kind, mark,
                              monthly_value_paise, why, regressed, claimed_by, claim_work_id, credit)
    SELECT $1, $2, * FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

fn insert_ended(
    connection: &mut PgConnection,
    book: SettledBook,
    ended: &[EndedSpell],
    claims: &std::collections::HashMap<String, Claim>,
) -> Result<(), StoreError> {
    let texts = |of: fn(&EndedSpell) -> &str| ended.iter().map(of).collect::<Vec<_>>();
    let since: Vec<NaiveDate> = ended.iter().map(|ended| ended.spell.since).collect();
    let marks: Vec<i16> = ended.iter().map(|ended| ended.spell.mark.into()).collect();
    let values: Vec<i64> =
        ended.iter().map(|ended| paise(ended.spell.monthly_value)).collect::<Result<_, _>>()?;
    let regressed: Vec<bool> = ended.iter().map(|ended| ended.spell.regressed).collect();
    let claims: Vec<Option<&Claim>> = ended.iter().map(|ended| claims.get(&*ended.key)).collect();
    let by: Vec<Option<&str>> = claims.iter().map(|it| it.map(|it| it.by.as_str())).collect();
    let work_ids: Vec<Option<i64>> = claims.iter().map(|it| it.map(|it| it.work_id)).collect();
    let credits: Vec<Option<&str>> =
        claims.iter().map(|it| it.map(|it| it.credit.name())).collect();
    diesel::sql_query(INSERT_ENDED)
        .bind::<BigInt, _>(book.sequence)
        .bind::<Date, _>(book.as_of)
        .bind::<Array<Text>, _>(texts(|ended| &ended.key))
        .bind::<Array<Text>, _>(texts(|ended| &ended.spell.user_id))
        .bind::<Array<Text>, _>(texts(|ended| &ended.spell.agent_id))
        .bind::<Array<Date>, _>(since)
        .bind::<Array<Text>, _>(texts(|ended| ended.spell.kind.name()))
        .bind::<Array<SmallInt>, _>(marks)
        .bind::<Array<BigInt>, _>(values)
        .bind::<Array<Text>, _>(texts(|ended| ended.why.name()))
        .bind::<Array<Bool>, _>(regressed)
        .bind::<Array<Nullable<Text>>, _>(by)
        .bind::<Array<Nullable<BigInt>>, _>(work_ids)
        .bind::<Array<Nullable<Text>>, _>(credits)
        .execute(connection)?;
    Ok(())
}

/// The work of a spell ends with it. What was done by a book of this date is about the next one, even
/// where that book was taken back and came again; where the date is no newer, states tell.
fn end_work(
    connection: &mut PgConnection,
    settlement: &Settlement,
    ended: &[EndedSpell],
) -> Result<(), StoreError> {
    let keys: Vec<&str> = ended.iter().map(|ended| &*ended.key).collect();
    diesel::sql_query(
        "UPDATE work_reasons r SET ended_with = $1
           FROM work_events e
          WHERE e.work_id = r.work_id
            AND (e.book_as_of < $3 OR NOT $4 AND e.book_as_of = $3 AND e.book_sequence < $1)
            AND r.reason_key = ANY ($2) AND r.ended_with IS NULL",
    )
    .bind::<BigInt, _>(settlement.book.sequence)
    .bind::<Array<Text>, _>(keys)
    .bind::<Date, _>(settlement.book.as_of)
    .bind::<Bool, _>(settlement.is_newer)
    .execute(connection)?;
    Ok(())
}

/// What spells were is kept as long as an import that a book held can be taken back.
fn forget_what_cannot_be_undone(connection: &mut PgConnection) -> Result<(), StoreError> {
    diesel::sql_query(
        "DELETE FROM spells_before
          WHERE settled_with < (SELECT min(import_id) FROM imports WHERE undoable AND kind = 'sips')",
    )
    .execute(connection)?;
    Ok(())
}
