//! Why an export is not imported, as whoever sent it reads it.

use serde_json::Value;
use sip_export::FileError;
use store_pg::{ImportRefused, StoreError};

use crate::problem::Problem;

pub(super) fn problem(error: StoreError, rejects: Vec<Value>) -> Problem {
    let refused = |detail: String| Problem::Refused { detail, rejects: rejects.clone() };
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
        other => other.into(),
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
