//! Many SIPs as the rules see them, a row each: what is scanned in one place, and what only some
//! have, or only sentences tell, in columns beside it.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::agreement::Agreed;
use crate::bad_facts::BadFacts;
use crate::digest::SipDigest;
use crate::facts::SipFacts;
use crate::increases::{Course, Increases, Verdict};
use crate::money::Paise;
use crate::range::{check_history, check_step_up};
use crate::record_words::RecordWords;
use crate::sparse::Sparse;

/// SIPs, a row each.
#[derive(Clone, Debug, Default)]
pub(crate) struct SipTable {
    digests: Vec<SipDigest>,
    /// Of each row, its status as the export words it: a position in `words`.
    statuses: Vec<u32>,
    /// Of each row, one more than the payments that the record counts; none where it does not.
    success_counts: Vec<u32>,
    increases: Sparse<Increases>,
    pauses: Sparse<Pause>,
    words: Vec<String>,
}

/// What a record says of its pause, beside the day it began.
#[derive(Clone, Copy, Debug)]
struct Pause {
    till: Option<NaiveDate>,
    /// A position in the table's words.
    reason: Option<u32>,
}

/// A SIP worked out, with its words borrowed from the facts.
#[derive(Clone, Copy)]
pub(crate) struct WorkedOut<'a> {
    pub(crate) digest: SipDigest,
    increases: Option<Increases>,
    facts: SipFacts<'a>,
}

/// Positions of the words of a table that is being filled.
#[derive(Debug, Default)]
pub(crate) struct WordPlaces(BTreeMap<String, u32>);

/// One SIP as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Sip<'a> {
    table: &'a SipTable,
    row: usize,
}

impl<'a> WorkedOut<'a> {
    /// Works out what `facts` say.
    ///
    /// # Errors
    /// [`BadFacts::OutOfRange`] for an instalment or a step-up that is not above zero, a negative
    /// amount, and 10^13 rupees (or percent) or more; [`BadFacts::HistoryOutOfOrder`].
    pub(crate) fn of(facts: &SipFacts<'a>) -> Result<Self, BadFacts> {
        let digest = SipDigest::new(facts)?;
        // Before the evidence, which is worked out with amounts that are known to be in range.
        check_history(facts.history)?;
        let step_up = facts.step_up();
        step_up.map_or(Ok(()), check_step_up)?;
        let agreed = step_up.zip(facts.increment_period);
        let agreed = agreed.and_then(|(step_up, period)| Agreed::new(step_up, period));
        let increases = agreed.map(|agreed| Increases::of(facts, agreed));
        Ok(Self { digest, increases, facts: *facts })
    }
}

impl SipTable {
    pub(crate) fn of<'a>(sips: impl IntoIterator<Item = &'a WorkedOut<'a>>) -> Self {
        let mut table = Self::default();
        let mut places = WordPlaces::default();
        for sip in sips {
            table.push(sip, &mut places);
        }
        table
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        self.digests.reserve_exact(rows);
        self.statuses.reserve_exact(rows);
        self.success_counts.reserve_exact(rows);
    }

    pub(crate) fn push(&mut self, sip: &WorkedOut<'_>, places: &mut WordPlaces) {
        let WorkedOut { digest, increases, facts } = sip;
        let status = self.place_of(facts.status, places);
        let reason = facts.paused_reason.map(|reason| self.place_of(reason, places));
        let pause = Pause { till: facts.paused_till, reason };
        let count = facts.success_count.map_or(0, |count| count.saturating_add(1));
        self.push_row(*digest, status, count, *increases, digest.is_paused().then_some(pause));
    }

    /// Adds a row of a table that has the same words.
    pub(crate) fn push_row_of(&mut self, other: &Self, row: usize) {
        self.push_row(
            other.digests[row],
            other.statuses[row],
            other.success_counts[row],
            other.increases.get(row).copied(),
            other.pauses.get(row).copied(),
        );
    }

    fn push_row(
        &mut self,
        digest: SipDigest,
        status: u32,
        success_count: u32,
        increases: Option<Increases>,
        pause: Option<Pause>,
    ) {
        let row = self.digests.len();
        self.digests.push(digest);
        self.statuses.push(status);
        self.success_counts.push(success_count);
        if let Some(increases) = increases {
            self.increases.push(row, increases);
        }
        if let Some(pause) = pause {
            self.pauses.push(row, pause);
        }
    }

    /// The words of a row's record.
    pub(crate) fn words_of(&self, row: usize) -> RecordWords<'_> {
        let word = |place: u32| self.words.get(place as usize).map_or("", String::as_str);
        let reason = self.pauses.get(row).and_then(|pause| pause.reason);
        RecordWords { status: word(self.statuses[row]), paused_reason: reason.map(word) }
    }

    fn place_of(&mut self, word: &str, places: &mut WordPlaces) -> u32 {
        if let Some(place) = places.0.get(word) {
            return *place;
        }
        let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        places.0.insert(word.to_owned(), place);
        place
    }

    /// Forgets the words that no row has: free ones would pile up from book to book.
    pub(crate) fn forget_unused_words(&mut self) {
        let mut used = vec![false; self.words.len()];
        let reasons = self.pauses.values().filter_map(|pause| pause.reason);
        for place in self.statuses.iter().copied().chain(reasons) {
            used[place as usize] = true;
        }
        let mut next = 0;
        let mut places = vec![0; used.len()];
        for (place, is_used) in places.iter_mut().zip(&used) {
            *place = next;
            next += u32::from(*is_used);
        }
        let mut used = used.into_iter();
        self.words.retain(|_| used.next().unwrap_or(false));
        for status in &mut self.statuses {
            *status = places[*status as usize];
        }
        for reason in self.pauses.values_mut().filter_map(|pause| pause.reason.as_mut()) {
            *reason = places[*reason as usize];
        }
    }

    /// Takes over the words of another table, before any row is added.
    pub(crate) fn begin_with_words_of(&mut self, other: &Self) -> WordPlaces {
        self.words.clone_from(&other.words);
        WordPlaces((0..).zip(&self.words).map(|(place, word)| (word.clone(), place)).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.digests.len()
    }

    pub(crate) fn digests(&self) -> &[SipDigest] {
        &self.digests
    }

    pub(crate) fn sip(&self, row: usize) -> Sip<'_> {
        Sip { table: self, row }
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.increases.shrink_to_fit();
        self.pauses.shrink_to_fit();
    }

    pub(crate) fn bytes(&self) -> usize {
        let words = self.statuses.capacity() + self.success_counts.capacity();
        self.digests.capacity() * size_of::<SipDigest>()
            + words * size_of::<u32>()
            + self.increases.bytes()
            + self.pauses.bytes()
            + self.words.iter().map(|word| size_of::<String>() + word.len()).sum::<usize>()
    }
}

impl<'a> Sip<'a> {
    /// What the rules scan of it.
    #[must_use]
    #[inline]
    pub fn digest(self) -> &'a SipDigest {
        &self.table.digests[self.row]
    }

    /// How many payments the record counts, where it does.
    #[must_use]
    pub fn success_count(self) -> Option<u32> {
        self.table.success_counts[self.row].checked_sub(1)
    }

    /// The last day of its pause, where it is paused and one is given.
    #[must_use]
    pub fn paused_till(self) -> Option<NaiveDate> {
        self.table.pauses.get(self.row)?.till
    }

    /// What one agreed step would add to the monthly amount; zero without a step-up.
    #[must_use]
    pub fn monthly_step(self) -> Paise {
        let digest = self.digest();
        self.increases().map_or(Paise::ZERO, |known| {
            let step = known.agreed().step_up().on(digest.instalment());
            step.times(digest.debit_days().get().into())
        })
    }

    /// What is known of its increases on a date, where a step-up and its period were agreed.
    /// `min_months` is how many months make an increase overdue.
    #[must_use]
    pub fn verdict(self, as_of: NaiveDate, min_months: u32) -> Option<Verdict> {
        let known = self.increases()?;
        let course = self.course();
        Some(
            course.map_or(Verdict::UNKNOWN, |course| Verdict::of(known, course, as_of, min_months)),
        )
    }

    #[inline]
    pub(crate) fn increases(self) -> Option<&'a Increases> {
        self.table.increases.get(self.row)
    }

    /// From when to when it was paid for, where both are known.
    pub(crate) fn course(self) -> Option<Course> {
        let digest = self.digest();
        Some(Course { since: digest.running_since()?, by: digest.latest_success()? })
    }
}
