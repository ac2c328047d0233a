//! A book: its SIPs in order, on a date, and later.

use std::collections::HashSet;
use std::io::{self, Write};

use chrono::{Datelike, Days, NaiveDate};
use opportunity_core::SipRecord;
use sip_export::{ClientRecord, ExportWriter};

use crate::chance::{Seed, Stream};
use crate::clients::Clients;
use crate::contact;
use crate::record::Sip;

/// Books are of these years, so that every date in them is one that an export may hold.
const FIRST_YEAR: i32 = 1950;
const LAST_YEAR: i32 = 2150;

/// A book grows by one SIP in so many once it was founded,
const SIPS_PER_NEWCOMER: u64 = 50;
/// evenly over so many days.
const DAYS_OF_GROWTH: u64 = 7;

/// A date on which a book cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookDateError {
    /// The date is too early or too late for a book.
    #[error("a book's date lies in the years {FIRST_YEAR} to {LAST_YEAR}, not on {0}")]
    OutOfRange(NaiveDate),
    /// A later export is of a later day.
    #[error("a later export is of a day after {as_of}, not of {later}")]
    NotLater {
        /// The book's date.
        as_of: NaiveDate,
        /// The date asked for.
        later: NaiveDate,
    },
    /// An older export is of an earlier day.
    #[error("an older export is of a day before {as_of}, not of {earlier}")]
    NotEarlier {
        /// The book's date.
        as_of: NaiveDate,
        /// The date asked for.
        earlier: NaiveDate,
    },
}

/// An invented SIP book on a date.
///
/// It is nothing but its seed, its size and its dates: records are made as they are asked for, so
/// that memory does not grow with the book, and are the same each time.
///
/// ```
/// use sample_book::SampleBook;
/// let book = SampleBook::new(7, 100, "2026-01-30".parse()?)?;
/// let later = book.on("2026-03-15".parse()?)?;
/// assert_eq!((book.sips(), later.sips()), (100, 102));
/// let (then, now) = (book.records().next(), later.records().next());
/// assert_eq!(then.map(|sip| sip.sip_meta_id), now.map(|sip| sip.sip_meta_id));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SampleBook {
    seed: Seed,
    clients: Clients,
    founders: u64,
    founded: NaiveDate,
    as_of: NaiveDate,
}

impl SampleBook {
    /// A book of so many SIPs on a date. A record's SIP and client are those of the same `seed`,
    /// `sips` and `as_of`, whatever the machine.
    ///
    /// # Errors
    /// [`BookDateError::OutOfRange`] for a year before 1950 or after 2150.
    pub fn new(seed: u64, sips: u64, as_of: NaiveDate) -> Result<Self, BookDateError> {
        let seed = Seed::new(seed);
        let clients = Clients::of_book(sips, &seed);
        Ok(Self { seed, clients, founders: sips, founded: as_of, as_of: in_range(as_of)? })
    }

    /// The same book on a later day: every SIP lived on, and about 2% new ones after them, who
    /// are made in the first week after the founding.
    ///
    /// # Errors
    /// [`BookDateError`] where `later` is not after the book's date, or after the year 2150.
    pub fn on(&self, later: NaiveDate) -> Result<Self, BookDateError> {
        if later <= self.as_of {
            return Err(BookDateError::NotLater { as_of: self.as_of, later });
        }
        Ok(Self { as_of: in_range(later)?, ..self.clone() })
    }

    /// The same book on an earlier day: every SIP that had been created by then, as its life stood.
    ///
    /// ```
    /// use sample_book::SampleBook;
    /// let book = SampleBook::new(7, 100, "2026-01-30".parse()?)?;
    /// let older = book.before("2024-10-30".parse()?)?;
    /// assert!(older.sips() < book.sips());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BookDateError`] where `earlier` is not before the book's date, or before the year 1950.
    pub fn before(&self, earlier: NaiveDate) -> Result<Self, BookDateError> {
        if earlier >= self.as_of {
            return Err(BookDateError::NotEarlier { as_of: self.as_of, earlier });
        }
        Ok(Self { as_of: in_range(earlier)?, ..self.clone() })
    }

    /// The date the book speaks of.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// How many SIPs it has. For a day before its founding they are counted one by one.
    #[must_use]
    pub fn sips(&self) -> u64 {
        if self.as_of < self.founded { self.records().count() as u64 } else { self.places() }
    }

    /// Every SIP, by sip_meta_id, made one at a time.
    pub fn records(&self) -> impl Iterator<Item = SipRecord> {
        (0..self.places()).filter_map(|index| self.record(index))
    }

    /// How many SIPs were founders, or came later.
    fn places(&self) -> u64 {
        let days = u64::try_from((self.as_of - self.founded).num_days()).unwrap_or(0);
        self.founders + (self.newcomers() * days.min(DAYS_OF_GROWTH)).div_ceil(DAYS_OF_GROWTH)
    }

    /// Writes the export, and says how many SIPs it has.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn write(&self, out: impl Write) -> io::Result<u64> {
        let mut export = ExportWriter::new(out)?;
        let mut sips = 0;
        for record in self.records() {
            export.write(&record)?;
            sips += 1;
        }
        export.finish()?;
        Ok(sips)
    }

    /// Every client of these SIPs, by the first of them, made one at a time.
    pub fn clients(&self) -> impl Iterator<Item = ClientRecord> {
        let mut seen = HashSet::new();
        (0..self.places()).filter(|index| self.record(*index).is_some()).filter_map(move |index| {
            let number = self.clients.owner_number(index);
            let chance = &mut self.seed.stream(Stream::Contact(number));
            let client = seen.insert(number).then(|| self.clients.owner(index))?;
            Some(contact::record(client, number, self.founded, self.as_of, chance))
        })
    }

    /// Writes the export of its clients, and says how many they are.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn write_clients(&self, out: impl Write) -> io::Result<u64> {
        let mut export = ExportWriter::new(out)?;
        let mut clients = 0;
        for record in self.clients() {
            export.write_client(&record)?;
            clients += 1;
        }
        export.finish()?;
        Ok(clients)
    }

    fn record(&self, index: u64) -> Option<SipRecord> {
        let chance = &mut self.seed.stream(Stream::Sip(index));
        let sip = match index.checked_sub(self.founders) {
            None => Sip::founding(index, self.founded, chance),
            Some(newcomer) => Sip::made(index, self.newcomer_made_on(newcomer), chance),
        };
        sip.record(self.clients.owner(index), self.as_of, chance)
    }

    fn newcomers(&self) -> u64 {
        self.founders.div_ceil(SIPS_PER_NEWCOMER)
    }

    fn newcomer_made_on(&self, newcomer: u64) -> NaiveDate {
        self.founded + Days::new(1 + newcomer * DAYS_OF_GROWTH / self.newcomers().max(1))
    }
}

fn in_range(date: NaiveDate) -> Result<NaiveDate, BookDateError> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(BookDateError::OutOfRange(date))
    }
}
