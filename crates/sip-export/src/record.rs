//! From raw values to a record, or to the reason why there is none.

use opportunity_core::{SipRecord, UNASSIGNED_AGENT};

use crate::client::ClientRecord;
use crate::client_field::ClientField;
use crate::columns::Meaning;
use crate::date_order::DateOrder;
use crate::field::Field;
use crate::kind::{ExportKind, MOST_FIELDS};
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
    /// What it was to be a record of.
    pub kind: ExportKind,
    /// The SIP or the client, where it names one.
    pub id: Option<String>,
    /// The field at fault, where it is one.
    pub field: Option<String>,
    /// That field's value, where it has one that is no person's; long ones are cut.
    pub value: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

/// What is wrong with a record, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ExportKind,
    pub(crate) id: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn of_record(reason: impl Into<String>, reading: &Reading) -> Self {
        let kind = reading.columns.kind();
        Self { kind, id: None, field: None, value: None, reason: reason.into() }
    }

    pub(crate) fn at(self, line: u64, record: u64) -> BadRecord {
        let Self { kind, id, field, value, reason } = self;
        BadRecord { line, record, kind, id, field, value, reason }
    }
}

/// A record of any kind.
pub(crate) enum Record {
    Sip(SipRecord),
    Client(ClientRecord),
}

/// A record of one kind, while it is read.
trait Kept: Sized {
    const KIND: ExportKind;

    /// The record before any of its values is read.
    fn blank() -> Self;

    /// Reads a value into the field in that place among the kind's own.
    fn set(&mut self, place: usize, raw: &Raw<'_>, order: Option<DateOrder>) -> Result<(), Reason>;

    /// What it is a record of; empty where that is not known.
    fn id(&self) -> &str;

    /// Whether it has what is required in that place.
    fn has(&self, place: usize) -> bool;
}

impl Kept for SipRecord {
    const KIND: ExportKind = ExportKind::Sips;

    fn blank() -> Self {
        Self { agent_id: UNASSIGNED_AGENT.to_owned(), ..Self::default() }
    }

    #[inline]
    fn set(&mut self, place: usize, raw: &Raw<'_>, order: Option<DateOrder>) -> Result<(), Reason> {
        Field::ALL[place].set(self, raw, order)
    }

    fn id(&self) -> &str {
        &self.sip_meta_id
    }

    fn has(&self, place: usize) -> bool {
        match Field::ALL[place] {
            Field::sip_meta_id => !self.sip_meta_id.is_empty(),
            Field::user_id => !self.user_id.is_empty(),
            Field::amount => self.amount.is_positive(),
            _ => true,
        }
    }
}

impl Kept for ClientRecord {
    const KIND: ExportKind = ExportKind::Clients;

    fn blank() -> Self {
        Self::default()
    }

    #[inline]
    fn set(&mut self, place: usize, raw: &Raw<'_>, order: Option<DateOrder>) -> Result<(), Reason> {
        ClientField::ALL[place].set(self, raw, order)
    }

    fn id(&self) -> &str {
        &self.user_id
    }

    fn has(&self, place: usize) -> bool {
        ClientField::ALL[place] != ClientField::user_id || !self.user_id.is_empty()
    }
}

/// The values of one record, as the file gives them.
pub(crate) struct RawRecord<'a, 'r> {
    reading: &'r mut Reading,
    values: [Option<Raw<'a>>; MOST_FIELDS],
    /// All that it has, while nobody knows what the file is of.
    undecided: Vec<(String, Raw<'a>)>,
    names_two: bool,
    fault: Option<Fault>,
}

impl<'a, 'r> RawRecord<'a, 'r> {
    pub(crate) fn new(reading: &'r mut Reading) -> Self {
        reading.columns.begin_record();
        let values = [const { None }; MOST_FIELDS];
        Self { reading, values, undecided: Vec::new(), names_two: false, fault: None }
    }

    /// Takes a key and its value. Unknown keys are left alone, but none may come twice.
    pub(crate) fn put(&mut self, key: &str, value: Raw<'a>) {
        if let Some(place) = self.reading.columns.next_field(key) {
            return self.put_field(place, value);
        }
        if !self.reading.is_decided() {
            return self.undecided.push((key.to_owned(), value));
        }
        self.put_known(key, value);
    }

    fn put_known(&mut self, key: &str, value: Raw<'a>) {
        match self.reading.columns.meaning(key) {
            Meaning::Field(place) => self.put_field(place, value),
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

    /// Takes the value of the field in that place, which may come once however its key is spelt.
    #[inline]
    pub(crate) fn put_field(&mut self, place: usize, value: Raw<'a>) {
        if self.values[place].replace(value).is_some() {
            let kind = self.reading.columns.kind();
            self.names_two |= place == kind.id_place();
            self.blame(kind.key(place), None, TWICE);
        }
    }

    /// What is wrong with all of it.
    pub(crate) fn fault(&self, reason: String) -> Fault {
        Fault::of_record(reason, self.reading)
    }

    fn blame(&mut self, key: &str, value: Option<String>, reason: Reason) {
        let kind = self.reading.columns.kind();
        self.fault.get_or_insert_with(|| Fault {
            kind,
            id: None,
            field: Some(quote(key)),
            value,
            reason: reason.to_owned(),
        });
    }

    /// The record, or the first thing that is wrong with it.
    pub(crate) fn read(mut self) -> Result<Record, Fault> {
        if !self.reading.is_decided() {
            let values = std::mem::take(&mut self.undecided);
            self.reading.decide_by_record(values.iter().map(|(key, _)| key.as_str()));
            self.reading.columns.begin_record();
            for (key, value) in values {
                self.put_known(&key, value);
            }
        }
        match self.reading.columns.kind() {
            ExportKind::Sips => self.read_as().map(Record::Sip),
            ExportKind::Clients => self.read_as().map(Record::Client),
        }
    }

    fn read_as<R: Kept>(mut self) -> Result<R, Fault> {
        let mut record = R::blank();
        let ReadOptions { date_order, strict, .. } = self.reading.options;
        let mut unread = Vec::new();
        for place in 0..R::KIND.fields() {
            let Some(raw) = self.values[place].take() else { continue };
            match record.set(place, &raw, date_order) {
                Ok(()) => {}
                Err(reason) if !strict && !R::KIND.reads_strictly(place) && reason != TOO_LONG => {
                    unread.push(place);
                }
                Err(reason) => {
                    let value = R::KIND.is_quoted(place).then(|| shown(&raw)).flatten();
                    self.blame(R::KIND.key(place), value, reason);
                }
            }
            self.values[place] = Some(raw);
        }
        for place in R::KIND.required() {
            if !record.has(*place) {
                self.require::<R>(*place);
            }
        }
        match self.fault {
            None => {
                unread.into_iter().for_each(|place| self.reading.columns.count_unread(place));
                Ok(record)
            }
            Some(fault) => {
                // Of a record that names two SIPs or clients nobody knows which one it is of.
                let is_known = !record.id().is_empty() && !self.names_two;
                let id = is_known.then(|| record.id().to_owned());
                Err(Fault { id, ..fault })
            }
        }
    }

    /// What is required is there, and nothing, or is not there.
    fn require<R: Kept>(&mut self, place: usize) {
        let key = R::KIND.key(place);
        let value = self.values[place].take();
        match value.as_ref().map(Raw::text) {
            Some(Ok(Some(_))) => self.blame(key, value.as_ref().and_then(shown), "is zero"),
            _ => self.blame(key, None, "is missing"),
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
