//! The parameters of queries and the members of bodies: one table reads them, explains them and
//! documents them.

use std::fmt::{self, Display, Formatter};

use opportunity_core::{Kind, Threshold, Unit};

use crate::desk_takes::DeskTakes;
use crate::plain_value::{LAST_YEAR, MOST_RUPEES};

/// The most rows a page may have.
pub(crate) const MOST_ROWS: u32 = 1_000;
/// The rows a page has unless it is told otherwise.
pub(crate) const DEFAULT_ROWS: u32 = 100;

/// Letters and digits of a cursor.
pub(crate) const CURSOR_LETTERS: usize = 59;

pub(crate) const FIRST_YEAR: i32 = 1900;

/// Characters of what somebody looks for.
pub(crate) const SHORTEST_SEARCH: usize = 2;
pub(crate) const LONGEST_SEARCH: usize = 100;

/// Characters of a file's name.
pub(crate) const LONGEST_FILE_NAME: usize = 255;

/// A parameter of a route's query, or a member of its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) meaning: &'static str,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// An agent's internal or external id.
    Agent,
    /// Whom somebody looks for.
    LookedFor,
    /// Rows a page; where none is the default, all of them.
    Limit { default: Option<u32> },
    /// The book's date or a later one.
    AsOf,
    /// Where a list goes on.
    Cursor,
    /// What a file is called.
    FileName,
    /// The date that an export speaks of.
    ExportDate,
    /// Whether something is so.
    Truth(Switch),
    /// A share, in whole percent.
    Percent,
    /// Columns of an export.
    Columns,
    /// What an export is of.
    ExportKind,
    /// What comes first in a date of numbers.
    DateOrder,
    /// Whether agents that the book does not know are taken; no, where it is left out.
    UnknownAgent,
    /// A bound of one kind of opportunity.
    Threshold(Kind, &'static Threshold),
    /// A bound of every kind of opportunity that has one of that name.
    EveryThreshold(&'static Threshold),
    /// What an API key is called.
    KeyName,
    /// What an API key may do.
    Role,
    /// Whose clients an API key sees, as goes with its role.
    VisibleAgents,
    /// Whether a key writes; no, where it is left out.
    MayWrite,
    /// A moment to come, or null for none.
    Expiry,
    /// Something of the day's work.
    Desk(DeskTakes),
}

/// What an import may be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    Complete,
    Strict,
    AllowFuture,
    DryRun,
}

impl Display for Takes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent => f.write_str("takes an agent's id, internal or external"),
            Self::LookedFor => {
                write!(f, "takes {SHORTEST_SEARCH} to {LONGEST_SEARCH} characters")
            }
            Self::Limit { .. } => write!(f, "takes a whole number from 1 to {MOST_ROWS}"),
            Self::AsOf => write!(f, "takes a date up to {LAST_YEAR}-12-31, such as 2026-01-30"),
            Self::Cursor => f.write_str("takes the cursor of a Link header, unchanged"),
            Self::FileName => write!(
                f,
                "takes a file's name, without a directory, of at most {LONGEST_FILE_NAME} characters"
            ),
            Self::ExportDate => write!(
                f,
                "takes a date from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31, such as 2026-01-30"
            ),
            Self::Truth(_) | Self::UnknownAgent | Self::MayWrite => {
                f.write_str("takes true or false")
            }
            Self::Percent => f.write_str("takes a whole number from 0 to 100"),
            Self::Columns => {
                f.write_str("takes columns of an export, such as end_date, with commas between")
            }
            Self::ExportKind => f.write_str("takes sips or clients"),
            Self::DateOrder => f.write_str("takes dmy or mdy"),
            Self::Threshold(_, threshold) | Self::EveryThreshold(threshold) => {
                write_threshold(threshold, f)
            }
            Self::KeyName => f.write_str(
                "takes 1 to 200 characters, none of them for control or direction: whose it is, or \
                 what for",
            ),
            Self::Desk(takes) => takes.fmt(f),
            Self::Role => f.write_str("takes agent, manager or admin"),
            Self::VisibleAgents => f.write_str(
                "takes one id for an agent; several, or * for all, for a manager; nothing for an \
                 administrator",
            ),
            Self::Expiry => {
                f.write_str("takes a moment to come, such as 2027-03-31T18:00:00+05:30, or nothing")
            }
        }
    }
}

fn write_threshold(threshold: &Threshold, f: &mut Formatter<'_>) -> fmt::Result {
    match (threshold.unit, threshold.least) {
        (Unit::Money, least) => write!(
            f,
            "takes rupees from {} to {MOST_RUPEES}, with at most two decimals, such as 5000 or \
             5000.50",
            least / 100
        ),
        (Unit::Word(words), _) => write!(f, "takes {}", words.join(" or ")),
        (Unit::Months | Unit::Days | Unit::Debits, least) => {
            write!(f, "takes a whole number from {least} to {}", u32::MAX)
        }
    }
}

pub(crate) const AGENT_ID: Param = Param {
    name: "agent_id",
    takes: Takes::Agent,
    meaning: "Only this agent's clients. The internal id (`4220`) or the external one (`ag_…`); \
              one that nobody has gives an empty answer.",
};
pub(crate) const LOOKED_FOR: Param = Param {
    name: "q",
    takes: Takes::LookedFor,
    meaning: "Whom to look for: the beginning of a name or of any word of it, a `user_id`, a CRN, or \
              the last digits of a phone number.",
};
pub(crate) const LIMIT: Param = Param {
    name: "limit",
    takes: Takes::Limit { default: Some(DEFAULT_ROWS) },
    meaning: "Rows on a page.",
};
pub(crate) const LIMIT_OR_ALL: Param = Param {
    name: "limit",
    takes: Takes::Limit { default: None },
    meaning: "Rows on a page; without it, all rows.",
};
pub(crate) const AS_OF: Param = Param {
    name: "as_of",
    takes: Takes::AsOf,
    meaning: "Answer as of this date: the book's own, which is the default, or a later one.",
};
pub(crate) const CURSOR: Param = Param {
    name: "cursor",
    takes: Takes::Cursor,
    meaning: "Where the list goes on: taken from the `Link` header of the page before.",
};

/// What an import takes: the importer's own options, by their names.
pub(crate) const OF_IMPORT: [Param; 10] = [
    Param {
        name: "file_name",
        takes: Takes::FileName,
        meaning: "What the file is called. The log keeps it; its date counts where `as_of` is not \
                  given, and its ending (`.csv`, `.ndjson`) tells the format.",
    },
    Param {
        name: "as_of",
        takes: Takes::ExportDate,
        meaning: "The date the export speaks of; else that of the file's name, else its newest \
                  `inserted_at`, else today.",
    },
    Param {
        name: "kind",
        takes: Takes::ExportKind,
        meaning: "What the export is of. Without it its columns tell; one of the other kind is refused.",
    },
    Param {
        name: "complete",
        takes: Takes::Truth(Switch::Complete),
        meaning: "The export is the whole book: SIPs last held before its date are hidden.",
    },
    Param {
        name: "strict",
        takes: Takes::Truth(Switch::Strict),
        meaning: "Import nothing of a file with a bad record.",
    },
    Param {
        name: "allow_future",
        takes: Takes::Truth(Switch::AllowFuture),
        meaning: "Take a date after today.",
    },
    Param {
        name: "hide_up_to",
        takes: Takes::Percent,
        meaning: "How much of the book an export that is the whole of it may hide, in percent: 5 \
                  without it, and then no bad record may leave open which SIP it is of.",
    },
    Param {
        name: "without",
        takes: Takes::Columns,
        meaning: "Columns that are relied on, which the export may lack though the newest one of its \
                  kind had them.",
    },
    Param {
        name: "date_order",
        takes: Takes::DateOrder,
        meaning: "What comes first in a date such as 05/01/2026: `dmy` is the day, `mdy` the month. \
                  Without it such a date is a bad value.",
    },
    Param {
        name: "dry_run",
        takes: Takes::Truth(Switch::DryRun),
        meaning: "Do all but keep it: tell what would come in, and what would be hidden.",
    },
];

/// The members of the body that asks for an API key.
pub(crate) fn of_new_key() -> [Param; 6] {
    [
        Param { name: "name", takes: Takes::KeyName, meaning: "Whose the key is, or what for." },
        Param { name: "role", takes: Takes::Role, meaning: "What the key may do." },
        Param {
            name: "agents",
            takes: Takes::VisibleAgents,
            meaning: "Whose clients the key sees: ids of agents as the book knows them, each by \
                      itself. An external id becomes the internal one.",
        },
        Param {
            name: "unknown_agent",
            takes: Takes::UnknownAgent,
            meaning: "Whether internal ids that the book does not know, or not yet, are taken.",
        },
        Param {
            name: "write",
            takes: Takes::MayWrite,
            meaning: "Whether work may be written down with it: no, where it is left out.",
        },
        Param {
            name: "expires_at",
            takes: Takes::Expiry,
            meaning: "When the key stops working; null, or left out, for never.",
        },
    ]
}

/// The thresholds of all kinds, each name once. Of those that share a name, the first takes the
/// smallest values.
pub(crate) fn every_threshold() -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for threshold in Kind::ALL.into_iter().flat_map(|kind| kind.rule().thresholds) {
        if params.iter().all(|known| known.name != threshold.name) {
            params.push(Param {
                name: threshold.name,
                takes: Takes::EveryThreshold(threshold),
                meaning: threshold.meaning,
            });
        }
    }
    params
}

/// The thresholds of a kind, as parameters.
pub(crate) fn thresholds(kind: Kind) -> impl Iterator<Item = Param> {
    kind.rule().thresholds.iter().map(move |threshold| Param {
        name: threshold.name,
        takes: Takes::Threshold(kind, threshold),
        meaning: threshold.meaning,
    })
}
