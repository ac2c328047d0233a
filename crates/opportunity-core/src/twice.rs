//! Finding an id that was given twice, at little more than a look at each.

use alloc::vec;
use alloc::vec::Vec;

/// The least id that comes twice. The first `distinct` of them are known to differ.
///
/// Ids are told apart by 64 bits each; they are compared in full only where two have the same.
pub(crate) fn given_twice<'a>(
    ids: impl Iterator<Item = &'a str> + Clone,
    distinct: usize,
) -> Option<&'a str> {
    let mut added: Vec<u64> = ids.clone().skip(distinct).map(hash).collect();
    added.sort_unstable();
    let alike = added.windows(2).any(|pair| pair[0] == pair[1])
        || !added.is_empty() && {
            let filter = Filter::of(&added);
            let is_added = |hash: &u64| filter.may_hold(*hash) && added.binary_search(hash).is_ok();
            ids.clone().take(distinct).map(hash).any(|hash| is_added(&hash))
        };
    if !alike {
        return None;
    }
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// A set of bits, one for each hash that it was made of (some share one): where the bit of another
/// hash is not set, that hash is not among them, and need not be looked up.
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    fn of(hashes: &[u64]) -> Self {
        let mut filter = Self { bits: vec![0; hashes.len().next_power_of_two()] };
        for hash in hashes {
            let (word, bit) = filter.place(*hash);
            filter.bits[word] |= bit;
        }
        filter
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    /// The lowest bits say which bit of a word, those above them which word.
    fn place(&self, hash: u64) -> (usize, u64) {
        let word = (hash >> u64::BITS.trailing_zeros()) as usize & (self.bits.len() - 1);
        (word, 1 << (hash % u64::from(u64::BITS)))
    }
}

/// Every byte and the length, folded into 64 bits that differ for nearly all ids.
fn hash(id: &str) -> u64 {
    // The digits of the golden ratio: odd, and without a pattern that ids could share.
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |hash: u64, word: u64| (hash ^ word).wrapping_mul(MULTIPLIER).rotate_left(29);
    let (words, rest) = id.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let whole = words.iter().map(|word| u64::from_le_bytes(*word));
    let folded = whole.chain([u64::from_le_bytes(last)]).fold(id.len() as u64, fold);
    (folded ^ (folded >> 32)).wrapping_mul(MULTIPLIER)
}
