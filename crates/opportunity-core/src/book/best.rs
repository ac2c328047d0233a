//! One page of a list, without keeping the rest or putting all of it in order.

use alloc::vec::Vec;

use super::layout::Book;
use super::ranking::{Candidate, Entry};

/// Takes candidates one by one, keeps the best so many, and some more for a while.
pub(super) struct Best<'a> {
    book: &'a Book,
    most: usize,
    found: usize,
    kept: Vec<Candidate>,
    /// The worst of those that are among the best so far, once there are enough.
    bound: Option<Candidate>,
}

/// Room for a short page to grow before it is cut, so that a cut is rare.
const ROOM: usize = 1_024;

impl<'a> Best<'a> {
    pub(super) fn new(book: &'a Book, most: usize) -> Self {
        Self { book, most, found: 0, kept: Vec::new(), bound: None }
    }

    /// How many it keeps.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn take(&mut self, candidate: Candidate) {
        self.found += 1;
        self.offer(candidate);
    }

    /// Counts some of which only the best are offered.
    pub(super) fn count(&mut self, found: u64) {
        self.found += usize::try_from(found).unwrap_or(usize::MAX);
    }

    pub(super) fn offer(&mut self, candidate: Candidate) {
        let is_out = |bound| self.book.order(&candidate, bound).is_ge();
        if self.bound.as_ref().is_some_and(is_out) {
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() / 2 >= self.most.max(ROOM) {
            self.cut();
        }
    }

    /// Forgets all but the best.
    fn cut(&mut self) {
        let Some(last) = self.most.checked_sub(1) else { return self.kept.clear() };
        if last < self.kept.len() {
            let order = |a: &Candidate, b: &Candidate| self.book.order(a, b);
            let (_, worst, _) = self.kept.select_nth_unstable_by(last, order);
            self.bound = Some(*worst);
            self.kept.truncate(self.most);
        }
    }

    /// How many there were in all, and the best of them in order, from `offset` on.
    pub(super) fn page(mut self, offset: usize) -> (usize, Vec<Entry>) {
        self.cut();
        let Self { book, found, mut kept, .. } = self;
        if offset >= kept.len() {
            return (found, Vec::new());
        }
        let order = |a: &Candidate, b: &Candidate| book.order(a, b);
        kept.select_nth_unstable_by(offset, order);
        let page = &mut kept[offset..];
        page.sort_unstable_by(order);
        (found, page.iter().map(|candidate| candidate.entry).collect())
    }
}
