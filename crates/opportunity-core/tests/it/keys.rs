//! What an opportunity is known by, as text: one text a key, and back.

use opportunity_core::key_text::{BadKeyText, join, split};
use opportunity_core::{ClientAccount, Kind, OpportunityKey, Policy, Query, SipRecord};
use proptest::prelude::*;

use crate::support::{book, day, paying, rupees, step_up};

/// A client of whom several kinds have something to say.
fn troubled(sip_meta_id: &str, agent_id: &str, user_id: &str) -> SipRecord {
    let mut record = SipRecord {
        sip_meta_id: sip_meta_id.into(),
        agent_id: agent_id.into(),
        user_id: user_id.into(),
        failed_amount: Some(rupees(6_000)),
        success_amount: Some(rupees(180_000)),
        success_count: Some(36),
        start_date: Some(day("2023-01-05")),
        ..paying()
    };
    step_up(&mut record, "10% 1Y");
    record
}

/// The keys of all opportunities of a client with one SIP, long after its last payment.
fn keys(sip_meta_id: &str, agent_id: &str, user_id: &str) -> Vec<OpportunityKey<'static>> {
    let record = troubled(sip_meta_id, agent_id, user_id);
    let as_of = day("2026-06-30");
    let account = ClientAccount::new(&[record.facts(&[], as_of)]).unwrap();
    let said = account.findings(as_of, &Policy::default());
    let of_sips = said.sips.iter().flat_map(|sip| &sip.findings);
    let findings = said.findings.iter().chain(of_sips);
    let said = findings.filter_map(|finding| finding.outcome.as_ref().ok());
    said.map(|opportunity| opportunity.key().into_owned()).collect()
}

#[test]
fn a_sip_s_is_kind_and_sip_an_account_s_is_kind_agent_and_client() {
    let check = |[sip, agent, user]: [&str; 3], expected: [&str; 4]| {
        let texts: Vec<String> = keys(sip, agent, user).iter().map(ToString::to_string).collect();
        assert_eq!(texts, expected);
    };
    check(
        ["135", "4220", "anita"],
        [
            "high_value_inactive~4220~anita",
            "no_sip_increase~135",
            "failed_sips~135",
            "stopped_sips~135",
        ],
    );
    check(
        ["SIP 7/a~b", "0", "ब"],
        [
            "high_value_inactive~0~%E0%A4%AC",
            "no_sip_increase~SIP%207%2Fa%7Eb",
            "failed_sips~SIP%207%2Fa%7Eb",
            "stopped_sips~SIP%207%2Fa%7Eb",
        ],
    );
    check(
        ["a%41+", "A-Z.a_z", "\u{0}\"\\"],
        [
            "high_value_inactive~A-Z.a_z~%00%22%5C",
            "no_sip_increase~a%2541%2B",
            "failed_sips~a%2541%2B",
            "stopped_sips~a%2541%2B",
        ],
    );
}

#[test]
fn it_is_the_same_in_a_later_book() {
    let keys = |as_of: &str, instalment: i64| {
        let record = SipRecord { amount: rupees(instalment), ..troubled("1", "10", "asha") };
        let book = book(as_of, &[record]);
        let page = book.page(&Query::default(), 0, 10);
        let mut keys: Vec<String> =
            page.opportunities.iter().map(|said| said.key().to_string()).collect();
        keys.sort();
        keys
    };
    let expected =
        ["failed_sips~1", "high_value_inactive~10~asha", "no_sip_increase~1", "stopped_sips~1"];
    assert_eq!(keys("2026-06-30", 5_000), expected);
    assert_eq!(keys("2027-01-31", 5_000), expected);
}

#[test]
fn only_one_text_is_read_as_a_key() {
    let check = |text: &str, expected: &str| match text.parse::<OpportunityKey<'_>>() {
        Ok(key) => {
            assert_eq!(expected, format!("{:?} {:?}", key.kind(), key.ids().collect::<Vec<_>>()))
        }
        Err(bad) => assert_eq!(expected, bad.to_string(), "{text}"),
    };
    check("failed_sips~135", r#"FailedSips ["135"]"#);
    check("high_value_inactive~0~%E0%A4%AC", r#"HighValueInactive ["0", "ब"]"#);
    check("no_sip_increase~%7E", r#"NoSipIncrease ["~"]"#);

    check("", "part 1 is empty");
    check("failed_sips~", "part 2 is empty");
    check("high_value_inactive~10~", "part 3 is empty");
    check("failed_sip~135", r#"there is no kind of opportunity "failed_sip""#);
    check("Failed_sips~135", r#"there is no kind of opportunity "Failed_sips""#);
    check("failed-sips~135", r#"there is no kind of opportunity "failed-sips""#);
    for text in ["failed_sips", "failed_sips~1~2"] {
        check(text, "a key of this kind is failed_sips~sip_meta_id");
    }
    for text in ["high_value_inactive~10", "high_value_inactive~10~asha~1"] {
        check(text, "a key of this kind is high_value_inactive~agent_id~user_id");
    }
    let not_encoded = |at: usize| {
        format!(
            "the character at byte {at} is to be percent-encoded: only A-Z a-z 0-9 - . _ stand for \
             themselves, and ~ divides the parts"
        )
    };
    check("failed_sips~1 2", &not_encoded(14));
    check("failed_sips~1+2", &not_encoded(14));
    check("high_value_inactive~10~ब", &not_encoded(24));
    check("failed_sips~135\n", &not_encoded(16));
    let bad_escape = "the % at byte 14 is to have two hexadecimal digits behind it, in upper case";
    for text in ["failed_sips~1%2f", "failed_sips~1%", "failed_sips~1%2", "failed_sips~1%G0"] {
        check(text, bad_escape);
    }
    let needless = "the character that is percent-encoded at byte 13 is to stand for itself";
    for text in ["failed_sips~%31", "failed_sips~%5F", "failed_sips~%2E5", "failed_sips~%41%2f"] {
        check(text, needless);
    }
    check("failed_sips~%FF", "part 2 is not UTF-8 text once it is decoded");
    check("high_value_inactive~10~%E0%A4", "part 3 is not UTF-8 text once it is decoded");
}

#[test]
fn parts_are_borrowed_where_nothing_was_encoded() {
    let key = OpportunityKey::parse("failed_sips~135").unwrap();
    assert_eq!((key.kind(), key.clone().into_owned()), (Kind::FailedSips, key));
    assert_eq!(split("a~"), Err(BadKeyText::Empty { part: 2 }));
    assert!(matches!(split("a~b").unwrap()[1], std::borrow::Cow::Borrowed("b")));
}

proptest! {
    #[test]
    fn every_key_is_read_back(sip in "\\PC{1,9}|[~%a-c ]{1,5}", agent in ".{1,4}", user in "(?s).{1,6}") {
        let keys = keys(&sip, &agent, &user);
        prop_assert!(keys.len() >= 3);
        for key in keys {
            let text = key.to_string();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(text.parse::<OpportunityKey<'_>>(), Ok(key));
        }
    }

    /// Whatever is read is written as it was, so that no key has two texts.
    #[test]
    fn what_is_read_is_what_is_written(text in "(failed_sips|high_value_inactive|[a-z]{1,3})(~(%[0-9A-Fa-f]{2}|[A-Za-c~%. é]){0,4}){0,3}") {
        if let Ok(key) = text.parse::<OpportunityKey<'_>>() {
            prop_assert_eq!(key.to_string(), text.clone());
        }
        if let Ok(parts) = split(&text) {
            let mut written = String::new();
            join(&mut written, parts.iter().map(|part| &**part)).unwrap();
            prop_assert_eq!(written, text);
        }
    }

    #[test]
    fn different_parts_have_different_texts(one in parts(), other in parts()) {
        let text = |parts: &[String]| {
            let mut text = String::new();
            join(&mut text, parts.iter().map(String::as_str)).unwrap();
            text
        };
        prop_assert_eq!(one == other, text(&one) == text(&other));
    }
}

fn parts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[~%a2-5]{1,3}", 1..3)
}
