//! What is answered, field by field.

use expect_test::expect;
use serde_json::json;

use crate::support::{Desktop, failed};

#[test]
fn before_any_import_there_is_nothing() {
    let desktop = Desktop::empty();
    for path in ["/api/opportunities", "/api/opportunities/failed-sips", "/api/agents"] {
        let answer = desktop.server.get(path);
        assert_eq!(answer.rows(), [] as [serde_json::Value; 0], "{path}");
        assert_eq!(
            (answer.header("x-total-count"), answer.header("x-data-as-of")),
            (Some("0"), None)
        );
    }
    let stats = desktop.server.get("/api/opportunities/stats?as_of=2026-01-30").json();
    assert_eq!((&stats["total_opportunities"], &stats["as_of"]), (&json!(0), &json!(null)));
    assert_eq!(desktop.server.get("/api/clients/nobody").status, 404);
}

#[test]
fn an_opportunity() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1,035", "asha", "4,220", "1,23,000")]);
    let answer = desktop.server.get("/api/opportunities/failed-sips?agent_id=ag_4,220");
    assert_eq!(answer.header("x-data-as-of"), Some("2026-01-30"));
    expect![[r#"[{"user_id":"asha","agent_id":"4220","agent_external_id":"ag_4,220","opportunity_type":"Failed SIP Transactions","opportunity_description":"Failed amount: ₹1,23,000 (37.5% failure rate). Status: Success. Debits go through again: recover the missed instalments.","current_sip_amount":5000.0,"potential_increase":123000.0,"last_activity_date":"January 5, 2026","days_since_activity":25,"total_invested":205000.0,"failed_amount":123000.0,"risk_score":3.75,"kind":"failed_sips","opportunity_key":"failed_sips~1035","sip_meta_id":"1035","last_activity_on":"2026-01-05","record_as_of":"2026-01-30","failure_rate":37.5,"suggested_action":"recover_missed"}]"#]].assert_eq(&answer.text());
}

#[test]
fn the_totals() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "9,000.50")]);
    expect![[r#"{"total_opportunities":1,"total_potential_revenue":9000.5,"breakdown_by_type":{"no_sip_increase":{"count":0,"potential_revenue":0.0},"failed_sips":{"count":1,"potential_revenue":9000.5},"high_value_inactive":{"count":0,"potential_revenue":0.0},"missed_debits":{"count":0,"potential_revenue":0.0},"stopped_sips":{"count":0,"potential_revenue":0.0},"never_started":{"count":0,"potential_revenue":0.0},"paused_sips":{"count":0,"potential_revenue":0.0},"no_step_up":{"count":0,"potential_revenue":0.0},"ending_sips":{"count":0,"potential_revenue":0.0},"lost_mandates":{"count":0,"potential_revenue":0.0}},"as_of":"2026-01-30"}"#]]
        .assert_eq(&desktop.server.get("/api/opportunities/stats").text());
    expect![[r#"[{"agent_id":"4220","agent_external_id":"ag_4220","total_sips":1,"total_aum":205000.0,"total_clients":1,"active_sips":1,"monthly_sip_amount":5000.0,"failed_amount":9000.5,"opportunities":{"no_sip_increase":{"count":0,"potential_revenue":0.0},"failed_sips":{"count":1,"potential_revenue":9000.5},"high_value_inactive":{"count":0,"potential_revenue":0.0},"missed_debits":{"count":0,"potential_revenue":0.0},"stopped_sips":{"count":0,"potential_revenue":0.0},"never_started":{"count":0,"potential_revenue":0.0},"paused_sips":{"count":0,"potential_revenue":0.0},"no_step_up":{"count":0,"potential_revenue":0.0},"ending_sips":{"count":0,"potential_revenue":0.0},"lost_mandates":{"count":0,"potential_revenue":0.0}}}]"#]]
        .assert_eq(&desktop.server.get("/api/agents").text());
}

#[test]
fn a_client() {
    let desktop = Desktop::empty();
    let deleted = {
        let mut sip = failed("2", "a/b é", "4220", "0");
        sip["deleted"] = json!("true");
        sip
    };
    let only_deleted = {
        let mut sip = failed("3", "gone", "4220", "0");
        sip["deleted"] = json!(true);
        sip
    };
    desktop.import(
        "2026-01-30",
        &[
            failed("10", "a/b é", "0", "1"),
            failed("1", "a/b é", "4220", "0"),
            deleted,
            only_deleted,
        ],
    );
    let answer = desktop.server.get("/api/clients/a%2Fb%20%C3%A9");
    let rows = answer.rows();
    assert_eq!((rows.len(), answer.header("x-total-count")), (2, Some("2")));
    assert_eq!((&rows[0]["sip_meta_id"], &rows[1]["sip_meta_id"]), (&json!("1"), &json!("10")));
    assert_eq!(rows[0]["event_date"], "2026-01-12T08:49:00+05:30");
    assert_eq!(rows[0]["scheme_name"], json!(["Godavari Fund (G)", "Deccan Fund (G)"]));
    assert_eq!((&rows[0]["amount"], &rows[0]["num_days"]), (&json!(5000.0), &json!(null)));
    assert!(answer.text().contains("\"amount\":5000.0,"));
    assert_eq!(desktop.server.get("/api/clients/gone").text(), "[]");
}

#[test]
fn an_agent_s_rows_are_the_whole_s_rows() {
    let desktop = Desktop::with_sample();
    let all = desktop.server.get("/api/opportunities?limit=1000").rows();
    let agents = desktop.server.get("/api/agents").rows();
    assert!(all.len() > 100 && agents.len() > 3);
    for agent in &agents {
        let mine: Vec<_> =
            all.iter().filter(|row| row["agent_id"] == agent["agent_id"]).cloned().collect();
        for id in [&agent["agent_id"], &agent["agent_external_id"]] {
            let path = format!("/api/opportunities?limit=1000&agent_id={}", id.as_str().unwrap());
            assert_eq!(desktop.server.get(&path).rows(), mine);
        }
    }
    assert_eq!(desktop.server.get("/api/opportunities?agent_id=nobody").text(), "[]");
}
