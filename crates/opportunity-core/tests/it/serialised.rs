//! What goes in can be read by serde, what comes out can be written.

use expect_test::expect;
use opportunity_core::{AmountRun, Percent, Period, Policy, Query, SipRecord, Status};
use serde_json::{from_str, to_string, to_string_pretty};

use crate::support::{book, day, paying, rupees, step_up};

#[test]
fn a_record_is_read_as_it_was_written() {
    let mut record = paying();
    step_up(&mut record, "12.5% 6M");
    record.status = Status::Other("Held".into());
    record.success_amount = Some(rupees(100_000));
    let written = to_string(&record).unwrap();
    assert!(written.contains(r#""amount":500000,"#), "{written}");
    assert!(written.contains(r#""increment_percentage":1250,"#), "{written}");
    assert!(written.contains(r#""increment_period":"6M","#), "{written}");
    assert_eq!(from_str::<SipRecord>(&written).unwrap(), record);

    let least: SipRecord =
        from_str(r#"{"sip_meta_id": "1", "user_id": "asha", "amount": 500000}"#).unwrap();
    assert_eq!((least.amount, least.status, least.deleted), (rupees(5_000), Status::Unknown, None));
}

#[test]
fn what_cannot_be_is_not_read() {
    assert_eq!(from_str::<Period>("\"1Y\"").unwrap(), Period::parse("1Y").unwrap());
    assert!(from_str::<Period>("\"0Y\"").unwrap_err().to_string().contains("such as 6M or 1Y"));
    assert!(from_str::<Percent>("-1").is_err());
    assert!(from_str::<SipRecord>(r#"{"amount": 5.5}"#).is_err());
    assert!(from_str::<AmountRun>(r#"{"as_of": "2026-01-30", "amount": 100}"#).is_err());
}

#[test]
fn a_run_of_imports_is_read() {
    let seen: AmountRun = from_str(
        r#"{"as_of": "2025-01-31", "to": "2026-01-30", "amount": 100, "success_count": 3}"#,
    )
    .unwrap();
    let expected = AmountRun {
        as_of: day("2025-01-31"),
        to: day("2026-01-30"),
        amount: rupees(1),
        success_count: Some(3),
        success_amount: None,
        failed_amount: None,
    };
    assert_eq!(seen, expected);
}

#[test]
fn a_client_and_the_totals_are_written() {
    let mut record = paying();
    record.failed_amount = Some(rupees(5_000));
    let book = book("2026-01-30", &[record]);
    let said = book.client("asha", None, &Policy::default());
    expect![[r#"
        [
          {
            "user_id": "asha",
            "agent_id": "4220",
            "agent_external_id": null,
            "findings": [
              {
                "kind": "high_value_inactive",
                "outcome": {
                  "Err": "too_little"
                }
              }
            ],
            "sips": [
              {
                "sip_meta_id": "1",
                "verdict": null,
                "findings": [
                  {
                    "kind": "no_sip_increase",
                    "outcome": {
                      "Err": "no_step_up"
                    }
                  },
                  {
                    "kind": "failed_sips",
                    "outcome": {
                      "Ok": {
                        "opportunity_key": "failed_sips~1",
                        "kind": "failed_sips",
                        "user_id": "asha",
                        "agent_id": "4220",
                        "agent_external_id": null,
                        "sip_meta_id": "1",
                        "description": "Failed amount: ₹5,000 (100.0% failure rate). Status: Success. Debits go through again: recover the missed instalments.",
                        "current_sip_amount": 500000,
                        "potential_increase": 500000,
                        "last_activity": "2026-01-05",
                        "days_since_activity": 25,
                        "total_invested": 0,
                        "failed_amount": 500000,
                        "risk_score": 1000,
                        "record_as_of": "2026-01-30",
                        "details": {
                          "failure_rate": 1000,
                          "suggested_action": "recover_missed"
                        }
                      }
                    }
                  },
                  {
                    "kind": "missed_debits",
                    "outcome": {
                      "Err": "nothing_missed"
                    }
                  },
                  {
                    "kind": "stopped_sips",
                    "outcome": {
                      "Err": "nothing_missed"
                    }
                  },
                  {
                    "kind": "never_started",
                    "outcome": {
                      "Err": "nothing_missed"
                    }
                  },
                  {
                    "kind": "paused_sips",
                    "outcome": {
                      "Err": "not_paused"
                    }
                  },
                  {
                    "kind": "no_step_up",
                    "outcome": {
                      "Err": "too_recent"
                    }
                  },
                  {
                    "kind": "ending_sips",
                    "outcome": {
                      "Err": "no_end"
                    }
                  },
                  {
                    "kind": "lost_mandates",
                    "outcome": {
                      "Err": "has_mandate"
                    }
                  }
                ]
              }
            ]
          }
        ]"#]]
    .assert_eq(&to_string_pretty(&said).unwrap());
    let stats = to_string(&book.stats(&Query::default()).total()).unwrap();
    assert_eq!(stats, r#"{"count":1,"potential_revenue":500000}"#);
}
