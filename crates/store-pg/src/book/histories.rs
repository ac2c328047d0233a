//! What imports saw of instalments.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;
use diesel::pg::{CopyTarget, Pg, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};
use diesel::sql_types::{Array, Nullable, Text};
use opportunity_core::{AmountRun, Paise};

use super::binary_row::{BinaryRow, QueriedRow, Unreadable};
use super::copied::{broken, copy_each};
use super::dates::{HeldDates, UsualDates};
use crate::error::StoreError;
use crate::schema::sip_amounts;

/// The runs of many SIPs. A book may have as many as SIPs, all of which are in memory while it is
/// read: so they are few large pieces, which are given back when it is.
#[derive(Default)]
pub(super) struct Histories {
    runs: Vec<StoredRun>,
    /// The ids of the runs' SIPs, one behind the other.
    ids: String,
    /// By the hash of a SIP's id, the place of the last of a chain of runs; ids of one hash share it.
    chains: HashMap<u64, u32>,
    hasher: RandomState,
}

/// An [`AmountRun`] as the table has it, in two thirds of the room.
struct StoredRun {
    as_of: NaiveDate,
    /// None where it is the SIP's newest.
    last_as_of: Option<NaiveDate>,
    amount_paise: i64,
    success_count: Option<u32>,
    success_amount_paise: Option<i64>,
    failed_amount_paise: Option<i64>,
    /// Where the SIP's id begins and ends.
    id: (u32, u32),
    /// The place of another run of the chain.
    next: Option<u32>,
}

const RUN_COLUMNS: &str = "a.sip_meta_id, a.as_of, a.last_as_of, a.amount_paise, a.success_count,
    a.success_amount_paise, a.failed_amount_paise";

/// The runs that can say something. A SIP's only run says nothing where it began on the very date that
/// its record is of, as most do in a book of one export: nothing was paid after it.
struct Runs;

/// Says to [`Runs`] of what date most records are.
const TELL_USUAL_DATE: &str =
    "SELECT set_config('sip_book.usual_record_as_of', coalesce($1, 'infinity'), true)";

impl CopyTarget for Runs {
    type Table = sip_amounts::table;
    type SqlType = <sip_amounts::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        pass.push_sql("(SELECT ");
        pass.push_sql(RUN_COLUMNS);
        pass.push_sql(
            " FROM sip_amounts a
              WHERE a.as_of <> current_setting('sip_book.usual_record_as_of')::date
                 OR a.last_as_of IS NOT NULL
                 OR a.sip_meta_id IN (SELECT sip_meta_id FROM sip_amounts
                                       WHERE last_as_of IS NOT NULL)
                 OR a.sip_meta_id IN (
                        SELECT sip_meta_id FROM sip_sightings
                         WHERE record_as_of
                               <> current_setting('sip_book.usual_record_as_of')::date))",
        );
        Ok(())
    }
}

impl Histories {
    /// The histories of all SIPs of which there is something to be said.
    pub(super) fn all(
        connection: &mut PgConnection,
        dates: Option<&UsualDates>,
    ) -> Result<Self, StoreError> {
        let usual = dates.map(|dates| dates.usual().record_as_of.to_string());
        diesel::sql_query(TELL_USUAL_DATE).bind::<Nullable<Text>, _>(usual).execute(connection)?;
        let mut histories = Self::default();
        copy_each(connection, Runs, |row| histories.add(row))?;
        Ok(histories)
    }

    /// The histories of these SIPs.
    pub(super) fn of_sips(
        connection: &mut PgConnection,
        sip_meta_ids: &[String],
    ) -> Result<Self, StoreError> {
        let query = diesel::sql_query(format!(
            "SELECT {RUN_COLUMNS} FROM sip_amounts a WHERE a.sip_meta_id = ANY ($1)"
        ))
        .bind::<Array<Text>, _>(sip_meta_ids);
        let mut histories = Self::default();
        for row in query.load_iter::<QueriedRow, PgRowByRowLoadingMode>(connection)? {
            histories.add(row?.row())?;
        }
        Ok(histories)
    }

    fn add(&mut self, row: BinaryRow<'_>) -> Result<(), StoreError> {
        let mut rest = row;
        let sip_meta_id: &str = rest.read("a.sip_meta_id").map_err(|_| broken())?;
        let chain = self.hasher.hash_one(sip_meta_id);
        let start = place(self.ids.len())?;
        self.ids.push_str(sip_meta_id);
        let id = (start, place(self.ids.len())?);
        let next = self.chains.insert(chain, place(self.runs.len())?);
        self.runs.push(StoredRun::read(&mut rest, id, next).map_err(|_| broken())?);
        Ok(())
    }

    /// A SIP's history, the oldest run first.
    pub(super) fn of(&self, sip_meta_id: &str, held: HeldDates) -> Vec<AmountRun> {
        let run = |place: &u32| self.runs.get(index(*place));
        let first = self.chains.get(&self.hasher.hash_one(sip_meta_id)).and_then(run);
        let mut history: Vec<AmountRun> =
            std::iter::successors(first, |stored| stored.next.as_ref().and_then(run))
                .filter(|stored| self.id(stored) == Some(sip_meta_id))
                .map(|stored| stored.until(held))
                .collect();
        history.sort_unstable_by_key(|run| run.as_of);
        history
    }

    fn id(&self, StoredRun { id: (start, end), .. }: &StoredRun) -> Option<&str> {
        self.ids.get(index(*start)..index(*end))
    }
}

/// A place as it is kept, which half the room is enough for.
fn place(index: usize) -> Result<u32, StoreError> {
    u32::try_from(index).map_err(|_| broken())
}

const fn index(place: u32) -> usize {
    place as usize
}

impl StoredRun {
    /// Reads what is left of a row behind the SIP's id.
    fn read(
        row: &mut BinaryRow<'_>,
        id: (u32, u32),
        next: Option<u32>,
    ) -> Result<Self, Unreadable> {
        Ok(Self {
            as_of: row.read("a.as_of")?,
            last_as_of: row.read("a.last_as_of")?,
            amount_paise: row.read("a.amount_paise")?,
            success_count: row.read("a.success_count")?,
            success_amount_paise: row.read("a.success_amount_paise")?,
            failed_amount_paise: row.read("a.failed_amount_paise")?,
            id,
            next,
        })
    }

    /// The run as it is to the rules, the newest one up to where the SIP was held.
    fn until(&self, held: HeldDates) -> AmountRun {
        AmountRun {
            as_of: self.as_of,
            to: self.last_as_of.unwrap_or(held.held_as_of),
            amount: Paise::new(self.amount_paise),
            success_count: self.success_count,
            success_amount: self.success_amount_paise.map(Paise::new),
            failed_amount: self.failed_amount_paise.map(Paise::new),
        }
    }
}
