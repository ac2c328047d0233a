//! Sentences put together piece by piece, without `core::fmt`: a list of a hundred calls has as
//! many descriptions.

use alloc::string::String;

use chrono::NaiveDate;

use crate::dates::push_date;
use crate::digits::push_digits;
use crate::money::{Paise, push_rupees};

/// Room for nearly every description, so that the text is rarely moved while it grows.
const TYPICAL_BYTES: usize = 192;

/// A sentence or two.
pub(crate) struct Sentence(String);

impl Sentence {
    pub(crate) fn of(words: &str) -> Self {
        Self(String::with_capacity(TYPICAL_BYTES)).words(words)
    }

    pub(crate) fn words(mut self, words: &str) -> Self {
        self.0.push_str(words);
        self
    }

    pub(crate) fn number(mut self, number: u32) -> Self {
        push_digits(&mut self.0, number.into(), |_| false);
        self
    }

    /// So many of something: the word takes an s unless there is one.
    pub(crate) fn count(self, number: u32, word: &str) -> Self {
        let counted = self.number(number).words(" ").words(word);
        if number == 1 { counted } else { counted.words("s") }
    }

    /// As people read a date: `January 5, 2026`.
    pub(crate) fn date(mut self, date: NaiveDate) -> Self {
        push_date(&mut self.0, date);
        self
    }

    /// With one decimal.
    pub(crate) fn tenths(self, tenths: u16) -> Self {
        self.number((tenths / 10).into()).words(".").number((tenths % 10).into())
    }

    /// In whole rupees.
    pub(crate) fn rupees(mut self, amount: Paise) -> Self {
        push_rupees(&mut self.0, amount);
        self
    }

    pub(crate) fn end(self) -> String {
        self.0
    }
}
