//! One page of a list, without holding the rest in memory or putting all of it in order.

use alloc::vec::Vec;

use super::layout::Book;
use super::ranking::{Candidate, Entry};

/// Takes candidates one by one and holds the best of them: at times twice as many as are wanted, so
/// that the worse half goes at once instead of each by itself.
pub(super) struct Best<'a> {
    book: &'a Book,
    most: usize,
    found: usize,
    held: Vec<Candidate>,
    /// The worst of those that are among the best so far, once there are enough.
    bound: Option<Candidate>,
}

/// A short page is cut only beyond twice this many: a cut goes through all that is held.
const ROOM: usize = 1_024;

impl<'a> Best<'a> {
    pub(super) fn new(book: &'a Book, most: usize) -> Self {
        Self { book, most, found: 0, held: Vec::new(), bound: None }
    }

    /// How many are wanted.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn take(&mut self, candidate: Candidate) {
        self.found += 1;
        self.offer(candidate);
    }

    /// Counts so many as found, of which only the best will be offered.
    pub(super) fn count(&mut self, found: u64) {
        self.found += usize::try_from(found).unwrap_or(usize::MAX);
    }

    pub(super) fn offer(&mut self, candidate: Candidate) {
        // Nearly all lose by risk and worth, without a look at what breaks a tie.
        let loses = |bound: &Candidate| candidate.key < bound.key;
        let is_out = |bound| loses(bound) || self.book.order(&candidate, bound).is_ge();
        if self.bound.as_ref().is_some_and(is_out) {
            return;
        }
        self.held.push(candidate);
        if self.held.len() / 2 >= self.most.max(ROOM) {
            self.cut();
        }
    }

    /// Forgets all but the best.
    fn cut(&mut self) {
        let Some(last) = self.most.checked_sub(1) else { return self.held.clear() };
        if last < self.held.len() {
            let order = |a: &Candidate, b: &Candidate| self.book.order(a, b);
            let (_, worst, _) = self.held.select_nth_unstable_by(last, order);
            self.bound = Some(*worst);
            self.held.truncate(self.most);
        }
    }

    /// How many there were in all, and the best of them in order, from `offset` on.
    pub(super) fn page(mut self, offset: usize) -> (usize, Vec<Entry>) {
        self.cut();
        let Self { book, found, mut held, .. } = self;
        if offset >= held.len() {
            return (found, Vec::new());
        }
        let order = |a: &Candidate, b: &Candidate| book.order(a, b);
        held.select_nth_unstable_by(offset, order);
        let page = &mut held[offset..];
        page.sort_unstable_by(order);
        (found, page.iter().map(|candidate| candidate.entry).collect())
    }
}
