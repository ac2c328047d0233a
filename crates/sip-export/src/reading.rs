//! What all records of one export share while they are read.

use crate::columns::Columns;
use crate::options::ReadOptions;

pub(crate) struct Reading {
    pub(crate) options: ReadOptions,
    pub(crate) columns: Columns,
}

impl Reading {
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self { options, columns: Columns::new() }
    }
}
