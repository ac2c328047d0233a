//! What a request asks for: one strict reader of query strings and of bodies, which names everything
//! that is wrong at once.

use std::borrow::Cow;
use std::fmt::{self, Formatter};

use access::{Role, VisibleAgents, comma_among, key_name, steers_text};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use http_edge::{ParameterError, Problem};
use opportunity_core::{Policy, Unit};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use sip_export::{DateOrder, ExportKind, plain_id};

use crate::clock::can_be_told;
use crate::cursor::Cursor;
use crate::desk_takes::DeskAsked;
use crate::params::{
    AS_OF, FIRST_YEAR, LONGEST_FILE_NAME, LONGEST_SEARCH, MOST_ROWS, Param, SHORTEST_SEARCH,
    Switch, Takes,
};
use crate::plain_value::{date, paise, truth};
use crate::state::State;

/// A query is no longer than this, in bytes: the longest parameter is a few hundred.
const LONGEST_QUERY: usize = 8_192;

/// No question has as many parameters or members, however it is put.
const MOST_PAIRS: usize = 64;

/// So many faults are told at most: who asks must not be answered many times what was sent.
const MOST_FAULTS: usize = 20;

/// So much of a name that is no parameter's is told, in characters.
const LONGEST_UNKNOWN: usize = 40;

/// What a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) agent_id: Option<String>,
    pub(crate) looked_for: Option<String>,
    pub(crate) limit: Option<u32>,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) file_name: Option<String>,
    pub(crate) complete: bool,
    pub(crate) strict: bool,
    pub(crate) allow_future: bool,
    pub(crate) dry_run: bool,
    pub(crate) hide_up_to: Option<u8>,
    pub(crate) without: Vec<&'static str>,
    pub(crate) kind: Option<ExportKind>,
    pub(crate) date_order: Option<DateOrder>,
    pub(crate) policy: Policy,
    pub(crate) key_name: Option<String>,
    pub(crate) role: Option<Role>,
    pub(crate) visible: Option<VisibleAgents>,
    pub(crate) unknown_agent: bool,
    pub(crate) may_write: bool,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) desk: DeskAsked,
}

impl Asked {
    /// Reads a query string. A date is held against the book's, unless a cursor shows that the
    /// question is about an older book.
    pub(crate) fn read_query(
        query: &str,
        params: &[Param],
        state: Option<&State>,
    ) -> Result<Self, Problem> {
        if query.len() > LONGEST_QUERY || query.split('&').nth(MOST_PAIRS).is_some() {
            let takes = format!("takes {MOST_PAIRS} parameters, in {LONGEST_QUERY} bytes, at most");
            return Err(Problem::bad_parameter("query", takes));
        }
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
            .map_err(|_| Problem::bad_parameter("query", "is not a query string"))?;
        let sent = pairs.into_iter().map(|(name, value)| (name, Json::String(value)));
        let (asked, mut errors) = Self::read(&sent.collect::<Vec<_>>(), params);
        errors.extend(state.and_then(|state| asked.rolls_back(state)));
        if errors.is_empty() { Ok(asked) } else { Err(Problem::BadParameters(errors)) }
    }

    /// Reads a body, which has to be a JSON object. Members that it leaves out are read as null.
    pub(crate) fn read_body(
        body: &[u8],
        params: &[Param],
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let Ok(Members(mut sent)) = serde_json::from_slice(body) else {
            return Err(Problem::bad_parameter("body", "takes a JSON object"));
        };
        if sent.len() > MOST_PAIRS {
            let takes = format!("takes {MOST_PAIRS} members at most");
            return Err(Problem::bad_parameter("body", takes));
        }
        for param in params {
            if sent.iter().all(|(name, _)| name != param.name) {
                sent.push((param.name.to_owned(), Json::Null));
            }
        }
        // In the order of the table, so that a role is known before its agents are read.
        let place = |name: &str| params.iter().position(|param| param.name == name);
        sent.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
        let (asked, mut errors) = Self::read(&sent, params);
        if asked.expires_at.is_some_and(|moment| moment <= now) {
            let detail = "has passed: it takes a moment to come";
            errors.push(ParameterError::new("expires_at", detail));
        }
        if errors.is_empty() { Ok(asked) } else { Err(Problem::BadParameters(errors)) }
    }

    fn read(sent: &[(String, Json)], params: &[Param]) -> (Self, Vec<ParameterError>) {
        let mut asked = Self::default();
        let (mut errors, mut has_unknown) = (Vec::new(), false);
        for (position, (name, value)) in sent.iter().enumerate() {
            let read = match params.iter().find(|param| param.name == name) {
                None if has_unknown => Err("is unknown".to_owned()),
                None => {
                    has_unknown = true;
                    Err(unknown(params))
                }
                Some(_) if sent[..position].iter().any(|(earlier, _)| earlier == name) => {
                    Err("is given more than once".to_owned())
                }
                Some(param) => asked.take(param, value).ok_or_else(|| refusal(param, value)),
            };
            if let Err(detail) = read {
                errors.push(ParameterError::new(&told(name), detail));
            }
            if errors.len() == MOST_FAULTS {
                break;
            }
        }
        (asked, errors)
    }

    fn rolls_back(&self, state: &State) -> Option<ParameterError> {
        let book_date =
            state.as_of().filter(|date| self.as_of.is_some_and(|asked| asked < *date))?;
        let about_this_book = self.cursor.is_none_or(|cursor| cursor.is_of(state));
        about_this_book.then(|| {
            let detail = format!(
                "takes the book's date, {book_date}, or a later one: the book cannot be rolled back"
            );
            ParameterError::new(AS_OF.name, detail)
        })
    }

    /// Takes a value, if it is what the parameter takes.
    fn take(&mut self, param: &Param, value: &Json) -> Option<()> {
        let text = || value.as_str().map(str::trim);
        match param.takes {
            Takes::Agent => {
                let id = text().filter(|id| !id.is_empty())?;
                self.agent_id = Some(plain_id(id).into_owned());
            }
            Takes::LookedFor => {
                let text = text()?;
                let length = SHORTEST_SEARCH..=LONGEST_SEARCH;
                self.looked_for =
                    Some(text.to_owned()).filter(|text| length.contains(&text.chars().count()));
                self.looked_for.as_ref()?;
            }
            Takes::Limit { .. } => {
                let limit = whole(text()?).filter(|limit| (1..=MOST_ROWS).contains(limit));
                self.limit = Some(limit?);
            }
            Takes::AsOf => self.as_of = Some(date(text()?)?),
            Takes::Desk(takes) => self.desk.take(takes, value)?,
            Takes::Cursor => self.cursor = Some(Cursor::parse(text()?)?),
            Takes::FileName => self.file_name = Some(file_name(text()?)?.to_owned()),
            Takes::ExportDate => {
                self.as_of = Some(date(text()?).filter(|date| date.year() >= FIRST_YEAR)?);
            }
            Takes::Truth(switch) => {
                let on = truth(text()?)?;
                match switch {
                    Switch::Complete => self.complete = on,
                    Switch::Strict => self.strict = on,
                    Switch::AllowFuture => self.allow_future = on,
                    Switch::DryRun => self.dry_run = on,
                }
            }
            Takes::Percent => {
                let percent = whole(text()?).filter(|percent| *percent <= 100)?;
                self.hide_up_to = u8::try_from(percent).ok();
            }
            Takes::Columns => {
                self.without = text()?.split(',').map(column).collect::<Option<_>>()?;
            }
            Takes::ExportKind => self.kind = Some(text()?.parse().ok()?),
            Takes::DateOrder => self.date_order = Some(text()?.parse().ok()?),
            Takes::Threshold(kind, threshold) => {
                let value = threshold_value(threshold.unit, text()?)?;
                self.policy = self.policy.with(kind, threshold.name, value).ok()?;
            }
            Takes::EveryThreshold(threshold) => {
                let value = threshold_value(threshold.unit, text()?)?;
                self.policy = self.policy.with_every(threshold.name, value).ok()?;
            }
            Takes::KeyName => self.key_name = Some(key_name(value.as_str()?).ok()?),
            Takes::Role => self.role = Some(Role::named(value.as_str()?)?),
            Takes::VisibleAgents => self.visible = Some(visible_agents(self.role?, value)?),
            Takes::UnknownAgent if value.is_null() => self.unknown_agent = false,
            Takes::UnknownAgent => self.unknown_agent = value.as_bool()?,
            Takes::MayWrite if value.is_null() => self.may_write = false,
            Takes::MayWrite => self.may_write = value.as_bool()?,
            Takes::Expiry if value.is_null() => self.expires_at = None,
            Takes::Expiry => {
                let moment = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
                self.expires_at = Some(moment.to_utc()).filter(|end| can_be_told(*end));
                self.expires_at?;
            }
        }
        Some(())
    }
}

/// The key of a column of any export.
fn column(name: &str) -> Option<&'static str> {
    [ExportKind::Sips, ExportKind::Clients].into_iter().find_map(|kind| kind.key_of_name(name))
}

/// A threshold's value in its unit.
fn threshold_value(unit: Unit, text: &str) -> Option<i64> {
    match unit {
        Unit::Money => paise(text),
        Unit::Months | Unit::Days | Unit::Debits => whole(text).map(i64::from),
        Unit::Word(words) => {
            let place = words.iter().position(|word| *word == text)?;
            i64::try_from(place).ok()
        }
    }
}

/// The members of a JSON object as they were sent: one that is there twice is there twice.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// A name as it is told to whoever sent it: not longer than any of ours need be.
fn told(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST_UNKNOWN) {
        None => Cow::Borrowed(name),
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
    }
}

fn unknown(params: &[Param]) -> String {
    if params.is_empty() {
        return "is unknown; there are no parameters here".to_owned();
    }
    let names: Vec<&str> = params.iter().map(|param| param.name).collect();
    format!("is unknown; known here: {}", names.join(", "))
}

/// What is wrong with a value, where that is more than not being what the parameter takes.
fn refusal(param: &Param, value: &Json) -> String {
    let comma = match param.takes {
        Takes::VisibleAgents => comma_among(value),
        _ => None,
    };
    comma.map_or_else(|| param.takes.to_string(), str::to_owned)
}

/// Whose clients a key is to see, where that goes with its role.
fn visible_agents(role: Role, said: &Json) -> Option<VisibleAgents> {
    match (role, said.is_null()) {
        (Role::Admin, true) => Some(VisibleAgents::All),
        (Role::Admin, false) | (Role::Agent | Role::Manager, true) => None,
        (Role::Agent | Role::Manager, false) => VisibleAgents::named(role, said).ok(),
    }
}

/// A name alone: no directory, nothing that stands for one, nor for standard input.
fn file_name(text: &str) -> Option<&str> {
    let is_plain = |c: char| !steers_text(c) && c != '/' && c != '\\';
    let is_name = !["", "-", ".", ".."].contains(&text) && text.chars().all(is_plain);
    (is_name && text.chars().count() <= LONGEST_FILE_NAME).then_some(text)
}

fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
