//! What is asked of a day's calls.

use opportunity_core::{Kind, Paise};

use crate::call_book::{CallBook, CallRow, SpellMarks, bit, is_new};
use crate::standing::State;
use crate::worked_row::WorkedRow;

/// Whose calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Every agent's.
    #[default]
    Everyones,
    /// Those of these agents, by their places in the book, each once.
    Agents(Vec<usize>),
}

/// Which calls are asked for. The default asks for all of them, whatever their state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallQuery {
    /// Whose.
    pub whose: Whose,
    /// Their state; none for any.
    pub state: Option<State>,
    /// A kind among what counts.
    pub kind: Option<Kind>,
    /// Only those that are open and of which the newest book told something.
    pub is_new: bool,
    /// At least so much a month.
    pub min_monthly_value: Option<Paise>,
}

impl CallQuery {
    pub(crate) fn takes_state(&self, state: State) -> bool {
        self.state.is_none_or(|only| only == state) && (!self.is_new || state == State::Open)
    }

    /// Whether nothing but the state is asked for.
    pub(crate) fn takes_every_row(&self) -> bool {
        self.kind.is_none() && !self.is_new && self.min_monthly_value.is_none()
    }

    pub(crate) fn takes(&self, calls: &CallBook, marks: &SpellMarks, row: &CallRow) -> bool {
        self.kind.is_none_or(|kind| row.kinds & bit(kind) != 0)
            && self
                .min_monthly_value
                .is_none_or(|least| i128::from(row.monthly_value) >= least.paise())
            && (!self.is_new || is_new(calls, marks, row))
    }

    pub(crate) fn takes_worked(
        &self,
        calls: &CallBook,
        marks: &SpellMarks,
        worked: &WorkedRow,
    ) -> bool {
        self.takes_state(worked.state) && self.takes(calls, marks, &worked.row)
    }
}
