//! What was done, as the log tells it, and the body that says what was done.

use std::sync::{Arc, LazyLock};

use calls::{Action, Dismissal, LONGEST_NOTE, Outcome, Reach, WorkEvent};
use chrono::Days;
use opportunity_core::Kind;
use serde_json::{Value as Json, json};

use crate::clock::today;
use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// An event, as somebody may see it.
#[derive(Clone, Debug)]
pub(crate) struct SeenEvent {
    pub(crate) event: Arc<WorkEvent>,
    /// Whether its note is shown.
    pub(crate) shows_note: bool,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<SeenEvent>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<SeenEvent>> {
    let dated = "2026-02-14";
    vec![
        of("work_id", Shape::Place, "Its number: a later event has a higher one.", 42, |event| {
            Value::Signed(event.work_id)
        }),
        of("at", Shape::Time, "When.", "2026-01-30T10:05:00+05:30", |event| Value::Time(event.at)),
        of("by", Shape::Text, "Who did it.", "key:0f3a5c7e9b1d2f4a", |event| {
            Value::text(&event.by)
        }),
        of("agent_id", Shape::Text, "The agent of the account.", "4220", |event| {
            Value::text(&event.agent_id)
        }),
        of("user_id", Shape::Text, "The client.", "u-135", |event| Value::text(&event.user_id)),
        of(
            "action",
            Shape::Words(Action::ALL.map(Action::name).to_vec()),
            "What was done; `undone` takes an earlier event back.",
            "promised",
            |event| Value::text(event.action.name()),
        ),
        of(
            "outcome",
            Shape::Words(Outcome::ALL.map(Outcome::name).to_vec()).nullable(),
            "How the call ended, of an attempt and a promise.",
            "will_pay",
            |event| Value::or_null(event.outcome, |outcome| Value::text(outcome.name())),
        ),
        of(
            "reason",
            Shape::Words(Dismissal::ALL.map(Dismissal::name).to_vec()).nullable(),
            "Why not to call, of a dismissal.",
            Json::Null,
            |event| Value::or_null(event.dismissal, |why| Value::text(why.name())),
        ),
        of(
            "until",
            Shape::Date.nullable(),
            "The day before which not to call.",
            Json::Null,
            |event| Value::or_null(event.until, Value::Date),
        ),
        of(
            "check_on",
            Shape::Date.nullable(),
            "The day by which a promise is to be kept.",
            dated,
            |event| Value::or_null(event.check_on, Value::Date),
        ),
        field(
            "note",
            Shape::Text.nullable(),
            "What was noted; null also where it is for others alone.",
            "Salary comes on the 10th",
            |seen: &SeenEvent| {
                let note = seen.event.note.as_deref().filter(|_| seen.shows_note);
                Value::or_null(note, Value::text)
            },
        ),
        of(
            "reasons",
            Shape::Object(reason_properties()).list(),
            "The reasons that it is about, as they were then.",
            json!([{"key": "repair~135", "kind": "missed_debits", "mark": 1}]),
            |event| {
                let reason = |worked: &calls::Worked| {
                    Value::Object(vec![
                        ("key", Value::Text(worked.key.to_string().into())),
                        ("kind", Value::text(worked.kind.name())),
                        ("mark", Value::Count(worked.mark.into())),
                    ])
                };
                Value::List(event.reasons.iter().map(reason).collect())
            },
        ),
        of(
            "undoes",
            Shape::Place.nullable(),
            "The event that it takes back.",
            Json::Null,
            |event| Value::or_null(event.undoes, Value::Signed),
        ),
        of(
            "undone_by",
            Shape::Place.nullable(),
            "The event that takes it back.",
            Json::Null,
            |event| Value::or_null(event.undone_by, Value::Signed),
        ),
        of("book_as_of", Shape::Date, "The date of the book then.", "2026-01-30", |event| {
            Value::Date(event.book_as_of)
        }),
    ]
}

fn of(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
    get: impl for<'a> Fn(&'a WorkEvent) -> Value<'a> + Send + Sync + 'static,
) -> Field<SeenEvent> {
    field(name, shape, meaning, example, move |seen: &SeenEvent| get(&seen.event))
}

fn reason_properties() -> Vec<Property> {
    let kinds = Shape::Words(Kind::ALL.map(Kind::name).to_vec());
    vec![
        property("key", Shape::Text, "Its key.", "repair~135"),
        property("kind", kinds, "Its kind then.", "missed_debits"),
        property("mark", Shape::UpTo(3), "Its mark then.", 1),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("WorkEvent", "What was done about reasons.", properties(fields()))
}

/// The value of an event within another answer.
pub(crate) fn value(seen: &SeenEvent) -> Value<'_> {
    Value::Object(FIELDS.iter().map(|field| field.named_value(seen)).collect())
}

/// The body that says what was done: an object an action, so that each says what it takes.
pub(crate) fn request() -> Shape {
    let actions = Action::ALL.into_iter().filter(|action| *action != Action::Undone);
    Shape::OneOf("action", actions.map(request_of).collect())
}

fn request_of(action: Action) -> Arc<Component> {
    let (name, meaning) = match action {
        Action::Reopened => ("Reopened", "The reasons are open again."),
        Action::Attempted => ("Attempted", "The client was not reached."),
        Action::Snoozed => ("Snoozed", "Not before a day."),
        Action::Promised => ("Promised", "The client promised something."),
        Action::Dismissed | Action::Undone => ("Dismissed", "Not to be called about."),
    };
    let words = |words: &[Outcome]| Shape::Words(words.iter().map(|word| word.name()).collect());
    let mut properties =
        vec![property("action", Shape::Const(action.name()), "What was done.", action.name())];
    let until = || property("until", Shape::Date.nullable(), UNTIL, Json::Null);
    match action {
        Action::Attempted => {
            let outcome = words(Outcome::of_attempts());
            properties.push(property("outcome", outcome, "How the call ended.", "no_answer"));
            properties.push(until());
        }
        Action::Snoozed => {
            // A date of this page would once have passed.
            let soon = today().checked_add_days(Days::new(14)).unwrap_or_default();
            properties.push(property("until", Shape::Date, UNTIL, soon.to_string()));
        }
        Action::Promised => {
            let outcome = words(Outcome::of_promises());
            properties.push(property("outcome", outcome, "What was promised.", "will_pay"));
            properties.push(property("check_on", Shape::Date.nullable(), CHECK_ON, Json::Null));
        }
        Action::Dismissed => {
            let reasons = Dismissal::ALL.map(Dismissal::name).to_vec();
            properties.push(property("reason", Shape::Words(reasons), REASON, "already_done"));
            properties.push(until());
        }
        Action::Reopened | Action::Undone => {}
    }
    properties.extend(of_every_action());
    let mut optional = vec!["agent_id", "reasons", "note", "seen", "check_on"];
    if action != Action::Snoozed {
        optional.push("until");
    }
    Arc::new(Component { name: name.to_owned(), meaning, properties, optional, is_closed: true })
}

const UNTIL: &str = "The day before which not to call: 1 to 365 days ahead. An attempt waits until \
                     tomorrow, and a client who declined for 180 days, where it is left out.";
const CHECK_ON: &str = "The day by which it is to be kept: after the book's date, 1 to 365 days ahead; \
                        45 where it is left out.";
const REASON: &str = "Why. `not_my_client` is about all reasons of the account, `do_not_contact` and \
                      `dispute_or_death` about the client under every agent; `other` takes a note.";

fn of_every_action() -> Vec<Property> {
    let key = json!({"type": "string", "pattern": "^(repair|keep|grow|account)~.+$"});
    let keys = json!({"type": ["array", "null"], "items": key, "minItems": 1, "maxItems": 100});
    let note =
        json!({"type": ["string", "null"], "maxLength": LONGEST_NOTE, "pattern": "^[^\\x00]*$"});
    let seen = json!({
        "type": ["object", "null"],
        "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 3},
        "maxProperties": 100,
    });
    vec![
        property(
            "agent_id",
            Shape::Text.nullable(),
            "The agent, where the client has accounts under several.",
            Json::Null,
        ),
        property(
            "reasons",
            Shape::Schema(keys),
            "The keys of the reasons that it is about; all that count, where it is left out. What is \
             about a whole account or client takes none.",
            Json::Null,
        ),
        property("note", Shape::Schema(note), "What is noted.", Json::Null),
        property(
            "seen",
            Shape::Schema(seen),
            "The marks that whoever did it saw, by key: nothing is written where one is worse since.",
            Json::Null,
        ),
    ]
}

/// How far a dismissal reaches, for those who may see its note.
pub(crate) fn is_of_client(event: &WorkEvent) -> bool {
    event.dismisses() == Some(Reach::Client)
}
