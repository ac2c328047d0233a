//! What is assumed of partners and clients: not known from anywhere, and printed with the table.

use calls::Nature;

/// How many monthly books a year has.
pub const BOOKS: u8 = 12;

/// How many agents share the clients.
pub const AGENTS: u32 = 8;

/// How many of the first calls of a day each agent makes, on the day after each book.
pub const CALLS_A_DAY: usize = 20;

/// How many SIPs clients have, and how often, in a hundred.
pub const SIPS_A_CLIENT: [(u32, u32); 4] = [(1, 60), (2, 25), (3, 11), (5, 4)];

/// How many calls in a hundred reach nobody.
pub const NOBODY_ANSWERS: u32 = 30;

/// How many in a hundred of the clients who are reached, and of whom it is so, decline.
pub const DECLINES: u32 = 25;

/// A promise makes a month's mending so many times as likely, while it waits.
pub const PROMISE_FACTOR: u32 = 6;

/// Of a thousand SIPs that a partner should call about, how many are mended within a month though
/// nobody called. What bounces once and then goes through, a pause that ends as was agreed, and an
/// increase that is late come on top of that.
#[must_use]
pub const fn mended_by_itself(nature: Nature) -> u32 {
    match nature {
        Nature::Repair | Nature::Account => 60,
        Nature::Keep => 50,
        Nature::Grow => 20,
    }
}
