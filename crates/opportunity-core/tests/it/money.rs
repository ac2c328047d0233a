//! Money in words, halves and sums.

use opportunity_core::{Paise, Percent, RiskScore, StepUp};
use proptest::prelude::*;

use crate::naive;
use crate::support::rupees;

#[test]
fn rupees_are_grouped_as_india_groups_them_and_rounded_half_up() {
    for (paise, words) in [
        (0, "₹0"),
        (49, "₹0"),
        (50, "₹1"),
        (99, "₹1"),
        (149, "₹1"),
        (150, "₹2"),
        (99_949, "₹999"),
        (99_950, "₹1,000"),
        (999_900, "₹9,999"),
        (1_000_000, "₹10,000"),
        (9_999_949, "₹99,999"),
        (9_999_950, "₹1,00,000"),
        (99_999_900, "₹9,99,999"),
        (100_000_000, "₹10,00,000"),
        (123_450_000, "₹12,34,500"),
        (1_234_567_800, "₹1,23,45,678"),
        (1_000_000_000_000_000, "₹1,00,00,00,00,00,000"),
    ] {
        assert_eq!(Paise::new(paise).in_rupees(), words, "{paise} paise");
    }
}

#[test]
fn money_is_shown_with_two_decimals() {
    for (paise, shown) in [
        (0, "0.00"),
        (5, "0.05"),
        (50, "0.50"),
        (100, "1.00"),
        (151_754, "1517.54"),
        (-5, "-0.05"),
        (-12_345, "-123.45"),
    ] {
        assert_eq!(Paise::new(paise).to_string(), shown, "{paise} paise");
    }
}

#[test]
fn half_an_odd_paisa_goes_up() {
    for (paise, half) in [(0, 0), (1, 1), (2, 1), (3, 2), (550_000, 275_000), (1_001, 501)] {
        assert_eq!(Paise::new(paise).half(), Paise::new(half), "{paise} paise");
    }
}

#[test]
fn sums_and_products_are_exact() {
    assert_eq!([rupees(1), Paise::new(1), Paise::new(99)].into_iter().sum::<Paise>(), rupees(2));
    assert_eq!(rupees(1) + Paise::new(1), Paise::new(101));
    assert_eq!(Paise::new(151_754).times(3), Paise::new(455_262));
    assert!(Paise::new(1).is_positive());
    assert!(!Paise::ZERO.is_positive());
    assert!(!Paise::new(-1).is_positive());

    // The largest record, as often as a count can say: far beyond 64 bits, and still exact.
    let largest = Paise::new(999_999_999_999_999);
    assert_eq!(largest.times(u32::MAX).paise(), 999_999_999_999_999 * i128::from(u32::MAX));
}

#[test]
fn money_beyond_all_measure_stops() {
    let large = Paise::new(i64::MAX).times(u32::MAX).times(u32::MAX);
    let most = large.times(u32::MAX);
    assert_eq!((large + large, most.paise()), (most, i128::MAX));
    assert_eq!((Paise::ZERO - large - large).paise(), i128::MIN);
    let beyond = StepUp::Percentage(Percent::from_hundredths(u64::MAX)).on(most);
    assert!(beyond.is_positive());
    assert_eq!(RiskScore::ratio(i128::MAX, 1).to_string(), "10.00");
    assert_eq!(RiskScore::ratio(1, i128::MAX / 2).to_string(), "0.00");
    assert_eq!(RiskScore::ratio(-1, 0).to_string(), "0.00");
}

#[test]
fn a_debt_is_rounded_and_grouped_too() {
    for (paise, half, words) in [
        (-4, -2, "-₹0"),
        (-5, -2, "-₹0"),
        (-10_000, -5_000, "-₹100"),
        (-123_456_700, -61_728_350, "-₹12,34,567"),
    ] {
        let debt = Paise::new(paise);
        assert_eq!((debt.half(), debt.in_rupees().as_str()), (Paise::new(half), words));
    }
}

#[test]
fn money_is_added_and_taken_away() {
    assert_eq!(Paise::new(1_050) - Paise::new(51), Paise::new(999));
    assert_eq!(Paise::new(51) - Paise::new(1_050), Paise::new(-999));
    assert_eq!(Paise::from(1_050), Paise::new(1_050));
    assert_eq!(i128::from(Paise::new(1_050)), 1_050);
    assert_eq!(Paise::from_rupees(10).paise(), 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn amounts_of_any_size_are_said_as_the_slow_way_says_them(
        paise in prop_oneof![0i64..100_000_000, any::<i64>()],
        count in prop_oneof![Just(1u32), any::<u32>()],
    ) {
        let amount = Paise::new(paise).times(count);
        let sign = if amount < Paise::ZERO { "-" } else { "" };
        let expected = format!("{sign}{}", naive::in_rupees(amount.paise().abs()));
        prop_assert_eq!(amount.in_rupees(), expected);
    }

    #[test]
    fn the_commas_take_nothing_away(paise in 0i64..100_000_000_000_000_000) {
        let words = Paise::new(paise).in_rupees();
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let rounded = paise / 100 + i64::from(paise % 100 >= 50);
        prop_assert_eq!(digits, rounded.to_string());

        // Three digits behind the last comma, two behind each other, one or two in front.
        let groups: Vec<&str> = words.trim_start_matches('₹').split(',').collect();
        let (last, earlier) = groups.split_last().unwrap();
        let lengths: Vec<usize> = earlier.iter().map(|group| group.len()).collect();
        prop_assert!(lengths.is_empty() || last.len() == 3, "{}", words);
        prop_assert!(lengths.iter().skip(1).all(|length| *length == 2), "{}", words);
        prop_assert!(lengths.first().is_none_or(|length| (1..=2).contains(length)), "{}", words);
        prop_assert!(!lengths.is_empty() || last.len() <= 3, "{}", words);
    }
}
