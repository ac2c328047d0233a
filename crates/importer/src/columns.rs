//! What is told of a file's columns.

use serde_json::{Map, Value, json};
use sip_export::{Columns, Field};

/// A file's columns, once it has been read to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileColumns {
    /// Names that no field has, as the file writes them.
    pub unknown: Vec<String>,
    /// Fields that the file lacks.
    pub absent: Vec<Field>,
    /// Fields that no rule reads, of which values were left out that cannot be read, and how many.
    pub unread_values: Vec<(Field, u64)>,
}

impl From<&Columns> for FileColumns {
    fn from(columns: &Columns) -> Self {
        Self {
            unknown: columns.unknown().map(str::to_owned).collect(),
            absent: columns.absent(),
            unread_values: columns.unread_values(),
        }
    }
}

impl FileColumns {
    /// The fields that the file has.
    pub(crate) fn present(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| !self.absent.contains(field)).collect()
    }

    /// The keys of the fields that it lacks.
    pub(crate) fn absent_keys(&self) -> Vec<&'static str> {
        self.absent.iter().map(|field| field.key()).collect()
    }

    /// The values left out, by the keys of their fields.
    pub(crate) fn unread_by_key(&self) -> Value {
        let counts = self.unread_values.iter();
        let counts = counts.map(|(field, count)| (field.key().to_owned(), json!(count)));
        Value::Object(counts.collect::<Map<_, _>>())
    }
}
