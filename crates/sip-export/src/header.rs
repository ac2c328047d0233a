//! The names of columns that stand once before all rows.

use crate::columns::Meaning;
use crate::error::FileError;
use crate::kind::ExportKind;
use crate::quote::quote;
use crate::reading::Reading;
use crate::record::{Fault, RawRecord, Record};
use crate::value::Raw;

/// What the columns of a table are.
pub(crate) struct Header {
    /// What the columns are of.
    kind: ExportKind,
    /// For each column the place of its field, if it is one.
    fields: Vec<Option<usize>>,
    names: Vec<String>,
    /// How many columns there are up to the last one that has a name.
    named: usize,
}

impl Header {
    /// # Errors
    /// [`FileError::NotAnExport`], where two columns are one, or they are not of what they were said
    /// to be.
    pub(crate) fn of(names: &[String], reading: &mut Reading) -> Result<Self, FileError> {
        reading.decide_by_header(names.iter().map(String::as_str))?;
        reading.columns.begin_record();
        let kind = reading.columns.kind();
        let fields = Vec::with_capacity(names.len());
        let mut header = Self { kind, fields, names: names.to_owned(), named: 0 };
        for name in names {
            let (field, is_twice) = match reading.columns.meaning(name) {
                Meaning::Field(field) => (Some(field), header.fields.contains(&Some(field))),
                meaning => (None, meaning == Meaning::Twice),
            };
            if is_twice {
                let name = quote(field.map_or(name.as_str(), |place| kind.key(place)));
                return Err(FileError::NotAnExport(format!("the header names {name} twice")));
            }
            header.fields.push(field);
            if !crate::key::is_nameless(name) {
                header.named = header.fields.len();
            }
        }
        Ok(header)
    }

    /// The key of a field that it would have to name.
    pub(crate) fn lacks(&self) -> Option<&'static str> {
        let mut required = self.kind.required().iter();
        let lacking = required.find(|place| !self.fields.contains(&Some(**place)));
        lacking.map(|place| self.kind.key(*place))
    }

    /// The record that a row's values are. Nothing may stand behind the last column, and nothing be
    /// left out but what columns without a name have.
    pub(crate) fn record<'a>(
        &self,
        values: impl Iterator<Item = Raw<'a>>,
        reading: &mut Reading,
    ) -> Result<Record, Fault> {
        let mut record = RawRecord::new(reading);
        let (mut count, mut filled) = (0, 0);
        for value in values {
            match self.fields.get(count) {
                Some(Some(field)) => record.put_field(*field, value),
                Some(None) => record.put_unknown(&self.names[count], &value),
                None if matches!(value.text(), Ok(None)) => {}
                None => filled = count + 1,
            }
            count += 1;
        }
        if count < self.named || filled > 0 {
            let (values, keys) = (count.max(filled), self.fields.len());
            return Err(record.fault(format!("has {values} values for {keys} keys")));
        }
        record.read()
    }
}
