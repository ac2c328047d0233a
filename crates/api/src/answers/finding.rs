//! What there is to say about a client, and why each rule is silent otherwise.

use std::sync::Arc;

use chrono::NaiveDate;
use opportunity_core::{
    AccountFindings, Confidence, Finding, Kind, Silence, SipFindings, Subject, VerdictKind,
};
use serde_json::{Value as Json, json};

use super::opportunity;
use crate::json::Object;
use crate::schema::{Component, Property, Shape, property};

pub(crate) fn write_client(
    out: &mut Vec<u8>,
    user_id: &str,
    as_of: Option<NaiveDate>,
    accounts: &[AccountFindings<'_>],
) {
    let mut object = Object::new(out);
    object.text("user_id", user_id);
    object.date("as_of", as_of);
    object.array("accounts", accounts, write_account);
    object.end();
}

fn write_account(out: &mut Vec<u8>, account: &AccountFindings<'_>) {
    let mut object = Object::new(out);
    object.text("agent_id", account.agent_id);
    object.optional_text("agent_external_id", account.agent_external_id);
    object.array("findings", &account.findings, write_finding);
    object.array("sips", &account.sips, write_sip);
    object.end();
}

fn write_sip(out: &mut Vec<u8>, sip: &SipFindings<'_>) {
    let mut object = Object::new(out);
    object.text("sip_meta_id", sip.sip_meta_id);
    let known = sip.verdict;
    object.optional_text("verdict", known.map(|known| known.verdict.name()));
    object.optional_text(
        "confidence",
        known.and_then(|known| known.confidence).map(Confidence::name),
    );
    object.date("last_increase_from", known.and_then(|known| known.last_increase_from));
    object.date("last_increase_to", known.and_then(|known| known.last_increase_to));
    object.optional_number("steps_made", known.and_then(|known| known.steps_made));
    object.array("findings", &sip.findings, write_finding);
    object.end();
}

fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let mut object = Object::new(out);
    object.text("kind", finding.kind.name());
    match &finding.outcome {
        Ok(said) => {
            object.value("opportunity", |out| opportunity::write(out, said));
            object.null("silence");
        }
        Err(silence) => {
            object.null("opportunity");
            object.object("silence", |object| {
                object.text("reason", silence.name());
                object.text("meaning", silence.meaning());
            });
        }
    }
    object.end();
}

/// What there is to say about a client. Opportunities have a writer, and so have the objects that
/// hold them; the document's test holds both to the answers.
pub(crate) fn component() -> Arc<Component> {
    let about_sips = |kind: &Kind| matches!(kind.rule().subject, Subject::Sip { .. });
    let (sips, accounts): (Vec<Kind>, Vec<Kind>) = Kind::ALL.into_iter().partition(about_sips);
    let findings = |kinds: Vec<Kind>| {
        let each = kinds.into_iter().map(finding_component).collect();
        property("findings", Shape::OneOf("kind", each).list(), "One for each rule.", json!([]))
    };
    let mut sip = vec![property("sip_meta_id", Shape::Text, "The SIP.", "135")];
    sip.extend(verdict());
    sip.push(findings(sips));
    let account = vec![
        property("agent_id", Shape::Text, "The agent under whom the account is.", "4220"),
        property(
            "agent_external_id",
            Shape::Text.nullable(),
            "The agent's id in other systems.",
            "ag_godavari4220",
        ),
        findings(accounts),
        property("sips", Shape::Object(sip).list(), "The account's SIPs.", json!([])),
    ];
    let properties = vec![
        property("user_id", Shape::Text, "The client.", "u-135"),
        property("as_of", Shape::Date.nullable(), "The date of this answer.", "2026-01-30"),
        property(
            "accounts",
            Shape::Object(account).list(),
            "The client's account under each agent; none where all its SIPs were deleted.",
            json!([]),
        ),
    ];
    let meaning = "What there is to say about a client, and why each rule is silent otherwise.";
    Component::answer("ClientOpportunities", meaning, properties)
}

/// What is known of a SIP's increases.
fn verdict() -> [Property; 5] {
    let words = VerdictKind::ALL.map(VerdictKind::name).to_vec();
    let confidences = vec![Confidence::Proven.name(), Confidence::Likely.name()];
    [
        property(
            "verdict",
            Shape::Words(words).nullable(),
            "Whether the agreed step-up was made; null where none was agreed, or not how often.",
            "none",
        ),
        property(
            "confidence",
            Shape::Words(confidences).nullable(),
            "How that is known; null where there is nothing to know.",
            "proven",
        ),
        property(
            "last_increase_from",
            Shape::Date.nullable(),
            "The last increase was not made before this day.",
            Json::Null,
        ),
        property(
            "last_increase_to",
            Shape::Date.nullable(),
            "The last increase was not made after this day.",
            Json::Null,
        ),
        property(
            "steps_made",
            Shape::Whole.nullable(),
            "Increases in all, where that is known.",
            0,
        ),
    ]
}

fn finding_component(kind: Kind) -> Arc<Component> {
    let rule = kind.rule();
    let reasons: Vec<&str> = rule.silences.iter().map(|silence| silence.name()).collect();
    let silence: Vec<Property> = vec![
        property("reason", Shape::Words(reasons), "As programs read it.", Json::Null),
        property("meaning", Shape::Text, "As a partner reads it.", Json::Null),
    ];
    let example = rule.silences.last().copied().unwrap_or(Silence::NoSips);
    let properties = vec![
        property("kind", Shape::Const(rule.name), "The rule.", rule.name),
        property(
            "opportunity",
            Shape::Component(opportunity::component(kind)).nullable(),
            "What there is to say; null where the rule is silent.",
            Json::Null,
        ),
        property(
            "silence",
            Shape::Object(silence).nullable(),
            "Why the rule is silent; null where it speaks.",
            json!({"reason": example.name(), "meaning": example.meaning()}),
        ),
    ];
    Component::answer(format!("{kind:?}Finding"), "What one rule says.", properties)
}
