//! One SIP: the whole record as the export gives it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{NaiveDate, NaiveDateTime};

use crate::agreement::{Percent, Period};
use crate::amount_run::AmountRun;
use crate::facts::SipFacts;
use crate::money::Paise;

/// The agent that stands for "nobody": clients whom no partner looks after.
pub const UNASSIGNED_AGENT: &str = "0";

/// The external id under which [`UNASSIGNED_AGENT`] is reported.
pub const UNASSIGNED_EXTERNAL_ID: &str = "unassigned";

/// The external id to report for an agent: the one that is known, but for those of nobody.
pub(crate) fn external_id_of<'a>(agent_id: &str, known: Option<&'a str>) -> Option<&'a str> {
    if agent_id == UNASSIGNED_AGENT { Some(UNASSIGNED_EXTERNAL_ID) } else { known }
}

/// A SIP as one line of the export tells it, every field typed.
///
/// Field names are the export's, but for `status`. Absent values are `None`; times are of
/// Asia/Kolkata; money is of the SIP's whole life unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct SipRecord {
    /// When the warehouse wrote the record.
    pub inserted_at: Option<NaiveDateTime>,
    /// When what the record tells happened: the newer of two records wins by it.
    pub event_date: Option<NaiveDateTime>,
    /// When the SIP was agreed.
    pub created_at: Option<NaiveDateTime>,
    /// The warehouse's date of the SIP.
    pub sip_meta_date: Option<NaiveDate>,
    /// The warehouse's month of the SIP, as its first day.
    pub sip_meta_month: Option<NaiveDate>,
    /// The SIP's id in the system it came from.
    pub uid: Option<String>,
    /// The SIP's own id.
    pub sip_meta_id: String,
    /// Whose SIP it is.
    pub user_id: String,
    /// The id of the client's goal.
    pub goal_id: Option<String>,
    /// The debit days of the month, as the export lists them: `1,15`.
    pub sip_days: Option<String>,
    /// How many debit days a month has, where the export says so.
    pub num_days: Option<u32>,
    /// Today's instalment: one debit.
    pub amount: Paise,
    /// The schemes that each debit is spread over.
    pub scheme_name: Vec<String>,
    /// What the client calls the goal.
    pub goal_name: Option<String>,
    /// When the SIP was to start.
    pub start_date: Option<NaiveDate>,
    /// Its last day.
    pub end_date: Option<NaiveDate>,
    /// The first day of a pause.
    pub paused_from: Option<NaiveDate>,
    /// The last day of a pause.
    pub paused_till: Option<NaiveDate>,
    /// Why it is paused.
    pub paused_reason: Option<String>,
    /// The step-up agreed, as a share of the instalment; it goes before an amount.
    pub increment_percentage: Option<Percent>,
    /// The step-up agreed, as money added to the instalment.
    pub increment_amount: Option<Paise>,
    /// How often the step-up falls due.
    pub increment_period: Option<Period>,
    /// Whether it is active; absent means that it is.
    pub is_active: Option<bool>,
    /// The sales desk's word for it.
    pub sip_sales_status: Option<String>,
    /// Whether there was a mandate to debit by when it was agreed.
    pub had_mandate_at_creation: Option<bool>,
    /// Whether there is one now; absent means that there is.
    pub has_current_mandate: Option<bool>,
    /// The bank's word for the mandate.
    pub mandate_tracking_status: Option<String>,
    /// When the bank confirmed the mandate.
    pub mandate_confirmed_date: Option<NaiveDate>,
    /// Whether the client asked for step-ups to be made without being asked again.
    pub stepper_enabled: Option<bool>,
    /// When units were first allotted.
    pub first_order_nav_allocated_at: Option<NaiveDate>,
    /// The first debit that went through.
    pub first_success_order_date: Option<NaiveDate>,
    /// The newest debit that went through.
    pub latest_success_order_date: Option<NaiveDate>,
    /// The month of the first, as its first day.
    pub first_success_order_month: Option<NaiveDate>,
    /// The month of the newest, as its first day.
    pub latest_success_order_month: Option<NaiveDate>,
    /// Lifetime money of the debits that went through.
    pub success_amount: Option<Paise>,
    /// Money whose debit is to be tried again.
    pub pending_amount: Option<Paise>,
    /// Lifetime money whose debit failed.
    pub failed_amount: Option<Paise>,
    /// Money whose debit is under way.
    pub in_progress_amount: Option<Paise>,
    /// Money not debited during pauses.
    pub paused_amount: Option<Paise>,
    /// Lifetime number of debits that went through.
    pub success_count: Option<u32>,
    /// How the newest debit ended: the export's `currentSipStatus`.
    #[cfg_attr(feature = "serde", serde(alias = "currentSipStatus"))]
    pub status: Status,
    /// The agent's id in other systems.
    pub agent_external_id: Option<String>,
    /// The agent's member number.
    pub member_id: Option<String>,
    /// The agent's internal id; [`UNASSIGNED_AGENT`], or nothing, where there is none.
    pub agent_id: String,
    /// Whether it was deleted; absent means that it was not.
    pub deleted: Option<bool>,
}

impl SipRecord {
    /// What the rules read of this record.
    ///
    /// `history` is what imports saw of its instalment, oldest first, this record's own import
    /// among them; empty where none is known. `record_as_of` is the date of the newest import that
    /// held the SIP.
    #[must_use]
    pub fn facts<'a>(&'a self, history: &'a [AmountRun], record_as_of: NaiveDate) -> SipFacts<'a> {
        // Each field goes into the one of its own name, so that no two amounts can change places.
        let Self { ref sip_meta_id, ref user_id, ref agent_id, amount, num_days, .. } = *self;
        let Self { increment_percentage, increment_amount, increment_period, .. } = *self;
        let Self { start_date, end_date, paused_from, paused_till, .. } = *self;
        let Self { first_success_order_date, latest_success_order_date, .. } = *self;
        let Self { success_amount, success_count, failed_amount, .. } = *self;
        let Self { pending_amount, in_progress_amount, .. } = *self;
        let Self { is_active, has_current_mandate, deleted, .. } = *self;
        SipFacts {
            sip_meta_id,
            user_id,
            agent_id: if agent_id.is_empty() { UNASSIGNED_AGENT } else { agent_id },
            agent_external_id: self.agent_external_id.as_deref(),
            status: self.status.as_str(),
            amount,
            num_days,
            sip_days: self.sip_days.as_deref(),
            scheme_count: u32::try_from(self.scheme_name.len()).unwrap_or(u32::MAX),
            increment_percentage,
            increment_amount,
            increment_period,
            start_date,
            end_date,
            paused_from,
            paused_till,
            paused_reason: self.paused_reason.as_deref(),
            first_success_order_date,
            latest_success_order_date,
            success_amount,
            success_count,
            failed_amount,
            pending_amount,
            in_progress_amount,
            is_active,
            has_current_mandate,
            deleted,
            record_as_of,
            history,
        }
    }
}

/// How the newest debit ended, as the export words it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "String", into = "String"))]
pub enum Status {
    /// It went through.
    Success,
    /// It bounced.
    Failed,
    /// It is under way.
    InProgress,
    /// The SIP is paused.
    Paused,
    /// The export says nothing.
    #[default]
    Unknown,
    /// A word of the export's that is none of these.
    Other(String),
}

impl Status {
    /// The export's word for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Success => "Success",
            Self::Failed => "Failed",
            Self::InProgress => "In Progress",
            Self::Paused => "Paused",
            Self::Unknown => "Unknown",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.as_str().to_owned()
    }
}

impl From<&str> for Status {
    /// The words that rules know are known in any case, with spaces, underscores or hyphens between;
    /// any other word is kept as it is.
    fn from(word: &str) -> Self {
        match word {
            "Success" => Self::Success,
            "" | "Unknown" => Self::Unknown,
            _ => {
                let known =
                    [Self::Success, Self::Failed, Self::InProgress, Self::Paused, Self::Unknown];
                let said = known.into_iter().find(|status| is_same_word(status.as_str(), word));
                said.unwrap_or_else(|| Self::Other(word.to_owned()))
            }
        }
    }
}

fn is_same_word(one: &str, other: &str) -> bool {
    fn letters(word: &str) -> impl Iterator<Item = u8> {
        let is_mark = |byte: &u8| matches!(byte, b' ' | b'_' | b'-');
        word.bytes().filter(move |byte| !is_mark(byte)).map(|byte| byte.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}
