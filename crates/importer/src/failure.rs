//! Why a file was not imported.

use std::path::Path;

use store_pg::StoreError;

use crate::output::plain;
use crate::refusal::{OptionNames, refusal};

/// Why a file was not imported, in the words of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, and which option may help.
    pub reason: String,
    /// Whether it is the file's fault: the same file would fail again.
    pub is_of_file: bool,
}

impl Failure {
    pub(crate) fn of(path: &Path, error: &StoreError) -> Self {
        let file = plain(&path.display().to_string());
        let of_file = |reason| Self { reason, is_of_file: true };
        match error {
            StoreError::File(fault) => of_file(format!("{file}: {fault}; nothing was imported")),
            StoreError::Import(refused) => {
                of_file(format!("{file}: {}", refusal(refused, OptionNames::CommandLine)))
            }
            StoreError::OutOfRange(_) => of_file(format!("{file}: {error}; nothing was imported")),
            other => Self { reason: other.to_string(), is_of_file: false },
        }
    }
}
