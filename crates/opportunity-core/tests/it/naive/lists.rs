//! Everything is judged, then sorted.

use chrono::NaiveDate;
use opportunity_core::Kind;

use super::Held;
use super::no_sip_increase::no_sip_increase;
use super::of_accounts::high_value_inactive;
use super::of_debits::{lost_mandates, missed_debits, never_started, stopped_sips};
use super::of_sips::{ending_sips, failed_sips, no_step_up, paused_sips};
use super::row::{Asked, Row};

const KINDS: [&str; 10] = [
    "no_sip_increase",
    "failed_sips",
    "high_value_inactive",
    "missed_debits",
    "stopped_sips",
    "never_started",
    "paused_sips",
    "no_step_up",
    "ending_sips",
    "lost_mandates",
];

/// What there is to say of one SIP, in the order of the kinds.
pub(crate) fn calls<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Vec<Row<'a>> {
    let calls = [
        no_sip_increase(held, as_of, asked),
        failed_sips(held, as_of, asked),
        missed_debits(held, as_of, asked),
        stopped_sips(held, as_of, asked),
        never_started(held, as_of, asked),
        paused_sips(held, as_of, asked),
        no_step_up(held, as_of, asked),
        ending_sips(held, as_of, asked),
        lost_mandates(held, as_of),
    ];
    calls.into_iter().flatten().collect()
}

/// What there is to say of all SIPs and their accounts, of one kind or of all, in order.
pub(crate) fn list<'a>(
    portfolio: &'a [Held],
    kind: Option<Kind>,
    as_of: NaiveDate,
    asked: &Asked,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for held in portfolio {
        rows.extend(calls(held, as_of, asked));
        rows.extend(high_value_inactive(held, portfolio, as_of, asked));
    }
    rows.retain(|row| kind.is_none_or(|kind| kind.name() == row.kind));
    rows.sort_by_key(|row| {
        let by_money = kind == Some(Kind::HighValueInactive);
        let (first, second) = if by_money {
            (row.invested, i128::from(row.days.unwrap_or(0)))
        } else {
            (row.risk, row.worth)
        };
        let place = KINDS.iter().position(|kind| *kind == row.kind);
        let ids = [row.sip.unwrap_or(""), row.user, row.agent].map(|id| id.as_bytes().to_vec());
        (-first, -second, place, ids)
    });
    rows
}
