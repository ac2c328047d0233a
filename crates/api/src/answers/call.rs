//! A call: a client account with its reasons, as they stand today.

use std::sync::Arc;

use calls::{Call, CallReason, Chance, Nature, State};
use chrono::NaiveDate;
use opportunity_core::{Kind, Opportunity};
use serde_json::{Value as Json, json};
use store_pg::clients::Contact;

use super::ended_spell;
use super::opportunity::{any_kind, write_members};
use super::work_event::{self, SeenEvent};
use crate::desk::Desk;
use crate::field::{Field, Value, field, properties};
use crate::json::{Object, array};
use crate::schema::{Component, Property, Shape, property};

/// A call as it is answered: what is not of a reason.
pub(crate) struct CallHead<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) contact: Option<&'a Contact>,
    pub(crate) opening: String,
}

/// What a reason has beside its opportunity.
pub(crate) struct ReasonExtra<'a> {
    reason: &'a CallReason<'a>,
    key: String,
    chance: Chance,
    since: Option<NaiveDate>,
    regressed: bool,
    last_work: Option<SeenEvent>,
}

fn head_fields<'c>() -> Vec<Field<CallHead<'c>>> {
    vec![
        head("user_id", Shape::Text, "The client to call.", "u-135", |it| {
            Value::text(it.call.account.user_id())
        }),
        head("agent_id", Shape::Text, "The agent.", "4220", |it| {
            Value::text(it.call.account.agent_id())
        }),
        head(
            "agent_external_id",
            Shape::Text.nullable(),
            "The agent's id in other systems.",
            "ag_7f3a",
            |it| Value::or_null(it.call.account.agent_external_id(), Value::text),
        ),
        head(
            "client",
            Shape::Component(contact_component()).nullable(),
            "Who it is, as the directory has it; null where it has nobody, or is away.",
            contact_example(),
            |it| Value::or_null(it.contact, contact),
        ),
        head("state", states(), "The most pressing state of what counts.", "open", |it| {
            Value::text(it.call.weighed.state.name())
        }),
        head(
            "promise_broken",
            Shape::Truth,
            "A promise about something that counts was broken.",
            false,
            |it| Value::Truth(it.call.weighed.promise_broken),
        ),
        head(
            "priority",
            Shape::Rupees,
            "What orders calls: of what counts and has the call's state, each chance times monthly \
             value, times one and a tenth of the risk score.",
            5_400.0,
            |it| Value::Money(it.call.weighed.order.priority),
        ),
        head(
            "expected_value",
            Shape::Rupees,
            "Chance times monthly value, of the same.",
            3_000.0,
            |it| Value::Money(it.call.weighed.expected_value),
        ),
        head(
            "monthly_value",
            Shape::Rupees,
            "Rupees a month that go on, or come, if the call succeeds.",
            5_000.0,
            |it| Value::Money(it.call.weighed.monthly_value),
        ),
        head("opening", Shape::Text, "What to begin with.", OPENING, |it| Value::text(&it.opening)),
    ]
}

const OPENING: &str = "1 debit missed since January 5, 2026. Three in a row end a SIP: the third falls \
                       due on March 5, 2026. The last debit failed: resolve the payment issue.";

fn head<'c>(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
    get: impl for<'a> Fn(&'a CallHead<'c>) -> Value<'a> + Send + Sync + 'static,
) -> Field<CallHead<'c>> {
    field(name, shape, meaning, example, get)
}

fn states() -> Shape {
    Shape::Words(State::ALL.map(State::name).to_vec())
}

fn contact(contact: &Contact) -> Value<'_> {
    let text = |text: &'_ Option<String>| -> Value<'static> {
        text.clone().map_or(Value::Null, |text| Value::Text(text.into()))
    };
    Value::Object(vec![
        ("name", text(&contact.name)),
        ("phone_number", text(&contact.phone_number)),
        ("email", text(&contact.email)),
        ("language", text(&contact.language)),
    ])
}

fn contact_component() -> Arc<Component> {
    let text = || Shape::Text.nullable();
    Component::answer(
        "Contact",
        "How a client is called, and can be reached.",
        vec![
            property("name", text(), "The name.", "Asha Menon"),
            property("phone_number", text(), "The phone number.", "+91 10000 00135"),
            property("email", text(), "The e-mail address.", "asha@example.org"),
            property("language", text(), "The language to be spoken.", "Malayalam"),
        ],
    )
}

fn contact_example() -> Json {
    json!({
        "name": "Asha Menon", "phone_number": "+91 10000 00135", "email": "asha@example.org",
        "language": "Malayalam",
    })
}

fn extra_fields<'r>() -> Vec<Field<ReasonExtra<'r>>> {
    let natures = Nature::ALL.map(Nature::name).to_vec();
    vec![
        extra("key", Shape::Text, "What the reason is known by.", "repair~135", |it| {
            Value::text(&it.key)
        }),
        extra("nature", Shape::Words(natures), "What it is about.", "repair", |it| {
            Value::text(it.reason.reason.nature().name())
        }),
        extra(
            "mark",
            Shape::UpTo(3),
            "How bad it is: of repair the missed debits, at most 3; else 0.",
            1,
            |it| Value::Count(it.reason.reason.mark.into()),
        ),
        extra(
            "monthly_value",
            Shape::Rupees,
            "Rupees a month that go on, or come, if the call succeeds.",
            5_000.0,
            |it| Value::Money(it.reason.reason.monthly_value),
        ),
        extra(
            "chance",
            Shape::UpTo(1),
            "The share of such calls that is expected to succeed: an assumption.",
            0.6,
            |it| Value::Share(it.chance.hundredths_of_percent()),
        ),
        extra("counts", Shape::Truth, "It is a part of the call.", true, |it| {
            Value::Truth(it.reason.weighed.counts)
        }),
        extra(
            "held_back",
            Shape::Truth,
            "It would count, were it not for a debit that bounces.",
            false,
            |it| Value::Truth(it.reason.weighed.held_back),
        ),
        extra("state", states(), "Its state.", "open", |it| {
            Value::text(it.reason.state.state.name())
        }),
        extra(
            "until",
            Shape::Date.nullable(),
            "The day that ends its state, where one does.",
            Json::Null,
            |it| Value::or_null(it.reason.state.until, Value::Date),
        ),
        extra(
            "check_on",
            Shape::Date.nullable(),
            "The day by which a promise is to be kept, or was.",
            Json::Null,
            |it| Value::or_null(it.reason.state.check_on, Value::Date),
        ),
        extra(
            "since",
            Shape::Date.nullable(),
            "The date of the book in which it appeared; null while that is not known yet.",
            "2026-01-16",
            |it| Value::or_null(it.since, Value::Date),
        ),
        extra(
            "regressed",
            Shape::Truth,
            "It had recovered within 90 days before it appeared.",
            false,
            |it| Value::Truth(it.regressed),
        ),
        extra(
            "worsened",
            Shape::Truth,
            "It got worse since it was put off, and is open for that.",
            false,
            |it| Value::Truth(it.reason.state.worsened),
        ),
        extra(
            "promise_broken",
            Shape::Truth,
            "The promise about it was broken, and it is open.",
            false,
            |it| Value::Truth(it.reason.state.promise_broken),
        ),
        extra(
            "last_work",
            Shape::Component(work_event::component()).nullable(),
            "The newest that was done about it, and stands.",
            Json::Null,
            |it| Value::or_null(it.last_work.as_ref(), work_event::value),
        ),
    ]
}

fn extra<'r>(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
    get: impl for<'a> Fn(&'a ReasonExtra<'r>) -> Value<'a> + Send + Sync + 'static,
) -> Field<ReasonExtra<'r>> {
    field(name, shape, meaning, example, get)
}

/// A reason of one kind: its opportunity's fields, and those of every reason.
fn reason_component(kind: Kind) -> Arc<Component> {
    let mut all: Vec<Property> = super::opportunity::component(kind).properties.clone();
    all.extend(properties(extra_fields()));
    Component::answer(format!("{kind:?}Reason"), kind.rule().meaning, all)
}

pub(crate) fn component() -> Arc<Component> {
    let mut all = properties(head_fields());
    let reasons = Shape::OneOf("kind", Kind::ALL.map(reason_component).to_vec());
    all.push(property("reasons", reasons.list(), "The reasons, as they are read.", json!([])));
    let also = "Opportunities that are no reasons: another kind goes before them, or a call would \
                bring nothing a month.";
    all.push(property("also", any_kind().list(), also, json!([])));
    all.push(property("book_as_of", Shape::Date, "The date of the book.", "2026-01-30"));
    Component::answer("Call", "A client to call, and why.", all)
}

/// Writes calls, with the tables made once.
pub(crate) struct CallWriter<'d> {
    desk: &'d Desk,
    head: Vec<Field<CallHead<'d>>>,
    extra: Vec<Field<ReasonExtra<'d>>>,
}

/// An event as somebody sees it.
pub(crate) type Sees<'a> = &'a dyn Fn(&calls::WorkEvent) -> SeenEvent;

impl<'d> CallWriter<'d> {
    pub(crate) fn new(desk: &'d Desk) -> Self {
        Self { desk, head: head_fields(), extra: extra_fields() }
    }

    pub(crate) fn write(
        &self,
        out: &mut Vec<u8>,
        call: &'d Call<'d>,
        contact: Option<&'d Contact>,
        sees: Sees<'_>,
    ) {
        let Some(book_as_of) = self.desk.snapshot.book.as_of() else { return };
        let words = |reason: &CallReason<'d>| -> Option<Opportunity<'d>> {
            calls::opportunity_of(reason.reason.kind, reason.sip, call.account)
        };
        let opening = call.opening().and_then(words);
        let opening = opening.map(|opportunity| opportunity.description).unwrap_or_default();
        let head = CallHead { call, contact, opening };
        let mut object = Object::new(out);
        for field in &self.head {
            object.value(field.property.name, |out| field.write(out, &head));
        }
        object.value("reasons", |out| {
            array(out, &call.reasons, |out, reason| {
                let mut object = Object::new(out);
                if let Some(opportunity) = words(reason) {
                    write_members(&mut object, &opportunity);
                }
                let extra = self.extra_of(call, reason, sees);
                for field in &self.extra {
                    object.value(field.property.name, |out| field.write(out, &extra));
                }
                object.end();
            });
        });
        object.value("also", |out| {
            let also = call.also.iter().filter_map(|also| also.opportunity(call.account));
            array(out, also, |out, opportunity| super::opportunity::write(out, &opportunity));
        });
        object.value("book_as_of", |out| Value::Date(book_as_of).write(out));
        object.end();
    }

    fn extra_of(
        &self,
        call: &Call<'d>,
        reason: &'d CallReason<'d>,
        sees: Sees<'_>,
    ) -> ReasonExtra<'d> {
        let mark = self.desk.mark(call.account, reason.found_at);
        let last_work = reason.state.last_work.map(sees);
        ReasonExtra {
            reason,
            key: call.key(reason),
            chance: self.desk.chances().of(reason.reason.kind),
            since: mark.since,
            regressed: mark.regressed,
            last_work,
        }
    }
}

/// A client's page.
pub(crate) fn client_component() -> Arc<Component> {
    let call = Shape::Component(component()).nullable();
    let work = Shape::Component(work_event::component()).list();
    let spells = Shape::Component(ended_spell::component()).list();
    Component::answer(
        "ClientCall",
        "A client: why to call, what was done, and what is no more.",
        vec![
            property("call", call, "The call; null without a reason.", Json::Null),
            property("work", work, "What was done, newest first.", json!([])),
            property(
                "spells",
                spells,
                "Reasons that ended within a year, newest first.",
                json!([]),
            ),
        ],
    )
}

/// What comes of writing.
pub(crate) fn written_component() -> Arc<Component> {
    let event = work_event::component();
    let example = event.example();
    let event = Shape::Component(event);
    let call = Shape::Component(component()).nullable();
    Component::answer(
        "WrittenWork",
        "What was written down, and the call as it is now.",
        vec![
            property("event", event, "What was written down.", example),
            property("call", call, "The call; null without a reason.", Json::Null),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::opportunity::fields as opportunity_fields;
    use super::*;

    #[test]
    fn a_reason_has_every_field_of_its_opportunity_and_each_name_once() {
        for kind in Kind::ALL {
            let all = &reason_component(kind).properties;
            for own in opportunity_fields(kind) {
                assert!(all.iter().any(|property| property.name == own.property.name));
            }
            let mut names: Vec<&str> = all.iter().map(|property| property.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all.len(), "{kind:?}");
        }
    }
}
