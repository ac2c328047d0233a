//! Who looks after a client: one agent with a twentieth of the book, nobody for a seventh of it,
//! and for the rest a few agents with many clients and many with few.

use opportunity_core::UNASSIGNED_AGENT;

use crate::chance::{Chance, Seed, Stream};
use crate::ids;

const SIPS_PER_AGENT: u64 = 300;
const FEWEST_AGENTS: u64 = 4;
const UNASSIGNED_PERMILLE: u32 = 150;
const LARGEST_PERMILLE: u32 = 50;

/// The agent with a twentieth of the book.
const LARGEST: u64 = 0;

/// Agents' internal ids lie this far apart, give or take.
const ID_STRIDE: u32 = 61;
const FIRST_ID: u64 = 10_007;

/// An agent as each of their SIPs names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) agent_id: String,
    pub(crate) external_id: Option<String>,
    pub(crate) member_id: Option<String>,
}

impl Agent {
    fn nobody() -> Self {
        Self { agent_id: UNASSIGNED_AGENT.to_owned(), external_id: None, member_id: None }
    }

    fn numbered(number: u64, seed: &Seed) -> Self {
        let chance = &mut seed.stream(Stream::Agent(number));
        let id = FIRST_ID + number * u64::from(ID_STRIDE) + u64::from(chance.below(ID_STRIDE));
        Self {
            agent_id: id.to_string(),
            external_id: Some(ids::agent_external_id(chance)),
            member_id: Some(ids::member_id(chance)),
        }
    }
}

/// The agents of a book.
#[derive(Clone, Debug)]
pub(crate) struct Agents {
    /// How many agents there are beside the largest one.
    others: f64,
    /// Keeps the first of the others below the largest where there are a hundred agents or more.
    offset: f64,
}

impl Agents {
    /// The agents whom a book of so many SIPs was founded with.
    pub(crate) fn of_book(sips: u64) -> Self {
        let others = (sips / SIPS_PER_AGENT).max(FEWEST_AGENTS) - 1;
        Self { others: others as f64, offset: (others / 200 + 3) as f64 }
    }

    /// The agent of a client whom `chance` draws for.
    pub(crate) fn draw(&self, chance: &mut Chance, seed: &Seed) -> Agent {
        let draw = chance.below(1_000);
        if draw < UNASSIGNED_PERMILLE {
            Agent::nobody()
        } else if draw < UNASSIGNED_PERMILLE + LARGEST_PERMILLE {
            Agent::numbered(LARGEST, seed)
        } else {
            self.draw_other(chance, seed)
        }
    }

    /// One of the agents who are not the largest: the r-th of them has clients in proportion to
    /// (r + offset)^(-3/4).
    pub(crate) fn draw_other(&self, chance: &mut Chance, seed: &Seed) -> Agent {
        let all = self.others + self.offset;
        // The fourth root as two square roots: those are the same to the last bit everywhere.
        let least = (self.offset / all).sqrt().sqrt();
        let root = least + (1.0 - least) * chance.fraction();
        let square = root * root;
        let rank = (all * (square * square) - self.offset).clamp(0.0, self.others - 1.0);
        Agent::numbered(LARGEST + 1 + rank as u64, seed)
    }
}
