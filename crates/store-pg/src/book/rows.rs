//! Rows of the tables, and what they are in the core.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use opportunity_core::{Paise, Percent, Period, SipRecord, Status};

use crate::schema::sip_records;

/// A record without its stamps. Each field is selected by its column's name, so that no two can
/// change places.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sip_records)]
pub(crate) struct SipRow {
    pub(crate) sip_meta_id: String,
    pub(crate) user_id: String,
    pub(crate) agent_id: String,
    pub(crate) agent_external_id: Option<String>,
    pub(crate) member_id: Option<String>,
    pub(crate) uid: Option<String>,
    pub(crate) goal_id: Option<String>,
    pub(crate) goal_name: Option<String>,
    pub(crate) created_at: Option<NaiveDateTime>,
    pub(crate) sip_meta_date: Option<NaiveDate>,
    pub(crate) sip_meta_month: Option<NaiveDate>,
    pub(crate) sip_days: Option<String>,
    pub(crate) num_days: Option<i32>,
    pub(crate) amount_paise: i64,
    pub(crate) scheme_name: Vec<String>,
    pub(crate) start_date: Option<NaiveDate>,
    pub(crate) end_date: Option<NaiveDate>,
    pub(crate) paused_from: Option<NaiveDate>,
    pub(crate) paused_till: Option<NaiveDate>,
    pub(crate) paused_reason: Option<String>,
    pub(crate) increment_percentage_hundredths: Option<i64>,
    pub(crate) increment_amount_paise: Option<i64>,
    pub(crate) increment_period: Option<String>,
    pub(crate) is_active: Option<bool>,
    pub(crate) sip_sales_status: Option<String>,
    pub(crate) had_mandate_at_creation: Option<bool>,
    pub(crate) has_current_mandate: Option<bool>,
    pub(crate) mandate_tracking_status: Option<String>,
    pub(crate) mandate_confirmed_date: Option<NaiveDate>,
    pub(crate) stepper_enabled: Option<bool>,
    pub(crate) first_order_nav_allocated_at: Option<NaiveDate>,
    pub(crate) first_success_order_date: Option<NaiveDate>,
    pub(crate) latest_success_order_date: Option<NaiveDate>,
    pub(crate) first_success_order_month: Option<NaiveDate>,
    pub(crate) latest_success_order_month: Option<NaiveDate>,
    pub(crate) success_amount_paise: Option<i64>,
    pub(crate) pending_amount_paise: Option<i64>,
    pub(crate) failed_amount_paise: Option<i64>,
    pub(crate) in_progress_amount_paise: Option<i64>,
    pub(crate) paused_amount_paise: Option<i64>,
    pub(crate) success_count: Option<i32>,
    pub(crate) current_sip_status: String,
    pub(crate) deleted: Option<bool>,
}

impl From<SipRow> for SipRecord {
    /// The record as it was imported, but for its stamps.
    fn from(row: SipRow) -> Self {
        Self {
            sip_meta_id: row.sip_meta_id,
            user_id: row.user_id,
            agent_id: row.agent_id,
            agent_external_id: row.agent_external_id,
            member_id: row.member_id,
            uid: row.uid,
            goal_id: row.goal_id,
            goal_name: row.goal_name,
            created_at: row.created_at,
            sip_meta_date: row.sip_meta_date,
            sip_meta_month: row.sip_meta_month,
            sip_days: row.sip_days,
            num_days: row.num_days.and_then(|count| u32::try_from(count).ok()),
            amount: Paise::new(row.amount_paise),
            scheme_name: row.scheme_name,
            start_date: row.start_date,
            end_date: row.end_date,
            paused_from: row.paused_from,
            paused_till: row.paused_till,
            paused_reason: row.paused_reason,
            increment_percentage: row.increment_percentage_hundredths.map(percent),
            increment_amount: money(row.increment_amount_paise),
            increment_period: row.increment_period.as_deref().and_then(Period::parse),
            is_active: row.is_active,
            sip_sales_status: row.sip_sales_status,
            had_mandate_at_creation: row.had_mandate_at_creation,
            has_current_mandate: row.has_current_mandate,
            mandate_tracking_status: row.mandate_tracking_status,
            mandate_confirmed_date: row.mandate_confirmed_date,
            stepper_enabled: row.stepper_enabled,
            first_order_nav_allocated_at: row.first_order_nav_allocated_at,
            first_success_order_date: row.first_success_order_date,
            latest_success_order_date: row.latest_success_order_date,
            first_success_order_month: row.first_success_order_month,
            latest_success_order_month: row.latest_success_order_month,
            success_amount: money(row.success_amount_paise),
            pending_amount: money(row.pending_amount_paise),
            failed_amount: money(row.failed_amount_paise),
            in_progress_amount: money(row.in_progress_amount_paise),
            paused_amount: money(row.paused_amount_paise),
            success_count: row.success_count.and_then(|count| u32::try_from(count).ok()),
            status: Status::from(row.current_sip_status.as_str()),
            deleted: row.deleted,
            inserted_at: None,
            event_date: None,
        }
    }
}

fn money(paise: Option<i64>) -> Option<Paise> {
    paise.map(Paise::new)
}

/// The tables hold no percentage below zero.
fn percent(hundredths: i64) -> Percent {
    Percent::from_hundredths(hundredths.unsigned_abs())
}
