//! What an action takes: checked before anything is written down.

use chrono::{Days, NaiveDate};

use crate::event::{Action, Dismissal, Outcome, Reach};

/// A note has at most so many characters.
pub const LONGEST_NOTE: usize = 2_000;

/// A day may lie at most so far ahead.
const FARTHEST_DAYS: u64 = 365;

/// A promise is to be kept by then, where nobody says otherwise.
const PROMISE_DAYS: u64 = 45;

/// A client who declined is asked again after so many days, where nobody says otherwise.
const DECLINED_DAYS: u64 = 180;

/// What somebody says that was done, as it was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// The action.
    pub action: &'a str,
    /// How the call ended.
    pub outcome: Option<&'a str>,
    /// Why not to call.
    pub reason: Option<&'a str>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// By when a promise is to be kept.
    pub check_on: Option<NaiveDate>,
    /// What is noted.
    pub note: Option<&'a str>,
    /// Whether reasons are named.
    pub names_reasons: bool,
}

/// Something done, with all that its action takes and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWork {
    /// What was done.
    pub action: Action,
    /// How the call ended.
    pub outcome: Option<Outcome>,
    /// Why not to call.
    pub dismissal: Option<Dismissal>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// By when the promise is to be kept.
    pub check_on: Option<NaiveDate>,
    /// What is noted.
    pub note: Option<String>,
}

/// A member of what was sent that an action does not take as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{member} {says}")]
pub struct BadWork {
    /// The member.
    pub member: &'static str,
    /// What it is to be.
    pub says: String,
}

impl NewWork {
    /// Checks what was said, on a day, of a book of that date.
    ///
    /// # Errors
    /// Every member that is missing, unknown, out of its range, or that the action does not take.
    pub fn check(
        said: &Said<'_>,
        today: NaiveDate,
        book_as_of: NaiveDate,
    ) -> Result<Self, Vec<BadWork>> {
        let mut check = Check { said, today, book_as_of, bad: Vec::new() };
        let work = check.work();
        if check.bad.is_empty() { work.ok_or_else(Vec::new) } else { Err(check.bad) }
    }

    /// How far it reaches where it is a dismissal.
    #[must_use]
    pub fn dismisses(&self) -> Option<Reach> {
        self.dismissal.map(Dismissal::reach)
    }
}

struct Check<'a> {
    said: &'a Said<'a>,
    today: NaiveDate,
    book_as_of: NaiveDate,
    bad: Vec<BadWork>,
}

impl Check<'_> {
    fn work(&mut self) -> Option<NewWork> {
        let actions = Action::ALL.into_iter().filter(|action| *action != Action::Undone);
        let Some(action) = actions.clone().find(|action| action.name() == self.said.action) else {
            self.bad("action", format!("takes {}", names(actions.map(Action::name))));
            return None;
        };
        let outcome = self.outcome(action);
        let dismissal = self.dismissal(action);
        let reach = dismissal.map(Dismissal::reach);
        let until = self.until(action, dismissal);
        let check_on = self.check_on(action);
        let note = self.note(dismissal);
        if self.said.names_reasons && matches!(reach, Some(Reach::Account | Reach::Client)) {
            self.bad("reasons", "are not taken: this dismissal is about all of them".to_owned());
        }
        Some(NewWork { action, outcome, dismissal, until, check_on, note })
    }

    fn bad(&mut self, member: &'static str, says: String) {
        self.bad.push(BadWork { member, says });
    }

    fn not_taken(&mut self, member: &'static str, action: Action) {
        self.bad(member, format!("is not taken by {}", action.name()));
    }

    fn outcome(&mut self, action: Action) -> Option<Outcome> {
        let taken = match action {
            Action::Attempted => Outcome::of_attempts(),
            Action::Promised => Outcome::of_promises(),
            _ => {
                if self.said.outcome.is_some() {
                    self.not_taken("outcome", action);
                }
                return None;
            }
        };
        let said = self.said.outcome.and_then(Outcome::named).filter(|it| taken.contains(it));
        if said.is_none() {
            let names = names(taken.iter().map(|outcome| outcome.name()));
            self.bad("outcome", format!("of {} is one of {names}", action.name()));
        }
        said
    }

    fn dismissal(&mut self, action: Action) -> Option<Dismissal> {
        if action != Action::Dismissed {
            if self.said.reason.is_some() {
                self.not_taken("reason", action);
            }
            return None;
        }
        let said = self.said.reason.and_then(Dismissal::named);
        if said.is_none() {
            let names = names(Dismissal::ALL.into_iter().map(Dismissal::name));
            self.bad("reason", format!("of dismissed is one of {names}"));
        }
        said
    }

    fn until(&mut self, action: Action, dismissal: Option<Dismissal>) -> Option<NaiveDate> {
        let default = match (action, dismissal) {
            (Action::Attempted, _) => self.days_ahead(1),
            (Action::Snoozed, _) => {
                if self.said.until.is_none() {
                    self.bad("until", "is the day before which not to call".to_owned());
                }
                None
            }
            (Action::Dismissed, Some(Dismissal::Declined)) => self.days_ahead(DECLINED_DAYS),
            (Action::Dismissed, None) => None,
            (Action::Dismissed, Some(said)) if said.reach() == Reach::Reasons => None,
            _ => {
                if self.said.until.is_some() {
                    let by = dismissal.map_or(action.name(), Dismissal::name);
                    self.bad("until", format!("is not taken by {by}"));
                }
                return None;
            }
        };
        let given = self.said.until.filter(|day| self.is_within("until", *day));
        given.or(default)
    }

    fn check_on(&mut self, action: Action) -> Option<NaiveDate> {
        if action != Action::Promised {
            if self.said.check_on.is_some() {
                self.not_taken("check_on", action);
            }
            return None;
        }
        let Some(day) = self.said.check_on else {
            // A book may be ahead of the day where somebody meant it to be.
            return self.days_ahead(PROMISE_DAYS).max(self.book_as_of.succ_opt());
        };
        if day <= self.book_as_of {
            let book = self.book_as_of;
            self.bad("check_on", format!("is a day after that of the book, {book}"));
        } else if self.is_within("check_on", day) {
            return Some(day);
        }
        None
    }

    fn note(&mut self, dismissal: Option<Dismissal>) -> Option<String> {
        let note = self.said.note.map(str::trim).filter(|note| !note.is_empty());
        if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            self.bad("note", format!("has at most {LONGEST_NOTE} characters"));
        }
        if note.is_some_and(|note| note.contains('\0')) {
            self.bad("note", "is text without NUL".to_owned());
        }
        if note.is_none() && dismissal == Some(Dismissal::Other) {
            self.bad("note", "says why, where the reason is other".to_owned());
        }
        note.map(str::to_owned)
    }

    fn is_within(&mut self, member: &'static str, day: NaiveDate) -> bool {
        let (first, last) = (self.days_ahead(1), self.days_ahead(FARTHEST_DAYS));
        let is_within =
            first.is_some_and(|first| first <= day) && last.is_none_or(|last| day <= last);
        if !is_within {
            let today = self.today;
            self.bad(member, format!("is a day from 1 to {FARTHEST_DAYS} days after {today}"));
        }
        is_within
    }

    fn days_ahead(&self, days: u64) -> Option<NaiveDate> {
        self.today.checked_add_days(Days::new(days))
    }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
