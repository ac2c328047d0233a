//! Ids in the shapes that other systems give them.

use crate::chance::Chance;

const HEX: &[u8; 16] = b"0123456789abcdef";
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A random UUID's shape: `09ae40ea-2311-43a2-b2e0-19fe3120c2ea`.
pub(crate) fn uuid(chance: &mut Chance) -> String {
    let mut id = String::with_capacity(36);
    for place in 0..36 {
        id.push(match place {
            8 | 13 | 18 | 23 => '-',
            14 => '4',
            19 => char::from(chance.one_of(b"89ab")),
            _ => char::from(chance.one_of(HEX)),
        });
    }
    id
}

/// An agent's external id: `ag_` and 22 characters of base 58.
pub(crate) fn agent_external_id(chance: &mut Chance) -> String {
    ending("ag_", 22, BASE58, chance)
}

/// A ULID's shape, of these years: `01JS45SQWEW4YWA2HPB18T2X86`.
pub(crate) fn member_id(chance: &mut Chance) -> String {
    ending("01J", 23, CROCKFORD, chance)
}

fn ending<const N: usize>(
    start: &str,
    length: usize,
    alphabet: &[u8; N],
    chance: &mut Chance,
) -> String {
    let mut id = String::with_capacity(start.len() + length);
    id.push_str(start);
    id.extend((0..length).map(|_| char::from(chance.one_of(alphabet))));
    id
}
