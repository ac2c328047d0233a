//! In which order calls stand.

use std::cmp::Ordering;

use opportunity_core::{Paise, RiskScore};

/// What orders a call among others, before the ids of its client and agent. The greater comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallOrder {
    /// A promise about repair or keep was broken: such calls come before all others.
    pub is_broken: bool,
    /// The sum of the parts of what counts and has the call's state.
    pub priority: Paise,
    /// The highest risk score of what counts.
    pub risk_score: RiskScore,
}

impl CallOrder {
    /// How one call stands to another one: less comes first.
    #[must_use]
    pub fn compare(
        (own, own_ids): (&Self, (&str, &str)),
        (other, other_ids): (&Self, (&str, &str)),
    ) -> Ordering {
        other.cmp(own).then_with(|| own_ids.cmp(&other_ids))
    }
}

/// The same in 16 bytes, for lists of very many calls. A priority beyond 64 bits of paise counts as the
/// largest that they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowOrder {
    is_broken: bool,
    priority_paise: i64,
    risk_score: RiskScore,
}

impl From<CallOrder> for RowOrder {
    fn from(order: CallOrder) -> Self {
        let priority_paise = i64::try_from(order.priority.paise()).unwrap_or(i64::MAX);
        Self { is_broken: order.is_broken, priority_paise, risk_score: order.risk_score }
    }
}
