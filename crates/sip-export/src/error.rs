//! What can be wrong with a whole file.

use std::io;

/// Why a file cannot be read. Nothing of it should be imported.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not well-formed.
    #[error("line {line}, column {column}: {what}")]
    Malformed {
        /// From 1.
        line: u64,
        /// In bytes, from 1.
        column: u64,
        /// What is wrong.
        what: String,
    },
    /// It holds no export.
    #[error("{0}")]
    NotAnExport(String),
    /// It cannot be read, or is not what its compression says.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}
