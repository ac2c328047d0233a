//! Answers given from one book, kept with it. A book never changes, so that they are right for as
//! long as it is there, and go when it goes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::answer::Ready;

/// The answers kept with a book, by what was asked and how the answer is coded.
#[derive(Debug)]
pub(crate) struct KeptAnswers {
    /// The most bytes that their bodies may take.
    most_bytes: usize,
    generations: Mutex<Generations>,
}

/// When the young ones take half of what there is, they grow old, and the old ones go. What is asked
/// for again is young again: a flood of odd questions does not drive out the usual ones.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Ready>,
    young_bytes: usize,
    old: HashMap<String, Ready>,
}

impl KeptAnswers {
    pub(crate) fn within(most_bytes: usize) -> Self {
        Self { most_bytes, generations: Mutex::default() }
    }

    pub(crate) fn find(&self, question: &str) -> Option<Ready> {
        let mut kept = self.generations();
        if let Some(answer) = kept.young.get(question) {
            return Some(answer.clone());
        }
        let answer = kept.old.remove(question)?;
        kept.keep(question.to_owned(), answer.clone(), self.most_bytes / 2);
        Some(answer)
    }

    pub(crate) fn keep(&self, question: String, answer: Ready) {
        self.generations().keep(question, answer, self.most_bytes / 2);
    }

    fn generations(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    /// Keeps an answer, unless it is larger than a whole generation may be.
    fn keep(&mut self, question: String, answer: Ready, most_bytes: usize) {
        let bytes = answer.bytes();
        if bytes > most_bytes {
            return;
        }
        if self.young_bytes + bytes > most_bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        // Two may have asked at once.
        if let Some(twin) = self.young.insert(question, answer) {
            self.young_bytes -= twin.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST_BYTES: usize = 8_000;

    fn large() -> Ready {
        Ready::of(vec![b'x'; MOST_BYTES / 8].into())
    }

    fn held(kept: &KeptAnswers) -> usize {
        let kept = kept.generations();
        kept.young.len() + kept.old.len()
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let kept = KeptAnswers::within(0);
        kept.keep("usual".to_owned(), large());
        assert!(kept.find("usual").is_none());
    }

    #[test]
    fn what_is_asked_again_outlasts_a_flood() {
        let kept = KeptAnswers::within(MOST_BYTES);
        kept.keep("usual".to_owned(), large());
        for odd in 0..100 {
            kept.keep(format!("odd {odd}"), large());
            assert!(kept.find("usual").is_some(), "{odd}");
            assert!(held(&kept) <= 8, "{odd}");
        }
        assert!(kept.find("odd 0").is_none());
    }
}
