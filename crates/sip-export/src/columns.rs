//! The columns of an export: what its keys mean, and what is to be told of them in the end.

use std::collections::{HashMap, HashSet};

use crate::key;
use crate::kind::{ExportKind, MOST_FIELDS};
use crate::quote::quote;

/// So many keys are remembered; a file with more has made them up.
const MOST_KEYS: usize = 1024;

/// Longer keys are looked at each time.
const LONGEST_KEY: usize = 256;

/// So many unknown ones are named.
const MOST_NAMED: usize = 50;

/// What an export's columns were, once it has been read to its end.
///
/// ```
/// use sip_export::{ExportReader, ReadOptions};
/// let export = br#"[{"Sip Meta ID": "1,035", "user_id": "u1", "amount": "5,500", "colour": "red"}]"#;
/// let mut reader = ExportReader::new(&export[..], None, ReadOptions::default())?;
/// assert!(reader.by_ref().all(|entry| entry.is_ok()));
/// assert!(reader.columns().unknown().eq(["colour"]));
/// assert!(reader.columns().absent().contains(&"goal_name"));
/// # Ok::<(), sip_export::FileError>(())
/// ```
#[derive(Debug)]
pub struct Columns {
    /// What the file is of.
    kind: ExportKind,
    /// Keys in the order in which the first records have them, which is nearly always that of all
    /// others: the next one is compared before it is looked up.
    keys: Vec<Key>,
    places: HashMap<Box<str>, usize>,
    next: usize,
    /// The record that is read, counted from 1.
    record: u64,
    /// Keys of this record that are not worth remembering.
    strange: HashSet<String>,
    unknown: Vec<String>,
    has: [bool; MOST_FIELDS],
    unread: [u64; MOST_FIELDS],
}

#[derive(Debug)]
struct Key {
    text: Box<str>,
    meaning: Meaning,
    /// The record that had it last.
    seen_in: u64,
}

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The field in that place among the kind's own.
    Field(usize),
    Unknown,
    /// It is the key of a column without a name, of which there may be many.
    Nameless,
    /// An unknown key, spelt as one that the record has had already.
    Twice,
}

impl Columns {
    pub(crate) fn of(kind: ExportKind) -> Self {
        Self {
            kind,
            keys: Vec::new(),
            places: HashMap::new(),
            next: 0,
            record: 0,
            strange: HashSet::new(),
            unknown: Vec::new(),
            has: [false; MOST_FIELDS],
            unread: [0; MOST_FIELDS],
        }
    }

    /// Keys that stand for no field, as written: the first 50, and `…` where there are more.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let more = (self.unknown.len() > MOST_NAMED).then_some("…");
        self.unknown.iter().take(MOST_NAMED).map(String::as_str).chain(more)
    }

    /// What the file is of.
    #[must_use]
    pub fn kind(&self) -> ExportKind {
        self.kind
    }

    /// The keys of fields that no header and no record had a key for, in the export's order.
    #[must_use]
    pub fn absent(&self) -> Vec<&'static str> {
        self.kind.keys().zip(&self.has).filter(|(_, has)| !**has).map(|(key, _)| key).collect()
    }

    /// Fields in which values of good records could not be read and were left out, by their keys, and
    /// how many.
    #[must_use]
    pub fn unread_values(&self) -> Vec<(&'static str, u64)> {
        let counted = self.kind.keys().zip(self.unread);
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// A new record begins.
    pub(crate) fn begin_record(&mut self) {
        self.next = 0;
        self.record += 1;
        self.strange.clear();
    }

    /// The place of the field whose key comes where the records before had it: nearly always.
    #[inline]
    pub(crate) fn next_field(&mut self, text: &str) -> Option<usize> {
        let key = self.keys.get(self.next).filter(|key| *key.text == *text)?;
        let Meaning::Field(field) = key.meaning else { return None };
        self.next += 1;
        Some(field)
    }

    /// What a key of the record stands for.
    pub(crate) fn meaning(&mut self, text: &str) -> Meaning {
        let is_next = self.keys.get(self.next).is_some_and(|key| &*key.text == text);
        let place = if is_next { Some(self.next) } else { self.places.get(text).copied() };
        let Some(place) = place else { return self.learn(text) };
        self.next = place + 1;
        let key = &mut self.keys[place];
        let is_twice = key.seen_in == self.record && key.meaning == Meaning::Unknown;
        key.seen_in = self.record;
        if is_twice { Meaning::Twice } else { key.meaning }
    }

    /// What a key stands for that has not been met, or that is not worth remembering.
    fn learn(&mut self, text: &str) -> Meaning {
        let meaning = match self.kind.place_of(text) {
            Some(field) => Meaning::Field(field),
            None if key::is_nameless(text) => Meaning::Nameless,
            None => Meaning::Unknown,
        };
        match meaning {
            Meaning::Field(place) => self.has[place] = true,
            Meaning::Unknown => self.name(text),
            Meaning::Nameless | Meaning::Twice => {}
        }
        if self.keys.len() < MOST_KEYS && text.len() <= LONGEST_KEY {
            self.places.insert(text.into(), self.keys.len());
            self.keys.push(Key { text: text.into(), meaning, seen_in: self.record });
            self.next = self.keys.len();
        } else if meaning == Meaning::Unknown && !self.strange.insert(text.to_owned()) {
            return Meaning::Twice;
        }
        meaning
    }

    /// One more than are named tells that there are more.
    fn name(&mut self, unknown: &str) {
        let name = quote(unknown);
        if self.unknown.len() <= MOST_NAMED && !self.unknown.contains(&name) {
            self.unknown.push(name);
        }
    }

    /// A value of a good record was left out.
    pub(crate) fn count_unread(&mut self, place: usize) {
        self.unread[place] += 1;
    }
}
