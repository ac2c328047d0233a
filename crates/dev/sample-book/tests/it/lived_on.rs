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

/// What never changes in a SIP's life.
fn settled(sip: &SipRecord) -> impl PartialEq + std::fmt::Debug {
    (
        (sip.user_id.clone(), sip.agent_id.clone(), sip.member_id.clone()),
        (sip.created_at, sip.start_date, sip.end_date, sip.sip_days.clone()),
        (sip.scheme_name.clone(), sip.goal_name.clone(), sip.deleted),
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
}

#[test]
fn some_instalments_rise_between_two_exports() {
    let first = book(8, 2_000);
    let later = first.on(day("2026-03-15")).unwrap();
    let pairs = first.records().zip(later.records());
    let risen = pairs.filter(|(then, now)| now.amount > then.amount).count();
    assert!((20..400).contains(&risen), "{risen}");
}
