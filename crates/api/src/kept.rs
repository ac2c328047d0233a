//! Answers given from one book, kept with it. A book never changes, so that they are right for as
//! long as it is there, and go when it goes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::answer::Ready;

/// The most bytes that a book's answers may take.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The answers kept with a book, by what was asked and how the answer is coded.
#[derive(Debug, Default)]
pub(crate) struct KeptAnswers(Mutex<Generations>);

/// When the young ones take half of what there is, they grow old, and the old ones go. What is asked
/// for again is young again: a flood of odd questions does not drive out the usual ones.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Ready>,
    young_bytes: usize,
    old: HashMap<String, Ready>,
}

impl KeptAnswers {
    pub(crate) fn find(&self, question: &str) -> Option<Ready> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = kept.young.get(question) {
            return Some(answer.clone());
        }
        let answer = kept.old.remove(question)?;
        kept.keep(question.to_owned(), answer.clone());
        Some(answer)
    }

    pub(crate) fn keep(&self, question: String, answer: Ready) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(question, answer);
    }
}

impl Generations {
    fn keep(&mut self, question: String, answer: Ready) {
        let bytes = question.len() + answer.bytes();
        if self.young_bytes + bytes > MOST_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        self.young.insert(question, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large() -> Ready {
        Ready::of(vec![b'x'; MOST_BYTES / 8].into())
    }

    fn held(kept: &KeptAnswers) -> usize {
        let kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.young.len() + kept.old.len()
    }

    #[test]
    fn what_is_asked_again_outlasts_a_flood() {
        let kept = KeptAnswers::default();
        kept.keep("usual".to_owned(), large());
        for odd in 0..100 {
            kept.keep(format!("odd {odd}"), large());
            assert!(kept.find("usual").is_some(), "{odd}");
            assert!(held(&kept) <= 8, "{odd}");
        }
        assert!(kept.find("odd 0").is_none());
    }
}
