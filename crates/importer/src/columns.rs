//! What is told of a file's columns.

use serde_json::{Map, Value, json};
use sip_export::{Columns, ExportKind};

/// A file's columns, once it has been read to its end. Fields are called by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileColumns {
    /// What the file is of.
    pub kind: ExportKind,
    /// Names that no field has, as the file writes them.
    pub unknown: Vec<String>,
    /// Fields that the file lacks.
    pub absent: Vec<&'static str>,
    /// Fields that nothing hangs on, of which values were left out that cannot be read, and how many.
    pub unread_values: Vec<(&'static str, u64)>,
}

impl From<&Columns> for FileColumns {
    fn from(columns: &Columns) -> Self {
        Self {
            kind: columns.kind(),
            unknown: columns.unknown().map(str::to_owned).collect(),
            absent: columns.absent(),
            unread_values: columns.unread_values(),
        }
    }
}

impl FileColumns {
    /// The fields that the file has.
    pub(crate) fn present(&self) -> Vec<&'static str> {
        self.kind.keys().filter(|key| !self.absent.contains(key)).collect()
    }

    /// The values left out, by their fields.
    pub(crate) fn unread_by_key(&self) -> Value {
        let counts = self.unread_values.iter();
        let counts = counts.map(|(key, count)| ((*key).to_owned(), json!(count)));
        Value::Object(counts.collect::<Map<_, _>>())
    }
}
