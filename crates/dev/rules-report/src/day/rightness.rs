//! How many of what calls say is so, kind by kind.

use opportunity_core::Kind;

/// So many were said, so many of them were so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many were said.
    pub said: u32,
    /// How many of them were so.
    pub so: u32,
}

/// The days of agents, by how many of their calls opened with what is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentDays {
    /// An agent's day each.
    pub days: u32,
    /// Days on which every opening was so.
    pub all_so: u32,
    /// The most openings of one day that were not.
    pub most_wrong: u32,
}

impl AgentDays {
    pub(crate) fn add(&mut self, wrong: u32) {
        self.days += 1;
        self.all_so += u32::from(wrong == 0);
        self.most_wrong = self.most_wrong.max(wrong);
    }
}

impl Counted {
    /// How many were said that were not so.
    #[must_use]
    pub const fn wrong(self) -> u32 {
        self.said - self.so
    }
}

/// What was said and what of it was so, of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rightness([Counted; Kind::ALL.len()]);

impl Rightness {
    pub(crate) fn add(&mut self, kind: Kind, is_so: bool) {
        let counted = &mut self.0[kind.index()];
        counted.said += 1;
        counted.so += u32::from(is_so);
    }

    /// Of a kind.
    #[must_use]
    pub const fn of(&self, kind: Kind) -> Counted {
        self.0[kind.index()]
    }

    /// Of all kinds.
    #[must_use]
    pub fn all(&self) -> Counted {
        self.0.iter().fold(Counted::default(), |sum, of_kind| Counted {
            said: sum.said + of_kind.said,
            so: sum.so + of_kind.so,
        })
    }
}
