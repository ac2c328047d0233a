//! The parameters of each route: one table reads them, explains them and documents them.

use std::fmt::{self, Display, Formatter};

use chrono::{Datelike, NaiveDate};
use opportunity_core::{Kind, Policy, Threshold, Unit};
use sip_export::plain_id;
use store_pg::BookVersion;

use crate::cursor::Cursor;
use crate::problem::{ParameterError, Problem};

/// The most rows a page may have.
pub(crate) const MOST_ROWS: u32 = 1_000;
/// The rows a page has unless it is told otherwise.
pub(crate) const DEFAULT_ROWS: u32 = 100;

/// The most that a threshold of money takes, in rupees: more than anybody has.
pub(crate) const MOST_RUPEES: i64 = 1_000_000_000_000;
/// Letters and digits of a cursor.
pub(crate) const CURSOR_LETTERS: usize = 59;

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2200;

/// Characters of a file's name.
pub(crate) const LONGEST_FILE_NAME: usize = 255;

/// A parameter of a route.
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
    /// A bound of one kind of opportunity.
    Threshold(Kind, &'static Threshold),
}

/// What an import may be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    Complete,
    Strict,
    AllowFuture,
}

impl Display for Takes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent => f.write_str("takes an agent's id, internal or external"),
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
            Self::Truth(_) => f.write_str("takes true or false"),
            Self::Threshold(_, Threshold { unit: Unit::Money, least, .. }) => write!(
                f,
                "takes rupees from {} to {MOST_RUPEES}, with at most two decimals, such as 5000 or \
                 5000.50",
                least / 100
            ),
            Self::Threshold(_, Threshold { least, .. }) => {
                write!(f, "takes a whole number from {least} to {}", u32::MAX)
            }
        }
    }
}

pub(crate) const AGENT_ID: Param = Param {
    name: "agent_id",
    takes: Takes::Agent,
    meaning: "Only this agent's clients. The internal id (`4220`) or the external one (`ag_…`); \
              one that nobody has gives an empty answer.",
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
pub(crate) const OF_IMPORT: [Param; 5] = [
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
];

/// The thresholds of a kind, as parameters.
pub(crate) fn thresholds(kind: Kind) -> impl Iterator<Item = Param> {
    kind.rule().thresholds.iter().map(move |threshold| Param {
        name: threshold.name,
        takes: Takes::Threshold(kind, threshold),
        meaning: threshold.meaning,
    })
}

/// What a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) agent_id: Option<String>,
    pub(crate) limit: Option<u32>,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) file_name: Option<String>,
    pub(crate) complete: bool,
    pub(crate) strict: bool,
    pub(crate) allow_future: bool,
    pub(crate) policy: Policy,
}

impl Asked {
    /// Reads a query string, naming everything that is wrong with it. A date is held against the
    /// book's, unless a cursor shows that the question is about an older book.
    pub(crate) fn read(
        query: &str,
        params: &[Param],
        book: Option<&BookVersion>,
    ) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
            .map_err(|_| Problem::bad_parameter("query", "is not a query string"))?;
        let mut asked = Self::default();
        let mut errors = Vec::new();
        for (position, (name, value)) in pairs.iter().enumerate() {
            let read = match params.iter().find(|param| param.name == name) {
                None => Err(unknown(params)),
                Some(_) if pairs[..position].iter().any(|(earlier, _)| earlier == name) => {
                    Err("is given more than once".to_owned())
                }
                Some(param) => asked.take(param, value),
            };
            if let Err(detail) = read {
                errors.push(ParameterError { parameter: name.clone(), detail });
            }
        }
        errors.extend(book.and_then(|book| asked.rolls_back(book)));
        if errors.is_empty() { Ok(asked) } else { Err(Problem::BadParameters(errors)) }
    }

    /// Refuses every parameter: there are none here.
    pub(crate) fn nothing(query: &str) -> Result<(), Problem> {
        Self::read(query, &[], None).map(drop)
    }

    fn rolls_back(&self, book: &BookVersion) -> Option<ParameterError> {
        let book_date = book.as_of.filter(|date| self.as_of.is_some_and(|asked| asked < *date))?;
        let about_this_book = self.cursor.is_none_or(|cursor| cursor.is_of(book));
        about_this_book.then(|| ParameterError {
            parameter: AS_OF.name.to_owned(),
            detail: format!(
                "takes the book's date, {book_date}, or a later one: the book cannot be rolled back"
            ),
        })
    }

    fn take(&mut self, param: &Param, value: &str) -> Result<(), String> {
        let value = value.trim();
        let refused = || param.takes.to_string();
        match param.takes {
            Takes::Agent if value.is_empty() => return Err(refused()),
            Takes::Agent => self.agent_id = Some(plain_id(value).into_owned()),
            Takes::Limit { .. } => {
                let limit = whole(value).filter(|limit| (1..=MOST_ROWS).contains(limit));
                self.limit = Some(limit.ok_or_else(refused)?);
            }
            Takes::AsOf => self.as_of = Some(date(value).ok_or_else(refused)?),
            Takes::Cursor => self.cursor = Some(Cursor::parse(value).ok_or_else(refused)?),
            Takes::FileName => {
                self.file_name = Some(file_name(value).ok_or_else(refused)?.to_owned());
            }
            Takes::ExportDate => {
                let date = date(value).filter(|date| date.year() >= FIRST_YEAR);
                self.as_of = Some(date.ok_or_else(refused)?);
            }
            Takes::Truth(switch) => {
                let on = value.to_ascii_lowercase().parse().map_err(|_| refused())?;
                match switch {
                    Switch::Complete => self.complete = on,
                    Switch::Strict => self.strict = on,
                    Switch::AllowFuture => self.allow_future = on,
                }
            }
            Takes::Threshold(kind, threshold) => {
                let number = match threshold.unit {
                    Unit::Money => paise(value),
                    Unit::Months | Unit::Days => whole(value).map(i64::from),
                };
                let policy =
                    number.and_then(|number| self.policy.with(kind, threshold.name, number).ok());
                self.policy = policy.ok_or_else(refused)?;
            }
        }
        Ok(())
    }
}

fn unknown(params: &[Param]) -> String {
    if params.is_empty() {
        return "is unknown; there are no parameters here".to_owned();
    }
    let names: Vec<&str> = params.iter().map(|param| param.name).collect();
    format!("is unknown; known here: {}", names.join(", "))
}

/// A name alone: no directory, nothing that stands for one, nor for standard input.
fn file_name(text: &str) -> Option<&str> {
    let is_plain = |c: char| !c.is_control() && c != '/' && c != '\\';
    let is_name = !["", "-", ".", ".."].contains(&text) && text.chars().all(is_plain);
    (is_name && text.chars().count() <= LONGEST_FILE_NAME).then_some(text)
}

fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Rupees with at most two decimals.
fn paise(text: &str) -> Option<i64> {
    let (rupees, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(rupees) || !all_digits(fraction) {
        return None;
    }
    let cents = fraction.trim_end_matches('0');
    let cents: i64 = format!("{cents:0<2}").parse().ok().filter(|_| cents.len() <= 2)?;
    let paise = rupees.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (paise <= MOST_RUPEES * 100).then_some(paise)
}

fn date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (0..=LAST_YEAR).contains(&date.year())).then_some(date)
}
