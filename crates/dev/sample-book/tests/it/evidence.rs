use std::collections::HashMap;

use opportunity_core::{Book, Evidence, Query, Silence, SipDigest};

use crate::support::{as_of, book};

#[test]
fn payments_tell_of_steps_taken_and_missed_and_of_what_nobody_can_tell() {
    let mut found: HashMap<&str, u32> = HashMap::new();
    let mut with_step_up = 0;
    for sip in book(10, 10_000).records() {
        let digest = SipDigest::new(&sip.facts(&[], as_of())).unwrap();
        let word = match digest.progress() {
            Err(Silence::NoStepUp) => continue,
            Err(silence) => silence.name(),
            Ok(progress) => match (progress.evidence, progress.made, progress.expected) {
                (Evidence::Payments, 0, 0) => "none due",
                (Evidence::Payments, 0, _) => "none made",
                (Evidence::Payments, made, expected) if made > expected => "more than due",
                (Evidence::Payments, made, expected) if made == expected => "all made",
                (Evidence::Payments, ..) => "some made",
                (other, ..) => other.as_str(),
            },
        };
        with_step_up += 1;
        *found.entry(word).or_default() += 1;
    }
    let share = |words: &[&str]| {
        let count: u32 = words.iter().filter_map(|word| found.get(word)).sum();
        f64::from(count) / f64::from(with_step_up)
    };
    assert!((0.57..0.63).contains(&(f64::from(with_step_up) / 10_000.0)), "{with_step_up}");
    assert!(share(&["none due", "none made"]) > 0.05, "{found:?}");
    assert!(share(&["none made"]) > 0.05, "{found:?}");
    assert!(share(&["all made", "some made", "more than due"]) > 0.05, "{found:?}");
    assert!(share(&["changed_on_unknown_date"]) > 0.05, "{found:?}");
}

#[test]
fn every_kind_of_opportunity_occurs() {
    let mut builder = Book::builder(as_of());
    for sip in book(11, 2_000).records() {
        builder.add(&sip.facts(&[], as_of())).unwrap();
    }
    let book = builder.build().unwrap();
    for kind in opportunity_core::Kind::ALL {
        let found = book.page(&Query { kind: Some(kind), ..Query::default() }, 0, 1).total;
        assert!(found >= 20, "{kind:?}: {found}");
    }
}
