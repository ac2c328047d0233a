//! What the parameters of the day's work take, and the members of the body that says what was done:
//! one list reads them, explains them and documents them.

use std::fmt::{self, Display, Formatter};

use calls::{Action, ChangeKind, Dismissal, LONGEST_NOTE, Outcome, State};
use chrono::NaiveDate;
use opportunity_core::{Kind, Paise};
use serde_json::{Value as Json, json};
use sip_export::plain_id;

use crate::plain_value::{MOST_RUPEES, date, paise, truth};

/// So many reasons an event may name at most: no client has as many.
const MOST_REASONS: usize = 100;

/// No id of a caller or a client is longer than this, in characters.
const LONGEST_ID: usize = 1_024;

/// Text with something in it, and without NUL, which no id has.
const AN_ID: &str = "^[^\\x00]*[^\\s\\x00][^\\x00]*$";

/// A date of this product's time.
const DATE: &str =
    "^(0[0-9]{3}|1[0-9]{3}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// What one of these parameters takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DeskTakes {
    /// The state of calls.
    State,
    /// A kind of opportunity.
    Kind,
    /// Whether only what is new is asked for.
    New,
    /// Rupees a month, at least.
    LeastValue,
    /// A client.
    Client,
    /// Whoever did something.
    By,
    /// The first day.
    From,
    /// The last day.
    To,
    /// A change.
    After,
    /// What changed.
    Change,
    /// What was done.
    Action,
    /// How a call ended.
    Outcome,
    /// Why not to call.
    Dismissal,
    /// A day to come, or null for what is usual.
    Until,
    /// A day to come, by which a promise is to be kept.
    CheckOn,
    /// Words.
    Note,
    /// Reasons, by their keys.
    Reasons,
    /// Marks, by the keys of reasons.
    Seen,
    /// The agent, where the client has several.
    AccountAgent,
}

/// What is asked of the day's work, or said to have been done.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeskAsked {
    /// None for any; the default is what is open.
    pub(crate) state: Option<Option<State>>,
    pub(crate) kind: Option<Kind>,
    pub(crate) is_new: bool,
    pub(crate) min_monthly_value: Option<Paise>,
    pub(crate) user_id: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) after: Option<i64>,
    pub(crate) change: Option<ChangeKind>,
    pub(crate) action: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) dismissal: Option<String>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) check_on: Option<NaiveDate>,
    pub(crate) note: Option<String>,
    pub(crate) reasons: Option<Vec<String>>,
    pub(crate) seen: Vec<(String, u8)>,
    pub(crate) account_agent: Option<String>,
}

impl DeskAsked {
    /// Takes a value, if it is what the parameter takes. A member of a body may be null.
    pub(crate) fn take(&mut self, takes: DeskTakes, value: &Json) -> Option<()> {
        let text = || value.as_str().map(str::trim).filter(|text| !text.is_empty());
        let word = || optional(value, |value| value.as_str().map(str::to_owned));
        let day = || optional(value, |value| date(value.as_str()?));
        let is_id = |text: &&str| text.chars().count() <= LONGEST_ID && !text.contains('\0');
        let id = || text().filter(is_id).map(str::to_owned);
        match takes {
            DeskTakes::State => self.state = Some(state(text()?)?),
            DeskTakes::Kind => self.kind = Some(Kind::named(text()?)?),
            DeskTakes::New => self.is_new = truth(text()?)?,
            DeskTakes::LeastValue => self.min_monthly_value = Some(Paise::new(paise(text()?)?)),
            DeskTakes::Client => self.user_id = Some(plain_id(&id()?).into_owned()),
            DeskTakes::By => self.by = Some(id()?),
            DeskTakes::From => self.from = Some(date(text()?)?),
            DeskTakes::To => self.to = Some(date(text()?)?),
            DeskTakes::After => {
                let digits = text()?.bytes().all(|byte| byte.is_ascii_digit());
                self.after = Some(text()?.parse().ok().filter(|_| digits)?);
            }
            DeskTakes::Change => self.change = Some(ChangeKind::named(text()?)?),
            DeskTakes::Action => self.action = Some(value.as_str()?.to_owned()),
            DeskTakes::Outcome => self.outcome = word()?,
            DeskTakes::Dismissal => self.dismissal = word()?,
            DeskTakes::Until => self.until = day()?,
            DeskTakes::CheckOn => self.check_on = day()?,
            DeskTakes::Note => self.note = word()?,
            DeskTakes::Reasons => self.reasons = optional(value, keys)?,
            DeskTakes::Seen => self.seen = optional(value, marks)?.unwrap_or_default(),
            DeskTakes::AccountAgent => {
                let agent = |value: &Json| match value {
                    Json::Number(id) => Some(id.as_u64()?.to_string()),
                    value => Some(plain_id(value.as_str()?.trim()).into_owned()),
                };
                self.account_agent = optional(value, agent)?.filter(|id| !id.is_empty());
            }
        }
        Some(())
    }
}

/// What a member that may be null holds: none where it does not hold what it takes.
fn optional<T>(value: &Json, of: impl FnOnce(&Json) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { of(value).map(Some) }
}

/// A state, or none for any.
fn state(text: &str) -> Option<Option<State>> {
    if text == "all" { Some(None) } else { State::named(text).map(Some) }
}

fn keys(value: &Json) -> Option<Vec<String>> {
    let keys = value.as_array().filter(|keys| (1..=MOST_REASONS).contains(&keys.len()))?;
    keys.iter().map(|key| key.as_str().map(str::to_owned)).collect()
}

fn marks(value: &Json) -> Option<Vec<(String, u8)>> {
    let marks = value.as_object().filter(|marks| marks.len() <= MOST_REASONS)?;
    // 2.0 is a whole number of JSON too.
    let mark = |mark: &Json| (0..=u8::MAX).find(|&whole| mark.as_f64() == Some(whole.into()));
    marks.iter().map(|(key, value)| Some((key.clone(), mark(value)?))).collect()
}

fn kinds() -> String {
    Kind::ALL.map(Kind::name).join(", ")
}

fn names<const N: usize>(names: [&'static str; N]) -> String {
    names.join(", ")
}

impl Display for DeskTakes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::State => f.write_str("takes open, waiting, snoozed, dismissed or all"),
            Self::Kind => write!(f, "takes one of {}", kinds()),
            Self::New => f.write_str("takes true or false"),
            Self::LeastValue => write!(
                f,
                "takes rupees from 0 to {MOST_RUPEES}, with at most two decimals, such as 5000 or \
                 5000.50"
            ),
            Self::Client => f.write_str("takes the id of a client"),
            Self::By => f.write_str("takes whoever did it, such as key:0f3a5c7e9b1d2f4a"),
            Self::From | Self::To => f.write_str("takes a date, such as 2026-01-30"),
            Self::After => f.write_str("takes the number of a change"),
            Self::Change => {
                write!(f, "takes one of {}", names(ChangeKind::ALL.map(ChangeKind::name)))
            }
            Self::Action => {
                let actions = Action::ALL.into_iter().filter(|action| *action != Action::Undone);
                let actions: Vec<&str> = actions.map(Action::name).collect();
                write!(f, "takes one of {}", actions.join(", "))
            }
            Self::Outcome => write!(f, "takes one of {}", names(Outcome::ALL.map(Outcome::name))),
            Self::Dismissal => {
                write!(f, "takes one of {}", names(Dismissal::ALL.map(Dismissal::name)))
            }
            Self::Until | Self::CheckOn => {
                f.write_str("takes a date to come, such as 2026-01-30, or nothing")
            }
            Self::Note => write!(f, "takes text of at most {LONGEST_NOTE} characters, or nothing"),
            Self::Reasons => write!(
                f,
                "takes a list of 1 to {MOST_REASONS} keys of reasons, such as repair~135, or nothing"
            ),
            Self::Seen => f.write_str(
                "takes an object of marks by the keys of reasons, such as {\"repair~135\": 1}",
            ),
            Self::AccountAgent => f.write_str("takes the id of an agent, or nothing"),
        }
    }
}

impl DeskTakes {
    /// Its schema as a parameter of a query, and an example.
    pub(crate) fn schema(self) -> (Json, Json) {
        let text = |example: &str| (json!({"type": "string", "minLength": 1}), json!(example));
        let date =
            || (json!({"type": "string", "format": "date", "pattern": DATE}), json!("2026-01-30"));
        match self {
            Self::State => {
                let states: Vec<&str> =
                    State::ALL.map(State::name).into_iter().chain(["all"]).collect();
                (json!({"type": "string", "enum": states, "default": "open"}), json!("open"))
            }
            Self::Kind => {
                (json!({"type": "string", "enum": Kind::ALL.map(Kind::name)}), Json::Null)
            }
            Self::New => (json!({"type": "boolean", "default": false}), json!(false)),
            Self::LeastValue => (
                json!({
                    "type": "number",
                    "minimum": 0,
                    "maximum": MOST_RUPEES,
                    "multipleOf": 0.01,
                }),
                json!(1000),
            ),
            Self::Client => (
                json!({"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": AN_ID}),
                json!("u-135"),
            ),
            Self::By => (
                json!({"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": AN_ID}),
                json!("key:0f3a5c7e9b1d2f4a"),
            ),
            Self::From | Self::To => date(),
            Self::After => {
                (json!({"type": "integer", "minimum": 0, "maximum": i64::MAX}), json!(0))
            }
            Self::Change => (
                json!({"type": "string", "enum": ChangeKind::ALL.map(ChangeKind::name)}),
                Json::Null,
            ),
            // Members of bodies, whose objects have schemas of their own.
            _ => text(""),
        }
    }
}
