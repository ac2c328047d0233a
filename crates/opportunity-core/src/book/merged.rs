//! Several lists of positions as one, in order.

/// Lists of positions, each in order, no position in two of them; read as one in order.
#[derive(Clone, Copy)]
pub(super) struct Merged<'a, const LISTS: usize> {
    lists: [&'a [u32]; LISTS],
}

impl<'a, const LISTS: usize> Merged<'a, LISTS> {
    pub(super) const fn of(lists: [&'a [u32]; LISTS]) -> Self {
        Self { lists }
    }

    pub(super) fn len(&self) -> usize {
        self.lists.iter().map(|list| list.len()).sum()
    }

    /// What is left without the first so many, which are looked for and not counted off.
    pub(super) fn skip_to(&self, offset: usize) -> Self {
        let below = |bound: u32| self.lists.map(|list| list.partition_point(|at| *at < bound));
        // The largest bound that so many positions lie below at the most.
        let (mut least, mut most) = (0, u32::MAX);
        while least < most {
            let middle = least + (most - least).div_ceil(2);
            if below(middle).iter().sum::<usize>() <= offset {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        let skipped = below(least);
        Self { lists: core::array::from_fn(|list| &self.lists[list][skipped[list]..]) }
    }
}

impl<const LISTS: usize> Iterator for Merged<'_, LISTS> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let first =
            self.lists.iter_mut().filter(|list| !list.is_empty()).min_by_key(|list| list[0])?;
        let (position, rest) = first.split_first()?;
        *first = rest;
        Some(*position)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }
}
