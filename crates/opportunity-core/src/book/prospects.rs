//! Where a rule may have something to say, one bit a place.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The places of one kind that are not silent for good: a pass for other thresholds or a later date
/// looks at these alone.
#[derive(Debug, Default)]
pub(super) struct Prospects {
    words: Vec<u64>,
}

const BITS: usize = u64::BITS as usize;

impl Prospects {
    pub(super) fn of(places: usize, mut may_speak: impl FnMut(usize) -> bool) -> Self {
        let mut words = vec![0u64; places.div_ceil(BITS)];
        for place in 0..places {
            words[place / BITS] |= u64::from(may_speak(place)) << (place % BITS);
        }
        Self { words }
    }

    /// Shows each place of a range, in order.
    pub(super) fn each_within(&self, range: Range<usize>, mut show: impl FnMut(usize)) {
        let words = range.start / BITS..range.end.div_ceil(BITS);
        for (word, bits) in words.clone().zip(&self.words[words]) {
            let mut left = *bits;
            while left != 0 {
                let place = word * BITS + left.trailing_zeros() as usize;
                left &= left - 1;
                if range.contains(&place) {
                    show(place);
                }
            }
        }
    }

    /// Whether a place is one of them.
    pub(super) fn has(&self, place: usize) -> bool {
        self.words.get(place / BITS).is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }

    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}
