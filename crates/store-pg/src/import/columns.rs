//! The columns of `sip_records`, by the fields they hold.

use std::borrow::Cow;

use sip_export::{Field, Shape};

/// The fields of a record without its stamps, in the order in which they are written and digested: in
/// another order, records that are the same would have other digests.
pub(crate) const SIP_FIELDS: [Field; Field::ALL.len() - 2] = [
    Field::sip_meta_id,
    Field::user_id,
    Field::agent_id,
    Field::agent_external_id,
    Field::member_id,
    Field::uid,
    Field::goal_id,
    Field::goal_name,
    Field::created_at,
    Field::sip_meta_date,
    Field::sip_meta_month,
    Field::sip_days,
    Field::num_days,
    Field::amount,
    Field::scheme_name,
    Field::start_date,
    Field::end_date,
    Field::paused_from,
    Field::paused_till,
    Field::paused_reason,
    Field::increment_percentage,
    Field::increment_amount,
    Field::increment_period,
    Field::is_active,
    Field::sip_sales_status,
    Field::had_mandate_at_creation,
    Field::has_current_mandate,
    Field::mandate_tracking_status,
    Field::mandate_confirmed_date,
    Field::stepper_enabled,
    Field::first_order_nav_allocated_at,
    Field::first_success_order_date,
    Field::latest_success_order_date,
    Field::first_success_order_month,
    Field::latest_success_order_month,
    Field::success_amount,
    Field::pending_amount,
    Field::failed_amount,
    Field::in_progress_amount,
    Field::paused_amount,
    Field::success_count,
    Field::status,
    Field::deleted,
];

/// The column that holds a field: named after it, and after its unit where it has one.
pub(crate) fn column(field: Field) -> Cow<'static, str> {
    match (field, field.shape()) {
        (Field::status, _) => "current_sip_status".into(),
        (_, Shape::Money) => format!("{}_paise", field.key()).into(),
        (_, Shape::Percent) => format!("{}_hundredths", field.key()).into(),
        _ => field.key().into(),
    }
}

/// The columns of a record's fields in their order, each as `shape` writes it.
pub(crate) fn listed(shape: impl Fn(&str) -> String) -> String {
    SIP_FIELDS.map(|field| shape(&column(field))).join(", ")
}
