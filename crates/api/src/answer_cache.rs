//! Answers made from one book, cached beside it. A book never changes, so that they are right for as
//! long as it is there, and go when it goes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_edge::PreparedAnswer;

/// The answers cached beside a book, by the tag of each in its coding.
#[derive(Debug)]
pub(crate) struct AnswerCache {
    /// The most bytes that their bodies may take.
    most_bytes: usize,
    generations: Mutex<Generations>,
}

/// Two generations: when the young one takes half of the room, it becomes the old one, and the old one
/// goes. What is asked for again is young again, so that a flood of odd questions does not drive out
/// the usual ones.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, PreparedAnswer>,
    young_bytes: usize,
    old: HashMap<String, PreparedAnswer>,
}

impl AnswerCache {
    pub(crate) fn within(most_bytes: usize) -> Self {
        Self { most_bytes, generations: Mutex::default() }
    }

    pub(crate) fn find(&self, question: &str) -> Option<PreparedAnswer> {
        let mut generations = self.generations();
        if let Some(answer) = generations.young.get(question) {
            return Some(answer.clone());
        }
        let answer = generations.old.remove(question)?;
        generations.insert(question.to_owned(), answer.clone(), self.most_bytes / 2);
        Some(answer)
    }

    pub(crate) fn store(&self, question: String, answer: PreparedAnswer) {
        self.generations().insert(question, answer, self.most_bytes / 2);
    }

    fn generations(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    /// Takes an answer in, unless it is larger than a whole generation may be.
    fn insert(&mut self, question: String, answer: PreparedAnswer, most_bytes: usize) {
        let bytes = answer.memory_bytes();
        if bytes > most_bytes {
            return;
        }
        if self.young_bytes + bytes > most_bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        // Two requests at once may both have made the answer.
        if let Some(twin) = self.young.insert(question, answer) {
            self.young_bytes -= twin.memory_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderMap;

    use super::*;

    const MOST_BYTES: usize = 8_000;

    fn large() -> PreparedAnswer {
        PreparedAnswer::new(HeaderMap::new(), vec![b'x'; MOST_BYTES / 8].into())
    }

    fn len(cache: &AnswerCache) -> usize {
        let generations = cache.generations();
        generations.young.len() + generations.old.len()
    }

    #[test]
    fn what_is_too_large_is_not_cached() {
        let cache = AnswerCache::within(0);
        cache.store("usual".to_owned(), large());
        assert!(cache.find("usual").is_none());
    }

    #[test]
    fn what_is_asked_again_outlasts_a_flood() {
        let cache = AnswerCache::within(MOST_BYTES);
        cache.store("usual".to_owned(), large());
        for odd in 0..100 {
            cache.store(format!("odd {odd}"), large());
            assert!(cache.find("usual").is_some(), "{odd}");
            assert!(len(&cache) <= 8, "{odd}");
        }
        assert!(cache.find("odd 0").is_none());
    }
}
