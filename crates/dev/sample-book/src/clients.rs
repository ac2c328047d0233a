//! Whose a SIP is. Most clients have one to three, bought together; some come back for more; one
//! has forty.

use crate::agents::{Agent, Agents};
use crate::chance::{Chance, Seed, Stream};
use crate::ids;

/// The SIPs of the client who has most.
const MOST_SIPS: u64 = 40;

/// The smallest book in which somebody has [`MOST_SIPS`].
const LEAST_BOOK: u64 = 200;

/// SIPs are shared out among clients so many at a time.
const NEIGHBOURS: u64 = 6;

/// How often, in a hundred, a SIP is one more of an earlier client's.
const RETURNS: u32 = 15;

/// The number of the client with [`MOST_SIPS`]; other clients' numbers stay below.
const COLLECTOR: u64 = 1 << 59;

/// A client and who looks after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) user_id: String,
    pub(crate) agent: Agent,
}

/// The clients of a book.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    seed: Seed,
    agents: Agents,
    collector: Option<EveryNth>,
}

/// Forty SIPs, evenly spread over a book.
#[derive(Clone, Copy, Debug)]
struct EveryNth {
    stride: u64,
    first: u64,
}

impl EveryNth {
    fn of_book(sips: u64, chance: &mut Chance) -> Self {
        let stride = sips / MOST_SIPS;
        Self { stride, first: chance.below_wide(stride) }
    }

    fn has(self, index: u64) -> bool {
        index % self.stride == self.first && index / self.stride < MOST_SIPS
    }
}

impl Clients {
    /// The clients whom a book of so many SIPs was founded with, and who came later.
    pub(crate) fn of_book(sips: u64, seed: &Seed) -> Self {
        let chance = &mut seed.stream(Stream::Book);
        Self {
            seed: seed.clone(),
            agents: Agents::of_book(sips),
            collector: (sips >= LEAST_BOOK).then(|| EveryNth::of_book(sips, chance)),
        }
    }

    /// The client whose the SIP of this index is.
    pub(crate) fn owner(&self, index: u64) -> Client {
        let number = self.owner_number(index);
        let chance = &mut self.seed.stream(Stream::Client(number));
        let user_id = ids::uuid(chance);
        let agent = if number == COLLECTOR {
            self.agents.draw_other(chance, &self.seed)
        } else {
            self.agents.draw(chance, &self.seed)
        };
        Client { user_id, agent }
    }

    /// The number of the client whose the SIP of this index is.
    pub(crate) fn owner_number(&self, index: u64) -> u64 {
        if self.collector.is_some_and(|collector| collector.has(index)) {
            return COLLECTOR;
        }
        let chance = &mut self.seed.stream(Stream::Ownership(index));
        if index > 0 && chance.percent(RETURNS) {
            self.first_buyer(chance.below_wide(index))
        } else {
            self.first_buyer(index)
        }
    }

    /// The client among the neighbours to whom this SIP falls: they take one to three in turn,
    /// seldom more.
    fn first_buyer(&self, index: u64) -> u64 {
        let (group, place) = (index / NEIGHBOURS, index % NEIGHBOURS);
        let chance = &mut self.seed.stream(Stream::Neighbours(group));
        let (mut buyer, mut taken) = (0, 0);
        loop {
            taken += chance.weighted(&[(1, 45), (2, 28), (3, 18), (4, 6), (6, 3)]);
            if place < taken {
                return group * NEIGHBOURS + buyer;
            }
            buyer += 1;
        }
    }
}
