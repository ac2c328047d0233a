//! The first entries of a list, without keeping the rest or putting it in order.

use alloc::vec::Vec;

use super::Book;
use super::ranking::Candidate;

/// Takes candidates one by one and keeps the best so many.
pub(super) struct Best<'a> {
    book: &'a Book,
    most: usize,
    found: usize,
    kept: Vec<Candidate>,
    /// What is not better than this is not among the best; known once enough were seen.
    bar: Option<Candidate>,
}

impl<'a> Best<'a> {
    pub(super) fn new(book: &'a Book, most: usize) -> Self {
        Self { book, most, found: 0, kept: Vec::new(), bar: None }
    }

    pub(super) fn take(&mut self, candidate: Candidate) {
        self.found += 1;
        if self.bar.is_some_and(|bar| self.book.order(&candidate, &bar).is_ge()) {
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() / 2 > self.most {
            self.drop_the_rest();
        }
    }

    fn drop_the_rest(&mut self) {
        let Some(last) = self.most.checked_sub(1) else { return self.kept.clear() };
        if self.most < self.kept.len() {
            let order = |a: &Candidate, b: &Candidate| self.book.order(a, b);
            let (_, worst, _) = self.kept.select_nth_unstable_by(last, order);
            self.bar = Some(*worst);
            self.kept.truncate(self.most);
        }
    }

    /// How many there were in all, and the best of them in order.
    pub(super) fn in_order(mut self) -> (usize, Vec<Candidate>) {
        self.drop_the_rest();
        let book = self.book;
        self.kept.sort_unstable_by(|a, b| book.order(a, b));
        (self.found, self.kept)
    }
}
