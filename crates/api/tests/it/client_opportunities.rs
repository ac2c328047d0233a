//! The page a partner opens while the phone rings.

use expect_test::expect;
use serde_json::{Value, json};

use crate::support::{Desktop, failed};

fn with(mut sip: Value, key: &str, value: &str) -> Value {
    sip[key] = json!(value);
    sip
}

/// Every rule's answer in short, accounts and their SIPs in turn.
fn brief(answer: &Value) -> Vec<String> {
    let words = |of: &str, findings: &Value| -> Vec<String> {
        let one = |finding: &Value| match finding["silence"]["reason"].as_str() {
            Some(reason) => format!("{of} {}: {reason}", finding["kind"].as_str().unwrap()),
            None => format!("{of} {}", finding["opportunity"]["opportunity_description"]),
        };
        findings.as_array().unwrap().iter().map(one).collect()
    };
    let mut said = Vec::new();
    for account in answer["accounts"].as_array().unwrap() {
        said.extend(words(account["agent_id"].as_str().unwrap(), &account["findings"]));
        for sip in account["sips"].as_array().unwrap() {
            said.extend(words(sip["sip_meta_id"].as_str().unwrap(), &sip["findings"]));
        }
    }
    said
}

#[test]
fn every_rule_answers_for_every_sip_and_account() {
    let desktop = Desktop::empty();
    let deleted = with(failed("4", "asha", "4220", "9,000"), "deleted", "true");
    desktop.import(
        "2026-01-30",
        &[
            failed("10", "asha", "4220", "9,000"),
            with(failed("9", "asha", "4220", "0"), "is_active", "false"),
            failed("1", "asha", "0", "4,000"),
            failed("2", "bala", "4220", "9,000"),
            deleted,
        ],
    );
    let answer = desktop.server.get("/api/clients/asha/opportunities");
    assert_eq!(answer.header("x-data-as-of"), Some("2026-01-30"));
    expect![[r#"
        [
            "0 high_value_inactive: still_paying",
            "1 no_sip_increase: no_step_up",
            "1 failed_sips: too_little",
            "1 missed_debits: nothing_missed",
            "1 stopped_sips: nothing_missed",
            "1 never_started: nothing_missed",
            "1 paused_sips: not_paused",
            "1 no_step_up: too_recent",
            "1 ending_sips: no_end",
            "1 lost_mandates: has_mandate",
            "4220 high_value_inactive: still_paying",
            "10 no_sip_increase: no_step_up",
            "10 \"Failed amount: ₹9,000 (4.2% failure rate). Status: Success. Debits go through again: recover the missed instalments.\"",
            "10 missed_debits: nothing_missed",
            "10 stopped_sips: nothing_missed",
            "10 never_started: nothing_missed",
            "10 paused_sips: not_paused",
            "10 no_step_up: too_recent",
            "10 ending_sips: no_end",
            "10 lost_mandates: has_mandate",
            "9 no_sip_increase: not_active",
            "9 failed_sips: nothing_failed",
            "9 missed_debits: not_active",
            "9 stopped_sips: not_active",
            "9 never_started: not_active",
            "9 paused_sips: not_paused",
            "9 no_step_up: not_active",
            "9 ending_sips: not_active",
            "9 lost_mandates: not_active",
        ]
    "#]]
    .assert_debug_eq(&brief(&answer.json()));

    let listed = desktop.server.get("/api/opportunities?agent_id=4220").rows();
    let own = listed.iter().find(|row| row["sip_meta_id"] == "10").unwrap();
    let accounts = &answer.json()["accounts"];
    assert_eq!(&accounts[1]["sips"][0]["findings"][1]["opportunity"], own);
}

#[test]
fn the_whole_answer() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "4,000")]);
    expect![[r#"{"user_id":"asha","as_of":"2026-01-30","accounts":[{"agent_id":"4220","agent_external_id":"ag_4220","findings":[{"kind":"high_value_inactive","opportunity":null,"silence":{"reason":"still_paying","meaning":"The client paid lately."}}],"sips":[{"sip_meta_id":"1","verdict":null,"confidence":null,"last_increase_from":null,"last_increase_to":null,"steps_made":null,"findings":[{"kind":"no_sip_increase","opportunity":null,"silence":{"reason":"no_step_up","meaning":"No step-up was agreed."}},{"kind":"failed_sips","opportunity":null,"silence":{"reason":"too_little","meaning":"The money is below the threshold."}},{"kind":"missed_debits","opportunity":null,"silence":{"reason":"nothing_missed","meaning":"As far as its record shows, no debit is missing."}},{"kind":"stopped_sips","opportunity":null,"silence":{"reason":"nothing_missed","meaning":"As far as its record shows, no debit is missing."}},{"kind":"never_started","opportunity":null,"silence":{"reason":"nothing_missed","meaning":"As far as its record shows, no debit is missing."}},{"kind":"paused_sips","opportunity":null,"silence":{"reason":"not_paused","meaning":"It is not paused, or nobody can tell since when."}},{"kind":"no_step_up","opportunity":null,"silence":{"reason":"too_recent","meaning":"Not enough months have passed."}},{"kind":"ending_sips","opportunity":null,"silence":{"reason":"no_end","meaning":"It has no end date."}},{"kind":"lost_mandates","opportunity":null,"silence":{"reason":"has_mandate","meaning":"There is a mandate, as far as is known."}}]}]}]}"#]]
        .assert_eq(&desktop.server.get("/api/clients/asha/opportunities").text());
}

#[test]
fn another_date_and_other_thresholds() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "4,000")]);
    let said = |query: &str| {
        brief(&desktop.server.get(&format!("/api/clients/asha/opportunities?{query}")).json())
    };
    assert!(said("min_failed_amount=4000")[2].contains("Failed amount: ₹4,000"));
    assert!(said("as_of=2026-03-06")[0].contains("inactive for 60 days"));
    assert_eq!(said("as_of=2026-03-05")[0], "4220 high_value_inactive: still_paying");
    for query in ["as_of=2026-01-29", "limit=5", "min_months=0"] {
        let path = format!("/api/clients/asha/opportunities?{query}");
        assert_eq!(desktop.server.get(&path).status, 400, "{query}");
    }
}

#[test]
fn a_client_who_is_known_and_one_who_is_not() {
    let desktop = Desktop::empty();
    assert_eq!(desktop.server.get("/api/clients/asha/opportunities").status, 404);
    let deleted = with(failed("1", "gone", "4220", "9,000"), "deleted", "true");
    desktop.import("2026-01-30", &[deleted, failed("2", "1,035", "4220", "9,000")]);
    let gone = desktop.server.get("/api/clients/gone/opportunities");
    assert_eq!((gone.status, &gone.json()["accounts"]), (200, &json!([])));
    for nobody in ["asha", "go", "gone%00"] {
        let path = format!("/api/clients/{nobody}/opportunities");
        assert_eq!(desktop.server.get(&path).status, 404, "{nobody}");
    }
    // Ids of digits lose their commas here as everywhere.
    for known in ["1035", "1,035"] {
        let path = format!("/api/clients/{known}/opportunities");
        assert_eq!(desktop.server.get(&path).json()["user_id"], "1035");
    }
}
