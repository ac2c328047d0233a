//! What the rules read of a SIP, as the tables have it.

use chrono::NaiveDate;
use diesel::pg::{CopyFormat, CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass};
use opportunity_core::{Observation, Paise, Period, SipFacts, StepUp, debit_days};

use super::copied::{CopiedRow, broken, each_row};
use super::held::HeldDates;
use super::rows::{money, percent};
use crate::error::StoreError;
use crate::schema::sip_records;

/// A row of facts: its texts are owned where diesel loads it, borrowed where it is copied.
#[derive(Queryable)]
pub(crate) struct FactsRow<T> {
    pub(crate) sip_meta_id: T,
    pub(crate) user_id: T,
    pub(crate) agent_id: T,
    pub(crate) status: T,
    pub(crate) amount_paise: i64,
    pub(crate) num_days: Option<i32>,
    pub(crate) sip_days: Option<T>,
    pub(crate) scheme_count: i32,
    pub(crate) increment_percentage_hundredths: Option<i64>,
    pub(crate) increment_amount_paise: Option<i64>,
    pub(crate) increment_period: Option<T>,
    pub(crate) start_date: Option<NaiveDate>,
    pub(crate) end_date: Option<NaiveDate>,
    pub(crate) first_success: Option<NaiveDate>,
    pub(crate) latest_success: Option<NaiveDate>,
    pub(crate) success_amount_paise: Option<i64>,
    pub(crate) success_count: Option<i32>,
    pub(crate) failed_amount_paise: Option<i64>,
    pub(crate) pending_amount_paise: Option<i64>,
    pub(crate) in_progress_amount_paise: Option<i64>,
    pub(crate) is_active: Option<bool>,
    pub(crate) has_current_mandate: Option<bool>,
    pub(crate) held_as_of: NaiveDate,
}

/// All SIPs that are not deleted; the dates on which they were held are joined to them, or left to
/// the reader.
struct AllFacts<const DATED: bool>;

impl<const DATED: bool> CopyTarget for AllFacts<DATED> {
    type Table = sip_records::table;
    type SqlType = <sip_records::table as AsQuery>::SqlType;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        pass.push_sql(if DATED { DATED_FACTS } else { UNDATED_FACTS });
        Ok(())
    }
}

/// In the order of [`FactsRow`].
macro_rules! select_facts {
    ($held_as_of:literal from $records:literal) => {
        concat!(
            "(SELECT r.sip_meta_id, r.user_id, r.agent_id, r.current_sip_status, r.amount_paise,
                     r.num_days, r.sip_days, cardinality(r.scheme_name),
                     r.increment_percentage_hundredths, r.increment_amount_paise,
                     r.increment_period, r.start_date, r.end_date, r.first_success_order_date,
                     r.latest_success_order_date, r.success_amount_paise, r.success_count,
                     r.failed_amount_paise, r.pending_amount_paise, r.in_progress_amount_paise,
                     r.is_active, r.has_current_mandate, ",
            $held_as_of,
            " FROM ",
            $records,
            " WHERE r.deleted IS DISTINCT FROM true)"
        )
    };
}

const DATED_FACTS: &str =
    select_facts!("s.held_as_of" from "sip_records r JOIN sip_sightings s USING (sip_meta_id)");

const UNDATED_FACTS: &str = select_facts!("NULL::date" from "sip_records r");

/// Shows every row of facts: the database makes the next ones while these are looked at.
pub(crate) fn each_of_all(
    connection: &mut PgConnection,
    mut show: impl FnMut(&FactsRow<&str>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match HeldDates::read(connection)? {
        Some(dates) => each(connection, AllFacts::<false>, |id| Some(dates.of(id)), &mut show),
        None => each(connection, AllFacts::<true>, |_| None, &mut show),
    }
}

fn each(
    connection: &mut PgConnection,
    facts: impl CopyTarget,
    held_as_of: impl Fn(&str) -> Option<NaiveDate>,
    show: &mut impl FnMut(&FactsRow<&str>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let copy = diesel::copy_to(facts).with_format(CopyFormat::Binary).load_raw(connection)?;
    each_row(copy, |row| show(&FactsRow::copied(row, &held_as_of)?))
}

impl<'a> FactsRow<&'a str> {
    /// A row, with the date that it has of its own, else the one that is known of the SIP.
    fn copied(
        row: &mut CopiedRow<'a>,
        held_as_of: impl Fn(&str) -> Option<NaiveDate>,
    ) -> Result<Self, StoreError> {
        let sip_meta_id = row.value()?;
        Ok(Self {
            sip_meta_id,
            user_id: row.value()?,
            agent_id: row.value()?,
            status: row.value()?,
            amount_paise: row.value()?,
            num_days: row.optional()?,
            sip_days: row.optional()?,
            scheme_count: row.value()?,
            increment_percentage_hundredths: row.optional()?,
            increment_amount_paise: row.optional()?,
            increment_period: row.optional()?,
            start_date: row.optional()?,
            end_date: row.optional()?,
            first_success: row.optional()?,
            latest_success: row.optional()?,
            success_amount_paise: row.optional()?,
            success_count: row.optional()?,
            failed_amount_paise: row.optional()?,
            pending_amount_paise: row.optional()?,
            in_progress_amount_paise: row.optional()?,
            is_active: row.optional()?,
            has_current_mandate: row.optional()?,
            held_as_of: match (row.optional()?, held_as_of(sip_meta_id)) {
                (Some(own), _) => own,
                (None, known) => known.ok_or_else(broken)?,
            },
        })
    }
}

impl<T: AsRef<str>> FactsRow<T> {
    pub(crate) fn facts<'a>(&'a self, history: &'a [Observation]) -> SipFacts<'a> {
        let count = |count: Option<i32>| count.and_then(|count| u32::try_from(count).ok());
        let percentage = self.increment_percentage_hundredths.map(percent);
        SipFacts {
            sip_meta_id: self.sip_meta_id.as_ref(),
            user_id: self.user_id.as_ref(),
            agent_id: self.agent_id.as_ref(),
            agent_external_id: None,
            status: self.status.as_ref(),
            amount: Paise::new(self.amount_paise),
            debit_days: debit_days(count(self.num_days), self.sip_days.as_ref().map(AsRef::as_ref)),
            several_schemes: self.scheme_count > 1,
            step_up: StepUp::agreed(percentage, money(self.increment_amount_paise)),
            period: self
                .increment_period
                .as_ref()
                .and_then(|period| Period::parse(period.as_ref())),
            start_date: self.start_date,
            end_date: self.end_date,
            first_success: self.first_success,
            latest_success: self.latest_success,
            success_amount: money(self.success_amount_paise),
            success_count: count(self.success_count),
            failed_amount: money(self.failed_amount_paise).unwrap_or_default(),
            unsettled_amount: money(self.pending_amount_paise).unwrap_or_default()
                + money(self.in_progress_amount_paise).unwrap_or_default(),
            is_active: self.is_active != Some(false),
            deleted: false,
            lacks_mandate: self.has_current_mandate == Some(false),
            record_as_of: self.held_as_of,
            history,
        }
    }
}
