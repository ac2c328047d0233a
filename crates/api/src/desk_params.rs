//! The parameters of the day's work, and the members of the body that says what was done.

use crate::desk_takes::DeskTakes;
use crate::params::{Param, Takes};

const fn param(name: &'static str, takes: DeskTakes, meaning: &'static str) -> Param {
    Param { name, takes: Takes::Desk(takes), meaning }
}

pub(crate) const CALL_STATE: Param = param(
    "state",
    DeskTakes::State,
    "Only calls in this state; `all` for any. Without it, those that are open.",
);
pub(crate) const CALL_KIND: Param =
    param("kind", DeskTakes::Kind, "Only calls of which a reason of this kind counts.");
pub(crate) const NEW_CALLS: Param =
    param("new", DeskTakes::New, "Only open calls with something that the newest book told.");
pub(crate) const MIN_MONTHLY_VALUE: Param = param(
    "min_monthly_value",
    DeskTakes::LeastValue,
    "Only calls that are worth so many rupees a month.",
);
pub(crate) const WORK_CLIENT: Param =
    param("user_id", DeskTakes::Client, "Only what was done about this client.");
pub(crate) const WORK_BY: Param =
    param("by", DeskTakes::By, "Only what was done by this caller, as the log names it.");
pub(crate) const WORK_FROM: Param =
    param("from", DeskTakes::From, "Only what was done on this day in Asia/Kolkata, or later.");
pub(crate) const WORK_TO: Param =
    param("to", DeskTakes::To, "Only what was done on this day in Asia/Kolkata, or earlier.");
pub(crate) const REASON_KIND: Param =
    param("kind", DeskTakes::Kind, "Only of reasons of this kind.");
pub(crate) const CHANGE: Param = param("change", DeskTakes::Change, "Only what changed so.");
pub(crate) const AFTER: Param = param(
    "after",
    DeskTakes::After,
    "Only what was told after the change of this number: the last one that is known.",
);
pub(crate) const BOOK_FROM: Param =
    param("from", DeskTakes::From, "From the book of this date on.");
pub(crate) const BOOK_TO: Param = param("to", DeskTakes::To, "Up to the book of this date.");

/// The members of the body that says what was done.
pub(crate) const OF_WORK: [Param; 9] = [
    param("agent_id", DeskTakes::AccountAgent, "The agent, where the client has several."),
    param("action", DeskTakes::Action, "What was done."),
    param("outcome", DeskTakes::Outcome, "How the call ended."),
    param("reason", DeskTakes::Dismissal, "Why not to call."),
    param("until", DeskTakes::Until, "The day before which not to call."),
    param("check_on", DeskTakes::CheckOn, "The day by which a promise is to be kept."),
    param("note", DeskTakes::Note, "What is noted."),
    param("reasons", DeskTakes::Reasons, "The keys of the reasons that it is about."),
    param("seen", DeskTakes::Seen, "The marks that were seen, by key."),
];
