//! From raw values to a record, or to the reason why there is none.

use std::collections::HashSet;

use opportunity_core::{SipRecord, UNASSIGNED_AGENT};

use crate::field::Field;
use crate::value::{LONGEST_TEXT, Raw, Reason};

/// A key that older exports give the status under.
const OLD_STATUS_KEY: &str = "current_sip_status";

/// Longer values are cut in a report.
const LONGEST_QUOTE: usize = 200;

/// A record that was set aside, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its place among the file's records, from 1.
    pub record: u64,
    /// Its SIP, where it names one.
    pub sip_meta_id: Option<String>,
    /// The field at fault, where it is one.
    pub field: Option<String>,
    /// That field's value, where it has one; long ones are cut.
    pub value: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

/// What is wrong with a record, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) sip_meta_id: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn of_record(reason: impl Into<String>) -> Self {
        Self { sip_meta_id: None, field: None, value: None, reason: reason.into() }
    }

    pub(crate) fn at(self, line: u64, record: u64) -> BadRecord {
        let Self { sip_meta_id, field, value, reason } = self;
        BadRecord { line, record, sip_meta_id, field, value, reason }
    }
}

/// The values of one record, as the file gives them.
pub(crate) struct RawRecord<'a> {
    values: [Option<Raw<'a>>; Field::ALL.len()],
    old_status: Option<Raw<'a>>,
    /// The field after the last one. Nearly all files have the export's order, so that it is tried
    /// before the key is looked up.
    next: usize,
    unknown_keys: HashSet<String>,
    fault: Option<Fault>,
}

impl<'a> RawRecord<'a> {
    pub(crate) fn new() -> Self {
        Self {
            values: [const { None }; Field::ALL.len()],
            old_status: None,
            next: 0,
            unknown_keys: HashSet::new(),
            fault: None,
        }
    }

    /// Takes a key and its value. Unknown keys are left alone, but none may come twice.
    pub(crate) fn put(&mut self, key: &str, value: Raw<'a>) {
        let twice = match (self.field_of(key), key) {
            (Some(field), _) => self.values[field as usize].replace(value).is_some(),
            (None, OLD_STATUS_KEY) => self.old_status.replace(value).is_some(),
            (None, _) => {
                self.check_unknown(key, &value);
                !self.unknown_keys.insert(key.to_owned())
            }
        };
        if twice {
            self.blame(key, None, "comes twice");
        }
    }

    fn field_of(&mut self, key: &str) -> Option<Field> {
        let next = Field::ALL.get(self.next).copied().filter(|field| field.key() == key);
        let field = next.or_else(|| Field::of_key(key))?;
        self.next = field as usize + 1;
        Some(field)
    }

    fn check_unknown(&mut self, key: &str, value: &Raw<'a>) {
        if matches!(value, Raw::Text(text) if text.len() > LONGEST_TEXT) {
            self.blame(key, None, "is longer than 64 KiB");
        }
    }

    fn blame(&mut self, key: &str, value: Option<&Raw<'_>>, reason: Reason) {
        self.fault.get_or_insert_with(|| Fault {
            sip_meta_id: None,
            field: Some(quote(key)),
            value: value.and_then(shown),
            reason: reason.to_owned(),
        });
    }

    /// The record, or the first thing that is wrong with it.
    pub(crate) fn read(mut self) -> Result<SipRecord, Fault> {
        let mut record =
            SipRecord { agent_id: UNASSIGNED_AGENT.to_owned(), ..SipRecord::default() };
        for field in Field::ALL {
            let Some(raw) = self.values[field as usize].take() else { continue };
            if let Err(reason) = field.set(&mut record, &raw) {
                self.blame(field.key(), Some(&raw), reason);
            }
            self.values[field as usize] = Some(raw);
        }
        self.read_old_status(&mut record);
        self.require(&record);
        match self.fault {
            None => Ok(record),
            Some(fault) => {
                let id = Some(record.sip_meta_id).filter(|id| !id.is_empty());
                Err(Fault { sip_meta_id: id, ..fault })
            }
        }
    }

    fn read_old_status(&mut self, record: &mut SipRecord) {
        let Some(raw) = self.old_status.take() else { return };
        let named = self.values[Field::status as usize].as_ref();
        let said = matches!(named.map(Raw::text), Some(Ok(Some(_))));
        let mut older = SipRecord::default();
        match Field::status.set(&mut older, &raw) {
            Ok(()) if !said => record.status = older.status,
            Ok(()) => {}
            Err(reason) => self.blame(OLD_STATUS_KEY, Some(&raw), reason),
        }
    }

    fn require(&mut self, record: &SipRecord) {
        if record.sip_meta_id.is_empty() {
            self.blame("sip_meta_id", None, "is missing");
        }
        if record.user_id.is_empty() {
            self.blame("user_id", None, "is missing");
        }
        if !record.amount.is_positive() {
            let amount = self.values[Field::amount as usize].take();
            match amount.as_ref().map(Raw::text) {
                Some(Ok(Some(_))) => self.blame("amount", amount.as_ref(), "is zero"),
                _ => self.blame("amount", None, "is missing"),
            }
        }
    }
}

fn shown(raw: &Raw<'_>) -> Option<String> {
    match raw {
        Raw::Null | Raw::Nested | Raw::NoText(_) => None,
        Raw::Text(text) => Some(quote(text)),
        Raw::Number(digits) => Some(quote(digits)),
        Raw::Truth(truth) => Some(truth.to_string()),
    }
}

/// The text, cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    if text.len() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(LONGEST_QUOTE);
    format!("{}…", &text[..end])
}
