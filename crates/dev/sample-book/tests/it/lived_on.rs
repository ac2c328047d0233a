use std::collections::HashMap;

use opportunity_core::SipRecord;

use crate::support::{as_of, book, day};

#[test]
fn a_later_export_lives_the_same_lives_on() {
    let first = book(6, 5_000);
    let later = first.on(day("2026-03-15")).unwrap();
    let now: HashMap<String, SipRecord> =
        later.records().map(|sip| (sip.sip_meta_id.clone(), sip)).collect();
    assert_eq!(now.len(), 5_100);
    let mut paid_more = 0;
    for then in first.records() {
        let now = &now[&then.sip_meta_id];
        assert!(now.success_count >= then.success_count, "{then:?} {now:?}");
        assert!(now.success_amount >= then.success_amount, "{then:?} {now:?}");
        assert!(now.failed_amount >= then.failed_amount, "{then:?} {now:?}");
        assert!(now.latest_success_order_date >= then.latest_success_order_date);
        assert!(now.event_date >= then.event_date, "a newer stamp");
        assert_eq!(settled(now), settled(&then));
        paid_more += u32::from(now.success_count > then.success_count);
    }
    assert!(paid_more > 2_500, "{paid_more}");
}

#[test]
fn an_older_export_is_what_the_book_looked_like_then() {
    let book = book(6, 5_000);
    let older = book.before(day("2024-10-30")).unwrap();
    let now: HashMap<String, SipRecord> =
        book.records().map(|sip| (sip.sip_meta_id.clone(), sip)).collect();
    let then: Vec<SipRecord> = older.records().collect();
    assert!((2_500..4_500).contains(&then.len()), "{}", then.len());
    assert_eq!(older.sips(), then.len() as u64);
    for then in then {
        let now = &now[&then.sip_meta_id];
        assert!(then.created_at.is_none_or(|created| created.date() <= older.as_of()));
        assert!(now.success_count >= then.success_count, "{then:?} {now:?}");
        assert!(now.success_amount >= then.success_amount, "{then:?} {now:?}");
        assert!(now.event_date >= then.event_date);
        assert!(then.event_date.unwrap().date() <= older.as_of());
        assert_eq!(then.inserted_at.unwrap().date(), older.as_of());
        assert!(then.deleted == now.deleted || now.deleted == Some(true));
        assert_eq!(settled(now), settled(&then));
    }
    assert_eq!(
        older.on(day("2026-01-30")).unwrap().records().collect::<Vec<_>>(),
        book.records().collect::<Vec<_>>()
    );
}

#[test]
fn a_record_that_tells_the_same_has_the_same_event_and_is_taken_in_anew() {
    let first = book(6, 2_000);
    let later = first.on(day("2026-02-03")).unwrap();
    let mut told_the_same = 0;
    for (then, now) in first.records().zip(later.records()) {
        let stamps_apart =
            SipRecord { event_date: then.event_date, inserted_at: then.inserted_at, ..now.clone() };
        if stamps_apart == then {
            assert_eq!(now.event_date, then.event_date);
            told_the_same += 1;
        }
        assert!(now.inserted_at > then.inserted_at);
    }
    assert!((1_000..1_990).contains(&told_the_same), "{told_the_same}");
}

/// What never changes in a SIP's life.
fn settled(sip: &SipRecord) -> impl PartialEq + std::fmt::Debug {
    (
        (sip.user_id.clone(), sip.agent_id.clone(), sip.member_id.clone()),
        (sip.created_at, sip.start_date, sip.end_date, sip.sip_days.clone()),
        (sip.scheme_name.clone(), sip.goal_name.clone()),
        (sip.increment_percentage, sip.increment_amount, sip.increment_period),
    )
}

#[test]
fn by_way_of_another_day_or_straight_it_is_the_same_book() {
    let (soon, late) = (day("2026-02-03"), day("2027-06-30"));
    let first = book(6, 400);
    let straight: Vec<SipRecord> = first.on(late).unwrap().records().collect();
    let by_way: Vec<SipRecord> = first.on(soon).unwrap().on(late).unwrap().records().collect();
    assert_eq!(straight, by_way);
}

#[test]
fn newcomers_start_after_the_founding() {
    let later = book(6, 1_000).on(day("2026-03-15")).unwrap();
    let newcomers: Vec<SipRecord> = later.records().skip(1_000).collect();
    assert_eq!(newcomers.len(), 20);
    assert!(newcomers.iter().filter_map(|sip| sip.start_date).all(|start| start > as_of()));
    assert!(newcomers.iter().filter_map(|sip| sip.created_at).all(|it| it.date() > as_of()));
}

#[test]
fn some_instalments_rise_between_two_exports() {
    let first = book(8, 2_000);
    let later = first.on(day("2026-03-15")).unwrap();
    let pairs = first.records().zip(later.records());
    let risen = pairs.filter(|(then, now)| now.amount > then.amount).count();
    assert!((20..400).contains(&risen), "{risen}");
}
