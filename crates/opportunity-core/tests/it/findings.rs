//! What is said of one SIP and of one client: opportunities, and the reasons for silence.

use expect_test::expect;
use opportunity_core::{
    AccountFindings, BadFacts, Book, ClientAccount, Finding, Kind, Policy, Silence, SipRecord,
    SipTwice, Status, Subject,
};

use crate::support::{book, day, paying, policy, rupees, step_up};

/// `failed_sips 5000.00` for an opportunity, `failed_sips: too_little` for a reason.
fn brief(finding: &Finding<'_>) -> String {
    let kind = finding.kind.name();
    match &finding.outcome {
        Ok(said) => format!("{kind} {}", said.potential_increase),
        Err(silence) => format!("{kind}: {silence}"),
    }
}

/// Of the kinds whose silence tests here are about, and of those that speak.
fn briefs(findings: &[Finding<'_>]) -> Vec<String> {
    const ALWAYS: [Kind; 3] = [Kind::NoSipIncrease, Kind::FailedSips, Kind::HighValueInactive];
    let told = |finding: &&Finding<'_>| ALWAYS.contains(&finding.kind) || finding.outcome.is_ok();
    findings.iter().filter(told).map(brief).collect()
}

fn failing(id: &str, user: &str, agent: &str) -> SipRecord {
    SipRecord {
        sip_meta_id: id.into(),
        user_id: user.into(),
        agent_id: agent.into(),
        failed_amount: Some(rupees(5_000)),
        success_amount: Some(rupees(100_000)),
        ..paying()
    }
}

#[test]
fn a_sip_is_answered_for_by_every_rule_about_sips() {
    let as_of = day("2026-01-30");
    let check = |record: &SipRecord, policy: &Policy, expected: &[&str]| {
        let facts = record.facts(&[], as_of);
        let findings = facts.findings(as_of, policy).unwrap();
        assert_eq!(findings.len(), 9);
        assert_eq!(briefs(&findings), expected);
    };
    let plain = Policy::default();
    check(&paying(), &plain, &["no_sip_increase: no_step_up", "failed_sips: nothing_failed"]);
    let mut record = failing("1", "asha", "10");
    step_up(&mut record, "10% 1Y");
    record.start_date = Some(day("2023-07-05"));
    (record.success_count, record.success_amount) = (Some(31), Some(rupees(31 * 5_000)));
    check(&record, &plain, &["no_sip_increase 500.00", "failed_sips 5000.00"]);
    let strict = policy(Kind::FailedSips, "min_failed_amount", 500_001);
    check(&record, &strict, &["no_sip_increase 500.00", "failed_sips: too_little"]);
    record.status = Status::Paused;
    check(&record, &plain, &["no_sip_increase: not_running", "failed_sips 5000.00"]);
    record.deleted = Some(true);
    check(&record, &plain, &["no_sip_increase: deleted", "failed_sips: deleted"]);

    let impossible = SipRecord { amount: rupees(0), ..paying() };
    let refused = impossible.facts(&[], as_of).findings(as_of, &plain);
    assert_eq!(refused, Err(BadFacts::OutOfRange { field: "amount" }));
}

#[test]
fn an_opportunity_says_whose_it_is() {
    let as_of = day("2026-01-30");
    for (agent, known, reported) in [
        ("10", Some("ag_10"), Some("ag_10")),
        ("10", None, None),
        ("0", None, Some("unassigned")),
        ("0", Some("ag_0"), Some("unassigned")),
    ] {
        let record = SipRecord {
            agent_external_id: known.map(str::to_owned),
            ..failing("1", "asha", agent)
        };
        let facts = record.facts(&[], as_of);
        let findings = facts.findings(as_of, &Policy::default()).unwrap();
        let said = findings[1].outcome.as_ref().unwrap();
        let ids = (said.user_id, said.agent_id, said.agent_external_id, said.sip_meta_id);
        assert_eq!(ids, ("asha", agent, reported, Some("1")));
        assert_eq!(said.record_as_of, as_of);

        let account = ClientAccount::new(&[facts]).unwrap().findings(as_of, &Policy::default());
        assert_eq!((account.user_id, account.agent_id), ("asha", agent));
        assert_eq!(account.agent_external_id, reported);
    }
}

#[test]
fn an_account_has_the_sips_of_one_client_under_one_agent() {
    let as_of = day("2026-01-30");
    let check = |records: &[SipRecord], expected: Result<(), BadFacts>| {
        let facts: Vec<_> = records.iter().map(|record| record.facts(&[], as_of)).collect();
        assert_eq!(ClientAccount::new(&facts).map(|_| ()), expected);
    };
    let (one, two) = (failing("1", "asha", "10"), failing("2", "asha", "10"));
    check(&[], Err(BadFacts::NoSips));
    check(std::slice::from_ref(&one), Ok(()));
    check(&[one.clone(), two], Ok(()));
    check(&[one.clone(), failing("2", "bala", "10")], Err(BadFacts::SeveralAccounts));
    check(&[one.clone(), failing("2", "asha", "11")], Err(BadFacts::SeveralAccounts));
    let twice = SipTwice { sip_meta_id: "1".into() };
    check(&[one.clone(), one.clone()], Err(twice.into()));
    let impossible = SipRecord { amount: rupees(0), ..failing("2", "asha", "10") };
    check(&[one, impossible], Err(BadFacts::OutOfRange { field: "amount" }));
}

#[test]
fn an_account_is_answered_for_with_its_sips() {
    let as_of = day("2026-01-30");
    let mut idle = failing("7", "asha", "10");
    idle.latest_success_order_date = Some(day("2025-10-27"));
    let records = [idle, SipRecord { deleted: Some(true), ..failing("3", "asha", "10") }];
    let facts: Vec<_> = records.iter().map(|record| record.facts(&[], as_of)).collect();
    let account = ClientAccount::new(&facts).unwrap();
    let said = account.findings(as_of, &Policy::default());
    assert_eq!(briefs(&said.findings), ["high_value_inactive 2500.00"]);
    assert_eq!(said.findings[0].outcome.as_ref().unwrap().sip_meta_id, None);
    let sips: Vec<_> =
        said.sips.iter().map(|sip| (sip.sip_meta_id, briefs(&sip.findings))).collect();
    let of = |said: &[&str]| said.iter().map(|said| (*said).to_owned()).collect::<Vec<_>>();
    let idle = ["no_sip_increase: no_step_up", "failed_sips 5000.00", "missed_debits 5000.00"];
    let gone = ["no_sip_increase: deleted", "failed_sips: deleted"];
    assert_eq!(sips, [("7", of(&idle)), ("3", of(&gone))]);
    let later = account.findings(as_of, &policy(Kind::HighValueInactive, "min_inactive_days", 96));
    assert_eq!(briefs(&later.findings), ["high_value_inactive: still_paying"]);
    let later = account
        .findings(day("2026-01-31"), &policy(Kind::HighValueInactive, "min_inactive_days", 96));
    assert_eq!(briefs(&later.findings), ["high_value_inactive 2500.00"]);
}

#[test]
fn an_agent_is_known_by_the_first_sip_that_says_so() {
    let as_of = day("2026-01-30");
    let mut records = [failing("1", "asha", "10"), failing("2", "asha", "10")];
    records[1].agent_external_id = Some("ag_10".into());
    let facts: Vec<_> = records.iter().map(|record| record.facts(&[], as_of)).collect();
    let said = ClientAccount::new(&facts).unwrap().findings(as_of, &Policy::default());
    assert_eq!(said.agent_external_id, Some("ag_10"));
    let nobodys = SipRecord { agent_id: String::new(), ..paying() };
    assert_eq!(nobodys.facts(&[], as_of).agent_id, "0");
}

fn owners<'a>(accounts: &[AccountFindings<'a>]) -> Vec<(&'a str, &'a str, Vec<&'a str>)> {
    let sips =
        |account: &AccountFindings<'a>| account.sips.iter().map(|sip| sip.sip_meta_id).collect();
    accounts.iter().map(|account| (account.user_id, account.agent_id, sips(account))).collect()
}

#[test]
fn a_book_finds_a_client_under_every_agent() {
    let book = book(
        "2026-01-30",
        &[
            failing("5", "asha", "20"),
            failing("9", "asha", "10"),
            failing("1", "bala", "10"),
            failing("12", "asha", "20"),
            failing("3", "a", "20"),
            failing("4", "zoya", "30"),
            SipRecord { deleted: Some(true), ..failing("6", "gone", "10") },
        ],
    );
    let check = |user: &str, expected: &[(&str, &str, Vec<&str>)]| {
        let accounts = book.client(user, None, &Policy::default());
        assert_eq!(owners(&accounts), expected, "{user}");
        let sips: usize = expected.iter().map(|(.., sips)| sips.len()).sum();
        assert_eq!(book.sips_of_client(user), sips, "{user}");
    };
    check("asha", &[("asha", "10", vec!["9"]), ("asha", "20", vec!["12", "5"])]);
    check("bala", &[("bala", "10", vec!["1"])]);
    check("a", &[("a", "20", vec!["3"])]);
    check("zoya", &[("zoya", "30", vec!["4"])]);
    for nobody in ["", "ash", "asha ", "gone", "zz", "Zoya"] {
        check(nobody, &[]);
    }
    assert_eq!(Book::default().client("asha", None, &Policy::default()), []);
}

#[test]
fn a_client_is_asked_for_on_another_date_and_by_other_thresholds() {
    let mut idle = failing("7", "asha", "10");
    idle.latest_success_order_date = Some(day("2025-12-02"));
    let book = book("2026-01-30", &[idle]);
    let said = |as_of: Option<&str>, policy: &Policy| {
        let accounts = book.client("asha", as_of.map(day), policy);
        [briefs(&accounts[0].findings), briefs(&accounts[0].sips[0].findings)].concat()
    };
    let plain = Policy::default();
    let silent = "high_value_inactive: still_paying";
    let of_sip = ["no_sip_increase: no_step_up", "failed_sips 5000.00", "missed_debits 5000.00"];
    assert_eq!(said(None, &plain), [&[silent], &of_sip[..]].concat());
    assert_eq!(said(Some("2026-01-31"), &plain)[0], "high_value_inactive 2500.00");
    let less = policy(Kind::HighValueInactive, "min_inactive_days", 59);
    assert_eq!(said(None, &less)[0], "high_value_inactive 2500.00");
}

#[test]
fn every_reason_is_named_and_explained_once() {
    let mut names: Vec<&str> = Vec::new();
    for kind in Kind::ALL {
        let silences = kind.rule().silences;
        let mut own: Vec<&str> = silences.iter().map(|silence| silence.name()).collect();
        assert!(silences.iter().all(|silence| silence.meaning().ends_with('.')));
        own.sort_unstable();
        assert!(own.windows(2).all(|pair| pair[0] != pair[1]), "{own:?}");
        names.extend(own);
    }
    names.sort_unstable();
    names.dedup();
    expect!["already_paid changed_on_unknown_date debit_missed debits_unknown deleted ended ends_later has_mandate no_end no_period no_period_passed no_sips no_start no_step_up not_active not_paused not_proven not_running nothing_due nothing_failed nothing_falls_due nothing_missed nothing_paid paused step_up_agreed still_paying too_few too_little too_many too_recent"].assert_eq(&names.join(" "));
    let about_sips = |kind: &Kind| matches!(kind.rule().subject, Subject::Sip { .. });
    assert_eq!(Kind::ALL.iter().filter(|kind| about_sips(kind)).count(), 9);
    assert_eq!(Silence::TooLittle.meaning(), "The money is below the threshold.");
}

#[test]
fn a_client_is_found_among_many_whose_ids_begin_alike() {
    let users: Vec<String> = (0..50).map(|user| format!("the same beginning {user}")).collect();
    // Each client under one agent, every third one under two, every fifth one under three.
    let agents = |user: usize| {
        let under = [true, user.is_multiple_of(3), user.is_multiple_of(5)];
        ["10", "9", "11"].into_iter().zip(under).filter(|(_, is_so)| *is_so)
    };
    let sips = users.iter().enumerate().flat_map(|(number, user)| {
        agents(number).map(move |(agent, _)| failing(&format!("{number}-{agent}"), user, agent))
    });
    let book = book("2026-01-30", &sips.collect::<Vec<_>>());
    for (number, user) in users.iter().enumerate() {
        let accounts = book.client(user, None, &Policy::default());
        let found: Vec<&str> = accounts.iter().map(|account| account.agent_id).collect();
        let mut expected: Vec<&str> = agents(number).map(|(agent, _)| agent).collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{user}");
        assert!(accounts.iter().all(|account| account.user_id == user));
    }
    for unknown in ["", "the same beginning", "the same beginning 50", "zz"] {
        assert_eq!(book.client(unknown, None, &Policy::default()), [], "{unknown}");
    }
}
