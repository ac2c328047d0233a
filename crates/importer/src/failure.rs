//! Why a file was not imported, in the words of the command line.

use std::path::Path;

use store_pg::{ImportRefused, StoreError};

/// What went wrong with a file, and which option may help.
pub(crate) fn failure(path: &Path, error: &StoreError) -> String {
    let file = path.display();
    match error {
        StoreError::File(fault) => format!("{file}: {fault}; nothing was imported"),
        StoreError::Import(refused) => format!("{file}: {}", refusal(refused)),
        other => other.to_string(),
    }
}

fn refusal(refused: &ImportRefused) -> String {
    match refused {
        ImportRefused::Future { .. } => {
            format!("{refused}: give the right one by --as-of, or allow it by --allow-future")
        }
        ImportRefused::Strict { rejected } => {
            format!("{rejected} bad records, and --strict takes none: nothing was imported")
        }
        ImportRefused::NoDate => format!("{refused}: give it by --as-of"),
        ImportRefused::EmptyComplete | ImportRefused::Busy(_) => refused.to_string(),
    }
}
