//! Finding an id that was given twice, at little more than a look at each.

use alloc::vec;
use alloc::vec::Vec;

/// The least id that comes twice. `hashes` are those of the ids, in their order, and the first
/// `distinct` of the ids are known to differ.
///
/// Ids are told apart by their hashes; they are compared in full only where two have the same.
pub(crate) fn given_twice<'a>(
    ids: impl Iterator<Item = &'a str>,
    hashes: &[u64],
    distinct: usize,
) -> Option<&'a str> {
    let (older, added) = hashes.split_at(distinct);
    if !have_in_common(older, added) {
        return None;
    }
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Whether one of the added hashes comes again, among them or among the older ones.
fn have_in_common(older: &[u64], added: &[u64]) -> bool {
    if added.is_empty() {
        return false;
    }
    let mut sorted = added.to_vec();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return true;
    }
    let filter = Filter::of(added);
    older.iter().any(|hash| filter.may_hold(*hash) && sorted.binary_search(hash).is_ok())
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
pub(crate) fn hash(id: &str) -> u64 {
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
