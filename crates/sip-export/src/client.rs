//! A client, as an export has one.

use chrono::{NaiveDate, NaiveDateTime};
use opportunity_core::Paise;

/// All that one row of an export of clients says. Absent values are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientRecord {
    /// The row's own id in the warehouse.
    pub uid: Option<String>,
    /// The client.
    pub user_id: String,
    /// The number by which registrars know the client.
    pub crn: Option<String>,
    /// The name, in any script.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number, as the export writes it.
    pub phone_number: Option<String>,
    /// When the client was born.
    pub date_of_birth: Option<NaiveDate>,
    /// The language to be spoken, in the export's word.
    pub language: Option<String>,
    /// The agent, by the id outside.
    pub agent_external_id: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The agent's e-mail address.
    pub agent_email: Option<String>,
    /// The agent's phone number.
    pub agent_phone_number: Option<String>,
    /// The member that the client belongs to.
    pub member_id: Option<String>,
    /// What is held in all is worth so much; it may be less than nothing.
    pub total_current_value: Option<Paise>,
    /// What was put into everything.
    pub total_invested_value: Option<Paise>,
    /// What is held of mutual funds is worth so much; it may be less than nothing.
    pub mf_current_value: Option<Paise>,
    /// What was put into mutual funds.
    pub mf_invested_value: Option<Paise>,
    /// What is held of fixed deposits is worth so much; it may be less than nothing.
    pub fd_current_value: Option<Paise>,
    /// What was put into fixed deposits.
    pub fd_invested_value: Option<Paise>,
    /// What is held of alternative investment funds is worth so much; it may be less than nothing.
    pub aif_current_value: Option<Paise>,
    /// What was put into alternative investment funds.
    pub aif_invested_value: Option<Paise>,
    /// What is held of debentures is worth so much; it may be less than nothing.
    pub deb_current_value: Option<Paise>,
    /// What was put into debentures.
    pub deb_invested_value: Option<Paise>,
    /// What is held of managed portfolios is worth so much; it may be less than nothing.
    pub pms_current_value: Option<Paise>,
    /// What was put into managed portfolios.
    pub pms_invested_value: Option<Paise>,
    /// What is held of shares before their listing is worth so much; it may be less than nothing.
    pub preipo_current_value: Option<Paise>,
    /// What was put into shares before their listing.
    pub preipo_invested_value: Option<Paise>,
    /// What could be brought over from elsewhere.
    pub trak_cob_opportunity_value: Option<Paise>,
    /// As of when the holdings are told.
    pub latest_as_on_date: Option<NaiveDate>,
    /// Since when there was anything.
    pub first_active_at: Option<NaiveDate>,
    /// Since when there were mutual funds.
    pub first_active_mf: Option<NaiveDate>,
    /// Since when there were fixed deposits.
    pub first_active_fd: Option<NaiveDate>,
    /// Since when there was insurance.
    pub first_active_insurance: Option<NaiveDate>,
    /// Since when there were market-linked debentures.
    pub first_active_mld: Option<NaiveDate>,
    /// Since when there were non-convertible debentures.
    pub first_active_ncd: Option<NaiveDate>,
    /// Since when there were alternative investment funds.
    pub first_active_aif: Option<NaiveDate>,
    /// Since when there were managed portfolios.
    pub first_active_pms: Option<NaiveDate>,
    /// Since when there were shares before their listing.
    pub first_active_preipo: Option<NaiveDate>,
    /// Since when there were SIPs.
    pub first_active_mf_sip: Option<NaiveDate>,
    /// When the row was written.
    pub inserted_at: Option<NaiveDateTime>,
    /// What the row speaks of.
    pub event_date: Option<NaiveDateTime>,
    /// When the client was first there.
    pub created_at: Option<NaiveDateTime>,
    /// Whether the client is not to be called.
    pub do_not_contact: Option<bool>,
}
