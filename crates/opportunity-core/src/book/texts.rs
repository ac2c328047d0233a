//! Many short texts in one piece of memory.

use alloc::string::String;
use alloc::vec::Vec;

/// A list of texts, each known by its position.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    joined: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
    }

    pub(super) fn get(&self, position: usize) -> &str {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.joined[start..self.ends[position]]
    }

    pub(super) fn bytes(&self) -> usize {
        self.joined.capacity() + self.ends.capacity() * size_of::<usize>()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.joined.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}
