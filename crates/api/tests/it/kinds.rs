//! Every kind has its route, its thresholds and its place in the totals; a verdict stands beside the
//! findings of each SIP with a step-up.

use expect_test::expect;
use serde_json::{Value, json};

use crate::support::Desktop;

/// A SIP that pays on the 5th, with no more to say about it than `change` adds.
fn sip(id: &str, change: Value) -> Value {
    let mut sip = json!({
        "sip_meta_id": id, "user_id": format!("u-{id}"), "agent_id": "4220", "amount": "5,500",
        "sip_days": "5", "num_days": "1", "scheme_name": "[Godavari Fund (G)]",
        "start_date": "June 5, 2025", "first_success_order_date": "June 5, 2025",
        "latest_success_order_date": "January 5, 2026", "success_count": "8",
        "success_amount": "44,000", "currentSipStatus": "Success", "is_active": "true",
        "event_date": "January 12, 2026, 8:49 AM",
    });
    for (key, value) in change.as_object().unwrap() {
        sip[key] = value.clone();
    }
    sip
}

/// One SIP for each kind about SIPs, with the kind as its id.
pub(crate) fn of_every_kind() -> Vec<Value> {
    vec![
        sip(
            "no_sip_increase",
            json!({
                "start_date": "January 5, 2023", "first_success_order_date": "January 5, 2023",
                "increment_percentage": "10", "increment_period": "1Y", "success_count": "37",
                "success_amount": "2,03,500",
            }),
        ),
        sip("failed_sips", json!({"failed_amount": "5,500"})),
        sip("missed_debits", json!({"latest_success_order_date": "November 5, 2025"})),
        sip("stopped_sips", json!({"latest_success_order_date": "September 5, 2025"})),
        sip(
            "never_started",
            json!({
                "first_success_order_date": "", "latest_success_order_date": "",
                "success_count": "0", "success_amount": "0",
            }),
        ),
        sip(
            "paused_sips",
            json!({
                "is_active": "false", "currentSipStatus": "Paused",
                "paused_from": "December 14, 2025", "paused_reason": "Moving house",
            }),
        ),
        sip("no_step_up", json!({"start_date": "January 5, 2023"})),
        sip("ending_sips", json!({"end_date": "March 5, 2026"})),
        sip("lost_mandates", json!({"has_current_mandate": "false"})),
    ]
}

#[test]
fn every_kind_has_its_route_and_its_total() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &of_every_kind());
    let stats = desktop.server.get("/api/opportunities/stats").json();
    let mut told = String::new();
    for (kind, total) in stats["breakdown_by_type"].as_object().unwrap() {
        let rows =
            desktop.server.get(&format!("/api/opportunities/{}", kind.replace('_', "-"))).rows();
        assert_eq!(total["count"], rows.len(), "{kind}");
        for row in rows {
            assert_eq!(row["sip_meta_id"], *kind);
            told += &format!("{kind}: {}\n", row["opportunity_description"].as_str().unwrap());
        }
    }
    expect![[r#"
        no_sip_increase: Client hasn't increased SIP for 36 months. Expected 3 increments based on 1Y period since January 5, 2023, 0 made.
        failed_sips: Failed amount: ₹5,500 (11.1% failure rate). Status: Success. Debits go through again: recover the missed instalments.
        missed_debits: 2 debits missed since December 5, 2025. Three in a row end a SIP: the third falls due on February 5, 2026. No failure is reported: ask what became of them.
        stopped_sips: Nothing has gone through for 4 months, after 8 payments of ₹44,000. Status: Success. Register it again.
        never_started: Nothing was ever debited: 8 debits missed since June 5, 2025. No failure is reported: ask what became of them.
        paused_sips: Paused for 47 days, since December 14, 2025. Ask when it resumes.
        no_step_up: ₹5,500 a month since January 5, 2023, without an agreed step-up. 10% a year would add ₹550 a month.
        ending_sips: Ends on March 5, 2026, in 34 days, after 8 payments of ₹44,000. Ask for a renewal.
        lost_mandates: There is no mandate for ₹5,500 a month: the debit of February 5, 2026 will fail. Renew it.
    "#]].assert_eq(&told);
}

#[test]
fn thresholds_move_their_kind_and_are_refused_by_name() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &of_every_kind());
    for (question, expected) in [
        ("no-sip-increase?min_months=37", 0),
        ("no-sip-increase?confidence=proven", 1),
        ("no-sip-increase?confidence=likely", 1),
        ("missed-debits?min_missed_debits=2", 1),
        ("missed-debits?min_missed_debits=3", 0),
        ("stopped-sips?min_missed_debits=5", 0),
        ("never-started?min_missed_debits=8", 1),
        ("never-started?min_missed_debits=9", 0),
        ("paused-sips?min_paused_days=47", 1),
        ("paused-sips?min_paused_days=48", 0),
        ("no-step-up?min_months=8", 1),
        ("no-step-up?min_months=7", 4),
        ("ending-sips?max_days_left=34", 1),
        ("ending-sips?max_days_left=33", 0),
        ("ending-sips?as_of=2026-03-06", 0),
        ("lost-mandates?as_of=2026-02-05", 1),
    ] {
        let answer = desktop.server.get(&format!("/api/opportunities/{question}"));
        assert_eq!(answer.rows().len(), expected, "{question}");
    }
    for (question, detail) in [
        ("no-sip-increase?confidence=certain", "takes likely or proven"),
        ("no-sip-increase?confidence=", "takes likely or proven"),
        ("stopped-sips?min_missed_debits=2", "takes a whole number from 3 to 4294967295"),
        ("missed-debits?min_missed_debits=0", "takes a whole number from 1 to 4294967295"),
        ("paused-sips?min_paused_days=0", "takes a whole number from 1 to 4294967295"),
        ("ending-sips?max_days_left=0", "takes a whole number from 1 to 4294967295"),
    ] {
        let answer = desktop.server.get(&format!("/api/opportunities/{question}"));
        assert_eq!(answer.status, 400, "{question}");
        let said = answer.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(said.contains(detail), "{question}: {said}");
    }
    assert_eq!(desktop.server.get("/api/opportunities/lost-mandates?min_months=1").status, 400);
}

/// The verdict of one SIP as its client's page tells it.
fn verdict(desktop: &Desktop, id: &str, query: &str) -> String {
    let path = format!("/api/clients/u-{id}/opportunities{query}");
    let sip = desktop.server.get(&path).json()["accounts"][0]["sips"][0].clone();
    let told = ["verdict", "confidence", "last_increase_from", "last_increase_to", "steps_made"];
    told.map(|field| sip[field].to_string()).join(" ")
}

#[test]
fn a_client_s_page_tells_the_verdict_by_the_months_asked() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &of_every_kind());
    let none = r#""none" "proven" null null 0"#;
    assert_eq!(verdict(&desktop, "no_sip_increase", ""), none);
    assert_eq!(verdict(&desktop, "no_step_up", ""), "null null null null null");

    // An import a year before knew the instalment, and nothing of the payments before.
    let grown = |id: &str, as_of: &str, latest: &str, count: &str, total: &str| {
        let change = json!({
            "start_date": "September 14, 2021", "first_success_order_date": "September 14, 2021",
            "latest_success_order_date": latest, "amount": "9,000", "sip_days": "14",
            "increment_percentage": "10", "increment_period": "1Y", "success_count": count,
            "success_amount": total, "event_date": as_of,
        });
        sip(id, change)
    };
    let desktop = Desktop::empty();
    let older = grown("7", "December 20, 2024", "December 14, 2024", "40", "2,34,000");
    let newer = grown("7", "January 20, 2026", "January 14, 2026", "53", "3,51,000");
    desktop.import("2026-01-30", &[newer]);
    assert_eq!(verdict(&desktop, "7", ""), r#""unknown" null null null null"#);
    desktop.import("2024-12-31", &[older]);
    assert_eq!(verdict(&desktop, "7", ""), r#""unchanged" "proven" null "2024-12-31" null"#);
    assert_eq!(verdict(&desktop, "7", "?min_months=13"), r#""unknown" null null null null"#);
    let call = desktop.server.get("/api/opportunities/no-sip-increase").rows()[0].clone();
    assert_eq!(
        call["opportunity_description"],
        "Client hasn't increased SIP for at least 12 months. Expected 1 increment based on 1Y \
         period since December 31, 2024, 0 made."
    );
    assert_eq!(call["months_since_increase"], 12);
}
