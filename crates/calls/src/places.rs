//! A set of places, a bit each.

const BITS: u32 = u64::BITS;

/// A set of places of a book's accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<u64>);

impl Places {
    /// None of so many.
    pub(crate) fn none_of(count: usize) -> Self {
        Self(vec![0; count.div_ceil(BITS as usize)])
    }

    pub(crate) fn have(&self, place: u32) -> bool {
        self.0.get((place / BITS) as usize).is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }

    pub(crate) fn put(&mut self, place: u32) {
        if let Some(word) = self.0.get_mut((place / BITS) as usize) {
            *word |= 1 << (place % BITS);
        }
    }

    pub(crate) fn take_out(&mut self, place: u32) {
        if let Some(word) = self.0.get_mut((place / BITS) as usize) {
            *word &= !(1 << (place % BITS));
        }
    }
}
