//! What is wrong with a file's bad records, summed up.

use std::collections::BTreeMap;

use sip_export::BadRecord;
use store_pg::CommonFault;

/// Bad records, counted by the field at fault. A field is one of the export's, so that there are few.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    by_field: BTreeMap<Option<String>, CommonFault>,
    records: u64,
    without_id: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, bad: &BadRecord) {
        self.records += 1;
        self.without_id += u64::from(bad.id.is_none());
        if let Some(fault) = self.by_field.get_mut(&bad.field) {
            fault.records += 1;
        } else if self.by_field.len() < MOST_FIELDS {
            let fault = CommonFault {
                field: bad.field.clone(),
                value: bad.value.clone(),
                reason: bad.reason.clone(),
                records: 1,
            };
            self.by_field.insert(bad.field.clone(), fault);
        }
    }

    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    pub(crate) fn without_id(&self) -> u64 {
        self.without_id
    }

    /// The fault that most records have; of those that as many have, the first by its field's name.
    pub(crate) fn most_common(&self) -> Option<CommonFault> {
        self.by_field.values().rev().max_by_key(|fault| fault.records).cloned()
    }
}

/// Keys that come twice are at fault under any name, of which a file may have as many as it likes.
const MOST_FIELDS: usize = 200;
