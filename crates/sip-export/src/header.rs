//! The names of columns that stand once before all rows.

use opportunity_core::SipRecord;

use crate::columns::Meaning;
use crate::error::FileError;
use crate::field::Field;
use crate::quote::quote;
use crate::reading::Reading;
use crate::record::{Fault, RawRecord};
use crate::value::Raw;

/// The fields without which no record is one.
const REQUIRED: [Field; 3] = [Field::sip_meta_id, Field::user_id, Field::amount];

/// What the columns of a table are.
pub(crate) struct Header {
    /// For each column its field, if it is one.
    fields: Vec<Option<Field>>,
    names: Vec<String>,
    /// How many columns there are up to the last one that has a name.
    named: usize,
}

impl Header {
    /// # Errors
    /// [`FileError::NotAnExport`], where two columns are one.
    pub(crate) fn of(names: &[String], reading: &mut Reading) -> Result<Self, FileError> {
        reading.columns.begin_record();
        let mut header =
            Self { fields: Vec::with_capacity(names.len()), names: names.to_owned(), named: 0 };
        for name in names {
            let (field, is_twice) = match reading.columns.meaning(name) {
                Meaning::Field(field) => (Some(field), header.fields.contains(&Some(field))),
                meaning => (None, meaning == Meaning::Twice),
            };
            if is_twice {
                let name = quote(field.map_or(name.as_str(), |field| field.key()));
                return Err(FileError::NotAnExport(format!("the header names {name} twice")));
            }
            header.fields.push(field);
            if !crate::key::is_nameless(name) {
                header.named = header.fields.len();
            }
        }
        Ok(header)
    }

    /// A field that it would have to name.
    pub(crate) fn lacks(&self) -> Option<Field> {
        REQUIRED.into_iter().find(|field| !self.fields.contains(&Some(*field)))
    }

    /// The record that a row's values are. Nothing may stand behind the last column, and nothing be
    /// left out but what columns without a name have.
    pub(crate) fn record<'a>(
        &self,
        values: impl Iterator<Item = Raw<'a>>,
        reading: &mut Reading,
    ) -> Result<SipRecord, Fault> {
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
            return Err(Fault::of_record(format!("has {values} values for {keys} keys")));
        }
        record.read()
    }
}
