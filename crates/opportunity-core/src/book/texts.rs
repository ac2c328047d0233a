//! Many short texts in one piece of memory.

use alloc::string::String;
use alloc::vec::Vec;

/// A list of texts, each known by its position.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    joined: String,
    /// Where each text ends, from the base of its block on: 32 bits are half of a whole position.
    ends: Vec<u32>,
    /// Where each block begins.
    bases: Vec<usize>,
}

/// Texts are shorter than this, in bytes, so that those of a block end within 2^31 bytes.
pub(super) const TEXT_TOO_LONG: usize = 1 << 16;

/// So many texts of any length allowed are found by 32 bits.
const TEXTS_A_BLOCK: usize = 1 << 15;

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        if self.ends.len().is_multiple_of(TEXTS_A_BLOCK) {
            self.bases.push(self.joined.len());
        }
        self.joined.push_str(text);
        let base = self.bases.last().copied().unwrap_or_default();
        self.ends.push(u32::try_from(self.joined.len() - base).unwrap_or(u32::MAX));
    }

    pub(super) fn get(&self, position: usize) -> &str {
        let base = self.bases[position / TEXTS_A_BLOCK];
        let first = position.is_multiple_of(TEXTS_A_BLOCK);
        let start = if first { 0 } else { self.ends[position - 1] as usize };
        &self.joined[base + start..base + self.ends[position] as usize]
    }

    pub(super) fn bytes(&self) -> usize {
        self.joined.capacity()
            + self.ends.capacity() * size_of::<u32>()
            + self.bases.capacity() * size_of::<usize>()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.joined.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// The first eight bytes of a text as a number: where two texts differ in these, the one that comes
/// first has the smaller number, and the texts themselves need not be looked up.
pub(super) fn beginning(text: &str) -> u64 {
    let mut first = [0; size_of::<u64>()];
    for (place, byte) in first.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    u64::from_be_bytes(first)
}
