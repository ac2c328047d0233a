//! Why an export is not imported, as whoever sent it reads it.

use http_edge::{Problem, Unprocessable};
use serde_json::Value;
use sip_export::FileError;
use store_pg::{ImportRefused, StoreError};

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
        StoreError::Import(ImportRefused::Busy(holder)) => Problem::Conflict(format!(
            "Another import is under way: {:?}, since {}. Send this one again once that has ended.",
            holder.application, holder.since
        )),
        StoreError::Import(refusal) => refused(words(&refusal)),
        other => database::problem(other),
    }
}

/// The importer's words name its options; here they are parameters.
fn words(refusal: &ImportRefused) -> String {
    match refusal {
        ImportRefused::Future { as_of, today } => format!(
            "The export's date {as_of} is after today, {today}, in Asia/Kolkata: give the right one \
             by as_of, or allow it by allow_future=true."
        ),
        ImportRefused::Strict { rejected } => {
            format!("{rejected} bad records, and strict=true takes none: nothing was imported.")
        }
        ImportRefused::NoDate => {
            "No good record tells the export's date: give it by as_of.".to_owned()
        }
        ImportRefused::EmptyComplete => {
            "An export without a good record cannot be the whole book: nothing was imported."
                .to_owned()
        }
        ImportRefused::Busy(_) => refusal.to_string(),
    }
}
