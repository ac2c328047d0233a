//! The columns of `clients`, by the fields they hold.

use std::borrow::Cow;

use sip_export::{ClientField, Shape};

use ClientField as F;

/// The fields of a record without its stamps, in the order in which they are written and digested: in
/// another order, records that are the same would have other digests.
pub(super) const CLIENT_FIELDS: [ClientField; ClientField::ALL.len() - 2] = [
    F::user_id,
    F::uid,
    F::crn,
    F::name,
    F::email,
    F::phone_number,
    F::date_of_birth,
    F::language,
    F::agent_external_id,
    F::agent_name,
    F::agent_email,
    F::agent_phone_number,
    F::member_id,
    F::total_current_value,
    F::total_invested_value,
    F::mf_current_value,
    F::mf_invested_value,
    F::fd_current_value,
    F::fd_invested_value,
    F::aif_current_value,
    F::aif_invested_value,
    F::deb_current_value,
    F::deb_invested_value,
    F::pms_current_value,
    F::pms_invested_value,
    F::preipo_current_value,
    F::preipo_invested_value,
    F::trak_cob_opportunity_value,
    F::latest_as_on_date,
    F::first_active_at,
    F::first_active_mf,
    F::first_active_fd,
    F::first_active_insurance,
    F::first_active_mld,
    F::first_active_ncd,
    F::first_active_aif,
    F::first_active_pms,
    F::first_active_preipo,
    F::first_active_mf_sip,
    F::created_at,
    F::do_not_contact,
];

/// What clients are looked for by, behind the fields it is made of.
const KEYS: [&str; 2] = ["name_key", "phone_key"];

/// Columns of the table.
pub(super) const COLUMNS: i16 = (CLIENT_FIELDS.len() + KEYS.len()) as i16;

/// The column that holds a field: named after it, and after its unit where it has one.
fn column(field: ClientField) -> Cow<'static, str> {
    match field.shape() {
        Shape::Money | Shape::Worth => format!("{}_paise", field.key()).into(),
        _ => field.key().into(),
    }
}

/// The table's columns in their order, each as `shape` writes it.
pub(super) fn listed(shape: impl Fn(&str) -> String) -> String {
    let fields = CLIENT_FIELDS.into_iter().map(column);
    let columns = fields.chain(KEYS.into_iter().map(Cow::Borrowed));
    columns.map(|column| shape(&column)).collect::<Vec<_>>().join(", ")
}
