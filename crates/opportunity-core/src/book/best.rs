//! The first entries of a list, without keeping the rest or putting it in order.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Book;
use super::ranking::{Candidate, Entry};

/// Takes candidates one by one and keeps the best so many.
pub(super) struct Best<'a> {
    book: &'a Book,
    most: usize,
    found: usize,
    /// The worst of them on top.
    kept: BinaryHeap<Ranked<'a>>,
}

/// A candidate of a book, the better one less.
struct Ranked<'a> {
    book: &'a Book,
    candidate: Candidate,
}

impl<'a> Best<'a> {
    pub(super) fn new(book: &'a Book, most: usize) -> Self {
        Self { book, most, found: 0, kept: BinaryHeap::new() }
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
        let ranked = Ranked { book: self.book, candidate };
        if self.kept.len() < self.most {
            self.kept.push(ranked);
        } else if let Some(mut worst) = self.kept.peek_mut()
            && ranked.cmp(&worst).is_lt()
        {
            *worst = ranked;
        }
    }

    /// How many there were in all, and the best of them in order.
    pub(super) fn in_order(self) -> (usize, Vec<Entry>) {
        let best = self.kept.into_sorted_vec();
        (self.found, best.into_iter().map(|ranked| ranked.candidate.entry).collect())
    }
}

impl Ord for Ranked<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.book.order(&self.candidate, &other.candidate)
    }
}

impl PartialOrd for Ranked<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked<'_> {}
