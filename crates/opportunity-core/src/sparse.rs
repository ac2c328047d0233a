//! A value for some of many rows, at a fraction of a byte for each that has none.

use alloc::vec::Vec;

/// Values by their rows, added in the order of these.
#[derive(Clone, Debug)]
pub(crate) struct Sparse<T> {
    /// A bit a row that has a value.
    bits: Vec<u64>,
    /// For each word of bits, how many rows before it have a value.
    before: Vec<u32>,
    values: Vec<T>,
}

const BITS: usize = u64::BITS as usize;

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self { bits: Vec::new(), before: Vec::new(), values: Vec::new() }
    }
}

impl<T> Sparse<T> {
    /// Gives a row its value. Rows come in their order, and those left out have none.
    pub(crate) fn push(&mut self, row: usize, value: T) {
        while self.bits.len() <= row / BITS {
            self.bits.push(0);
            self.before.push(u32::try_from(self.values.len()).unwrap_or(u32::MAX));
        }
        self.bits[row / BITS] |= 1 << (row % BITS);
        self.values.push(value);
    }

    pub(crate) fn get(&self, row: usize) -> Option<&T> {
        let (word, bit) = (row / BITS, 1u64 << (row % BITS));
        let bits = *self.bits.get(word)?;
        if bits & bit == 0 {
            return None;
        }
        let place = self.before[word] + (bits & (bit - 1)).count_ones();
        self.values.get(place as usize)
    }

    /// All values, in the order of their rows.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut()
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.bits.shrink_to_fit();
        self.before.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>()
            + self.before.capacity() * size_of::<u32>()
            + self.values.capacity() * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::Sparse;

    #[test]
    fn a_row_has_the_value_it_was_given_and_takes_a_bit() {
        let rows = [0, 1, 63, 64, 200, 1_000];
        let mut sparse = Sparse::default();
        for row in rows {
            sparse.push(row, row * 10);
        }
        for row in 0..2_000 {
            let expected = rows.contains(&row).then_some(row * 10);
            assert_eq!(sparse.get(row).copied(), expected, "{row}");
        }
        sparse.shrink_to_fit();
        // Sixteen words of bits and their counts hold a thousand rows.
        assert_eq!(sparse.bytes(), 16 * (8 + 4) + rows.len() * size_of::<usize>());
    }
}
