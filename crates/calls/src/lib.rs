#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

/// The version of the rules, and of what makes a reason of an opportunity. It is raised when either
/// changes: what then begins or ends is no news of any client.
pub const RULES_VERSION: i32 = 1;

mod book_totals;
mod call;
mod call_book;
mod call_query;
mod chances;
mod change;
mod credit;
mod day;
mod day_list;
mod event;
mod evidence;
mod judged;
mod kind_sums;
mod named;
mod nature;
mod order;
mod places;
mod reason;
mod reason_key;
mod running_spells;
mod settlement;
mod sip_now;
mod spell;
mod spell_end;
mod spell_mark;
mod standing;
mod subject;
mod takes;
mod totals;
mod weighing;
mod worked_row;

pub use book_totals::AgentTotals;
pub use call::{Call, CallReason, ClientWork};
pub use call_book::{CallBook, CallRow, Ranked, SpellMarks};
pub use call_query::{CallQuery, Whose};
pub use chances::{BadChances, Chance, Chances};
pub use change::{Change, ChangeKind};
pub use credit::{Credit, Promise, Recovery};
pub use day::{Day, DayStats, WorkByClient};
pub use day_list::Listed;
pub use event::{Action, Dismissal, Outcome, Reach, WorkEvent, Worked};
pub use evidence::{Seen, recovered};
pub use judged::{AccountReasons, Also, key_of, opportunity_of, reasons_of};
pub use kind_sums::{KindSum, KindSums};
pub use nature::Nature;
pub use order::{CallOrder, RowOrder};
pub use reason::{Reason, mark_of, monthly_value_of};
pub use reason_key::{BadReasonKey, ReasonKey};
pub use running_spells::{RunningSpells, SettledBook};
pub use settlement::{Comparison, Elsewhere, EndedSpell, Settlement, Touched};
pub use sip_now::SipNow;
pub use spell::{
    BookDate, REGRESSED_WITHIN_DAYS, RESTS_AT_MOST_DAYS, ReasonNow, Spell, SpellStep, Told, step,
};
pub use spell_end::SpellEnd;
pub use spell_mark::SpellMark;
pub use standing::{Held, ReasonState, StandingNow, State, state_of};
pub use subject::{AccountNow, Whereabouts};
pub use takes::{BadWork, LONGEST_NOTE, NewWork, Said};
pub use totals::{KindTotals, Level, Levels, WHOLE_BOOK};
pub use weighing::{ToWeigh, Weighed, WeighedReason, weigh};
pub use worked_row::WorkedRow;
