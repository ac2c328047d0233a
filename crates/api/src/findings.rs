//! What there is to say about a client, and why each rule is silent otherwise, as JSON.

use chrono::NaiveDate;
use opportunity_core::{AccountFindings, Finding, Kind, Silence, SipFindings, Subject};
use serde_json::{Value as Json, json};

use crate::dto::{Doc, date_or_null, doc, nullable, write_opportunity};
use crate::json::Object;

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
    object.array("findings", &sip.findings, write_finding);
    object.end();
}

fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    let mut object = Object::new(out);
    object.text("kind", finding.kind.name());
    match &finding.outcome {
        Ok(opportunity) => {
            object.value("opportunity", |out| write_opportunity(out, opportunity));
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

pub(crate) fn client_docs(finding: impl Fn(Kind) -> Json) -> Vec<Doc> {
    let about_sips = |kind: &Kind| matches!(kind.rule().subject, Subject::Sip { .. });
    let (sips, accounts): (Vec<Kind>, Vec<Kind>) = Kind::ALL.into_iter().partition(about_sips);
    let findings = |kinds: Vec<Kind>| {
        let each: Vec<Json> = kinds.into_iter().map(&finding).collect();
        json!({
            "type": "array",
            "description": "One for each rule.",
            "items": {"oneOf": each},
        })
    };
    let sip = json!({
        "type": "object",
        "required": ["sip_meta_id", "findings"],
        "properties": {
            "sip_meta_id": {"type": "string", "description": "The SIP."},
            "findings": findings(sips),
        },
    });
    let mut external_id = nullable("string");
    external_id["description"] = json!("The agent's id in other systems.");
    let account = json!({
        "type": "object",
        "required": ["agent_id", "agent_external_id", "findings", "sips"],
        "properties": {
            "agent_id": {"type": "string", "description": "The agent under whom the account is."},
            "agent_external_id": external_id,
            "findings": findings(accounts),
            "sips": {"type": "array", "description": "The account's SIPs.", "items": sip},
        },
    });
    vec![
        doc("user_id", json!({"type": "string"}), "The client.", json!("u-135")),
        doc("as_of", date_or_null(), "The date of this answer.", json!("2026-01-30")),
        doc(
            "accounts",
            json!({"type": "array", "items": account}),
            "The client's account under each agent; none where all its SIPs were deleted.",
            json!([]),
        ),
    ]
}

pub(crate) fn finding_docs(kind: Kind, opportunity: Json) -> Vec<Doc> {
    let rule = kind.rule();
    let reasons: Vec<&str> = rule.silences.iter().map(|silence| silence.name()).collect();
    let silence = json!({
        "type": ["object", "null"],
        "required": ["reason", "meaning"],
        "properties": {
            "reason": {"type": "string", "enum": reasons, "description": "As programs read it."},
            "meaning": {"type": "string", "description": "As a partner reads it."},
        },
    });
    let example = rule.silences.last().copied().unwrap_or(Silence::NoSips);
    vec![
        doc("kind", json!({"type": "string", "const": rule.name}), "The rule.", json!(rule.name)),
        doc(
            "opportunity",
            json!({"oneOf": [opportunity, {"type": "null"}]}),
            "What there is to say; null where the rule is silent.",
            Json::Null,
        ),
        doc(
            "silence",
            silence,
            "Why the rule is silent; null where it speaks.",
            json!({"reason": example.name(), "meaning": example.meaning()}),
        ),
    ]
}
