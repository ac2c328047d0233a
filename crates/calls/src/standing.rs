//! The state of a reason, folded from what was done about it.

use chrono::{Days, NaiveDate};

use crate::event::{Action, Reach, WorkEvent};
use crate::named::named;

named! {
    /// The state of a reason, and of a call; the most pressing first.
    State {
        /// To be called about.
        Open "open",
        /// Something was promised, and may be kept yet.
        Waiting "waiting",
        /// Not before a day.
        Snoozed "snoozed",
        /// Not to be called about.
        Dismissed "dismissed",
    }
}

/// A promise whose record no import held for so many days after the day it was to be kept lapses.
const PROMISE_LAPSES_AFTER: Days = Days::new(30);

/// What a reason is on the day that it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingNow {
    /// The date in Asia/Kolkata.
    pub today: NaiveDate,
    /// How bad it is in the book.
    pub mark: u8,
    /// The date of the newest import that held its record.
    pub record_as_of: NaiveDate,
}

/// Whatever was done that bears on one reason, each list oldest first. What was undone may be among
/// it, and says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held<'l, 'e> {
    /// The text of the reason's key.
    pub key: &'l str,
    /// The work of the reason's spell.
    pub own: &'l [&'e WorkEvent],
    /// Of its account: what dismissed it, and what reopened any of its reasons.
    pub of_account: &'l [&'e WorkEvent],
    /// Of its client, under every agent: what dismissed it.
    pub of_client: &'l [&'e WorkEvent],
    /// Whether the directory says that the client is not to be contacted.
    pub no_contact: bool,
}

/// The state of a reason, and what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonState<'a> {
    /// The state.
    pub state: State,
    /// Until when, where a day holds it.
    pub until: Option<NaiveDate>,
    /// The day by which the promise that holds it is to be kept; of a promise that was broken, or
    /// that the reason worsened under, still that day.
    pub check_on: Option<NaiveDate>,
    /// It got worse since it was put off, and is open for that.
    pub worsened: bool,
    /// The promise about it was broken, and it is open.
    pub promise_broken: bool,
    /// The newest event that bears on it and stands.
    pub last_work: Option<&'a WorkEvent>,
}

impl ReasonState<'_> {
    /// That of a reason that nothing was done about.
    pub const UNTOUCHED: Self = Self {
        state: State::Open,
        until: None,
        check_on: None,
        worsened: false,
        promise_broken: false,
        last_work: None,
    };

    const fn open() -> Self {
        Self::UNTOUCHED
    }

    const fn dismissed_for_good() -> Self {
        Self { state: State::Dismissed, ..Self::UNTOUCHED }
    }
}

/// The state of a reason, by what was done and what is now.
///
/// ```
/// use calls::{Held, StandingNow, State, state_of};
/// let day = |text: &str| text.parse().unwrap();
/// let now = StandingNow { today: day("2026-02-01"), mark: 1, record_as_of: day("2026-01-30") };
/// assert_eq!(state_of(&Held::default(), now).state, State::Open);
/// let told = Held { no_contact: true, ..Held::default() };
/// assert_eq!(state_of(&told, now).state, State::Dismissed);
/// ```
#[must_use]
pub fn state_of<'e>(held: &Held<'_, 'e>, now: StandingNow) -> ReasonState<'e> {
    let own = by_own_work(held, now);
    let is_dismissed = held.no_contact || is_client_dismissed(held) || is_account_dismissed(held);
    let state = if is_dismissed { ReasonState::dismissed_for_good() } else { own };
    ReasonState { last_work: last_work(held), ..state }
}

fn is_client_dismissed(held: &Held<'_, '_>) -> bool {
    let dismisses = |event: &&&WorkEvent| event.dismisses() == Some(Reach::Client);
    held.of_client.iter().filter(dismisses).any(|event| event.stands())
}

fn is_account_dismissed(held: &Held<'_, '_>) -> bool {
    let bears = |event: &&&WorkEvent| {
        event.stands()
            && (event.action == Action::Reopened || event.dismisses() == Some(Reach::Account))
    };
    let newest = held.of_account.iter().rfind(bears);
    newest.is_some_and(|event| event.action == Action::Dismissed)
}

fn last_work<'e>(held: &Held<'_, 'e>) -> Option<&'e WorkEvent> {
    let reaching = held.of_account.iter().chain(held.of_client);
    let reaching =
        reaching.filter(|event| matches!(event.dismisses(), Some(Reach::Account | Reach::Client)));
    let all = held.own.iter().chain(reaching).copied().filter(|event| event.stands());
    all.max_by_key(|event| event.work_id)
}

/// The state by what was done about the reason itself: the newest event that stands and is no attempt,
/// and the attempts made since that found it open. An attempt never replaces what stood before it.
fn by_own_work<'e>(held: &Held<'_, 'e>, now: StandingNow) -> ReasonState<'e> {
    let mut base: Option<(&WorkEvent, u8)> = None;
    let mut attempts: Vec<(NaiveDate, u8)> = Vec::new();
    for event in held.own.iter().filter(|event| event.stands()) {
        let mark = event.mark_of(held.key).unwrap_or(0);
        match (event.action, event.until) {
            (Action::Attempted, Some(until)) => {
                let then = StandingNow { today: event.day(), mark, record_as_of: event.book_as_of };
                if by_base(base, then).state == State::Open {
                    attempts.push((until, mark));
                }
            }
            (Action::Attempted | Action::Undone, _) => {}
            (Action::Reopened | Action::Snoozed | Action::Promised | Action::Dismissed, _) => {
                base = Some((event, mark));
                attempts.clear();
            }
        }
    }
    let state = by_base(base, now);
    attempts.retain(|(until, _)| now.today < *until);
    if state.state != State::Open || attempts.is_empty() {
        return state;
    }
    // Of several the one that waits longest stands, of those that the reason is no worse than.
    match attempts.iter().filter(|(_, mark)| now.mark <= *mark).map(|(until, _)| *until).max() {
        None => ReasonState { worsened: true, ..state },
        until => ReasonState { state: State::Snoozed, until, ..ReasonState::UNTOUCHED },
    }
}

/// The state by the newest event that is no attempt.
fn by_base<'a>(base: Option<(&WorkEvent, u8)>, now: StandingNow) -> ReasonState<'a> {
    let Some((event, mark)) = base else { return ReasonState::open() };
    let got_worse = now.mark > mark;
    let is_before = |day: NaiveDate| now.today < day;
    match event.action {
        Action::Snoozed => match event.until {
            Some(until) if is_before(until) => put_off(State::Snoozed, Some(until), got_worse),
            _ => ReasonState::open(),
        },
        Action::Dismissed => match event.until {
            Some(until) if !is_before(until) => ReasonState::open(),
            until => put_off(State::Dismissed, until, got_worse),
        },
        Action::Promised => event
            .check_on
            .map_or(ReasonState::open(), |check_on| promised(check_on, got_worse, now)),
        Action::Reopened | Action::Attempted | Action::Undone => ReasonState::open(),
    }
}

const fn put_off<'a>(state: State, until: Option<NaiveDate>, got_worse: bool) -> ReasonState<'a> {
    if got_worse {
        ReasonState { worsened: true, ..ReasonState::UNTOUCHED }
    } else {
        ReasonState { state, until, ..ReasonState::UNTOUCHED }
    }
}

fn promised<'a>(check_on: NaiveDate, got_worse: bool, now: StandingNow) -> ReasonState<'a> {
    let kept = ReasonState { check_on: Some(check_on), ..ReasonState::UNTOUCHED };
    let lapses_on = check_on.checked_add_days(PROMISE_LAPSES_AFTER);
    if now.record_as_of >= check_on {
        ReasonState { promise_broken: true, ..kept }
    } else if lapses_on.is_some_and(|day| now.today >= day) {
        ReasonState::open()
    } else if got_worse {
        ReasonState { worsened: true, ..kept }
    } else {
        ReasonState { state: State::Waiting, ..kept }
    }
}
