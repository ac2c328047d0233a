//! How a CSV file parts its values and its lines.

/// What parts values from each other and lines from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) newline: u8,
}
