//! From raw values to a record, or to the reason why there is none.

use opportunity_core::{SipRecord, UNASSIGNED_AGENT};

use crate::columns::Meaning;
use crate::field::Field;
use crate::options::ReadOptions;
use crate::quote::quote;
use crate::reading::Reading;
use crate::value::{LONGEST_TEXT, Raw, Reason, TOO_LONG};

const TWICE: Reason = "comes twice";

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
pub(crate) struct RawRecord<'a, 'r> {
    reading: &'r mut Reading,
    values: [Option<Raw<'a>>; Field::ALL.len()],
    names_two: bool,
    fault: Option<Fault>,
}

impl<'a, 'r> RawRecord<'a, 'r> {
    pub(crate) fn new(reading: &'r mut Reading) -> Self {
        reading.columns.begin_record();
        let values = [const { None }; Field::ALL.len()];
        Self { reading, values, names_two: false, fault: None }
    }

    /// Takes a key and its value. Unknown keys are left alone, but none may come twice.
    pub(crate) fn put(&mut self, key: &str, value: Raw<'a>) {
        if let Some(field) = self.reading.columns.next_field(key) {
            return self.put_field(field, value);
        }
        match self.reading.columns.meaning(key) {
            Meaning::Field(field) => self.put_field(field, value),
            Meaning::Unknown => self.put_unknown(key, &value),
            Meaning::Nameless => {}
            Meaning::Twice => self.blame(key, None, TWICE),
        }
    }

    /// Takes the value of a key that stands for no field: whatever it is, but for its length.
    pub(crate) fn put_unknown(&mut self, key: &str, value: &Raw<'a>) {
        if matches!(value, Raw::Text(text) if text.len() > LONGEST_TEXT) {
            self.blame(key, None, TOO_LONG);
        }
    }

    /// Takes the value of a field, which may come once however its key is spelt.
    #[inline]
    pub(crate) fn put_field(&mut self, field: Field, value: Raw<'a>) {
        if self.values[field as usize].replace(value).is_some() {
            self.names_two |= field == Field::sip_meta_id;
            self.blame(field.key(), None, TWICE);
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
        let ReadOptions { date_order, strict } = self.reading.options;
        let mut unread = Vec::new();
        for field in Field::ALL {
            let Some(raw) = self.values[field as usize].take() else { continue };
            match field.set(&mut record, &raw, date_order) {
                Ok(()) => {}
                Err(reason) if !strict && !field.is_read_by_rules() && reason != TOO_LONG => {
                    unread.push(field);
                }
                Err(reason) => self.blame(field.key(), Some(&raw), reason),
            }
            self.values[field as usize] = Some(raw);
        }
        self.require(&record);
        match self.fault {
            None => {
                unread.into_iter().for_each(|field| self.reading.columns.count_unread(field));
                Ok(record)
            }
            Some(fault) => {
                // Of a record that names two SIPs nobody knows which one it is of.
                let is_known = !record.sip_meta_id.is_empty() && !self.names_two;
                let id = is_known.then_some(record.sip_meta_id);
                Err(Fault { sip_meta_id: id, ..fault })
            }
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
