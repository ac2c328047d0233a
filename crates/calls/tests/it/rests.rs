//! When a spell rests, goes on, and has regressed.

use opportunity_core::{Kind, SipRecord, Status};

use crate::story::{Story, ends};
use crate::support::{AS_OF, after, day, speaking};

/// What no step-up is agreed for, paid up to the book's date; silent where nobody knows its status.
fn no_step_up(as_of: &str, is_silent: bool) -> SipRecord {
    let latest =
        (0..40).map(|back| after(day(as_of), -back)).find(|it| it.to_string().ends_with("-05"));
    let status = if is_silent { Status::Unknown } else { Status::Success };
    SipRecord { latest_success_order_date: latest, status, ..speaking(Kind::NoStepUp) }
}

#[test]
fn a_spell_rests_for_45_days_of_book_time() {
    let gone_on = day("2026-02-06");
    for (days, is_silent, expected, since) in [
        (44, true, None, Some(AS_OF)),
        (45, true, Some("no_longer_so"), None),
        (46, true, Some("no_longer_so"), None),
        (44, false, None, Some(AS_OF)),
        (45, false, None, Some(AS_OF)),
        (46, false, Some("no_longer_so"), Some("")),
    ] {
        let mut story = Story::new();
        story.read(AS_OF, &[no_step_up(AS_OF, false)]);
        story.read("2026-02-06", &[no_step_up("2026-02-06", true)]);
        let on = after(gone_on, days).to_string();
        let settled = story.read(&on, &[no_step_up(&on, is_silent)]);
        let ended: Vec<&str> = ends(&settled).into_iter().map(|(_, why)| why).collect();
        assert_eq!(ended, expected.into_iter().collect::<Vec<_>>(), "{days} {is_silent}");
        let since = since.map(|since| if since.is_empty() { day(&on) } else { day(since) });
        assert_eq!(story.spell("grow~1").map(|spell| spell.since), since, "{days} {is_silent}");
    }
}

#[test]
fn what_rests_recovers_by_the_record_that_had_the_reason() {
    let mut story = Story::new();
    story.read(AS_OF, &[speaking(Kind::EndingSips)]);
    let silent = |end| SipRecord {
        status: Status::Failed,
        end_date: Some(day(end)),
        ..speaking(Kind::EndingSips)
    };
    story.read("2026-02-06", &[silent("2026-03-05")]);
    let settled = story.read("2026-02-13", &[silent("2026-03-06")]);
    assert_eq!(ends(&settled), [("keep~1", "recovered")]);
}

#[test]
fn what_comes_back_within_90_days_of_a_recovery_has_regressed() {
    let recovered_on = day("2026-02-06");
    for (days, regressed) in [(0, false), (1, true), (90, true), (91, false)] {
        let mut story = Story::new();
        story.read(AS_OF, &[speaking(Kind::EndingSips)]);
        let fine = SipRecord { end_date: None, ..speaking(Kind::EndingSips) };
        story.read("2026-02-06", &[fine]);
        let on = after(recovered_on, days);
        let again = SipRecord { end_date: Some(after(on, 10)), ..speaking(Kind::EndingSips) };
        story.read(&on.to_string(), &[again]);
        let spell = story.spell("keep~1").unwrap();
        assert_eq!((spell.since, spell.regressed), (on, regressed), "{days}");
    }
}

#[test]
fn what_recovers_and_stands_has_regressed_if_it_recovered_before() {
    let ending = |end| SipRecord { end_date: Some(day(end)), ..speaking(Kind::EndingSips) };
    let mut story = Story::new();
    story.read(AS_OF, &[ending("2026-03-05")]);
    story.read("2026-02-06", &[ending("2026-03-06")]);
    let spell = story.spell("keep~1").unwrap();
    assert_eq!((spell.since, spell.regressed), (day("2026-02-06"), false));
    story.read("2026-02-13", &[ending("2026-03-07")]);
    let spell = story.spell("keep~1").unwrap();
    assert_eq!((spell.since, spell.regressed), (day("2026-02-13"), true));
}

#[test]
fn another_end_than_recovery_is_no_regression() {
    let mut story = Story::new();
    story.read(AS_OF, &[speaking(Kind::EndingSips)]);
    story.read("2026-02-06", &[SipRecord { is_active: Some(false), ..speaking(Kind::EndingSips) }]);
    story.read("2026-02-13", &[speaking(Kind::EndingSips)]);
    let spell = story.spell("keep~1").unwrap();
    assert_eq!((spell.since, spell.regressed), (day("2026-02-13"), false));
}
