//! What the lives are like, so that they can be held beside a real book.

use opportunity_core::SipRecord;

use crate::case::Case;
use crate::confusion::percent;
use crate::money::is_round;

/// Traits of lives: of how many each was asked, and how many have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Portrait {
    asked: [u32; TRAITS.len()],
    have: [u32; TRAITS.len()],
}

/// A trait: of which lives it is asked, and which have it.
struct Trait {
    name: &'static str,
    of: fn(&Case) -> bool,
    has: fn(&Case) -> bool,
}

const TRAITS: [Trait; 12] = [
    Trait { name: "active", of: any, has: |case| is_active(&case.record) },
    Trait { name: "several schemes", of: any, has: |case| case.life.agreement.schemes > 1 },
    Trait {
        name: "failed money",
        of: any,
        has: |case| case.record.failed_amount.is_some_and(|failed| failed.is_positive()),
    },
    Trait {
        name: "paid before the start",
        of: |case| case.fate.paid,
        has: |case| case.record.first_success_order_date < Some(case.life.agreement.start),
    },
    Trait {
        name: "began at a round sum",
        of: any,
        has: |case| is_round(case.life.agreement.instalment),
    },
    Trait { name: "no step-up, of active", of: active, has: |case| !case.fate.grows },
    Trait { name: "missed none, of active", of: active, has: |case| case.fate.missed == 0 },
    Trait {
        name: "missed one or two, of active",
        of: active,
        has: |case| (1..=2).contains(&case.fate.missed),
    },
    Trait { name: "missed three or more, of active", of: active, has: |case| case.fate.missed > 2 },
    Trait {
        name: "Success but missed two, of active",
        of: active,
        has: |case| case.record.status.as_str() == "Success" && case.fate.missed > 1,
    },
    Trait { name: "never paid, of active", of: active, has: |case| !case.fate.paid },
    Trait {
        name: "newest payment on a debit day",
        of: |case| case.fate.paid,
        has: |case| {
            let newest = case.life.successes(case.life.as_of).max_by_key(|debit| debit.on);
            newest.is_some_and(|debit| debit.on == debit.due)
        },
    },
];

impl Portrait {
    pub(crate) fn add(&mut self, case: &Case) {
        for (place, one) in TRAITS.iter().enumerate().filter(|(_, one)| (one.of)(case)) {
            self.asked[place] += 1;
            self.have[place] += u32::from((one.has)(case));
        }
    }

    /// Each trait, and how many of a hundred have it.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (&'static str, Option<f64>)> {
        let counts = self.have.into_iter().zip(self.asked);
        TRAITS.iter().zip(counts).map(|(one, (have, asked))| (one.name, percent(have, asked)))
    }
}

fn any(_: &Case) -> bool {
    true
}

fn active(case: &Case) -> bool {
    is_active(&case.record)
}

fn is_active(record: &SipRecord) -> bool {
    record.is_active == Some(true)
}
