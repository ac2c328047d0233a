//! Why an export is not imported, as whoever sent it reads it.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use http_edge::{Problem, Unprocessable};
use importer::{OptionNames, refusal};
use serde_json::Value;
use sip_export::{FileError, rfc3339_in_kolkata};
use store_pg::{ImportRefused, StoreError, UndoRefused};

use crate::database;

/// An export that is not taken, with its first bad records.
pub(super) fn refused(detail: String, rejects: &[Value]) -> Problem {
    Problem::Unprocessable(Box::new(Unprocessable {
        name: "import-refused",
        title: "The export is not taken",
        detail,
        member: (!rejects.is_empty()).then(|| ("rejects", Value::Array(rejects.to_vec()))),
    }))
}

/// Another body is being taken by this very process.
pub(super) fn busy(application: &str, since: DateTime<Utc>) -> Problem {
    let since = rfc3339_in_kolkata(since - TimeDelta::nanoseconds(since.nanosecond().into()));
    under_way(application, &since)
}

fn under_way(application: &str, since: &str) -> Problem {
    Problem::Conflict(format!(
        "Another import is under way: {application:?}, since {since}. Send this one again once that \
         has ended."
    ))
}

pub(super) fn problem(error: StoreError, rejects: Vec<Value>) -> Problem {
    let refused = |detail: String| refused(detail, &rejects);
    match error {
        StoreError::File(fault @ FileError::Io(_)) => {
            refused(format!("The export {fault}; nothing was imported."))
        }
        StoreError::File(fault) => refused(format!("{fault}; nothing was imported.")),
        StoreError::OutOfRange(what) => {
            refused(format!("{what} is too large to be kept; nothing was imported."))
        }
        StoreError::Import(ImportRefused::Busy(holder)) => {
            under_way(&holder.application, &holder.since)
        }
        StoreError::Import(why) => refused(sentence(&refusal(&why, OptionNames::Parameters))),
        StoreError::Undo(UndoRefused::Unknown { .. }) => {
            Problem::NotFound("There is no such import.".to_owned())
        }
        StoreError::Undo(why) => Problem::Conflict(sentence(&why.to_string())),
        other => database::problem(other),
    }
}

/// The importer's words, which it has begin with the name of a file.
fn sentence(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
}
