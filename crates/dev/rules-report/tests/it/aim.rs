//! How many of those named are rightly named, and how many of those who should be are named.

use rules_report::{Cell, Degree, Habit, Report, SEED};
use sample_book::chance::Seed;

/// In hundredths of a percent, least: the proven rightly named, all rightly named, and recall. So few
/// lives tell the share of right calls to a third of a percent.
const fn aim(degree: Degree, habit: Habit) -> (u32, u32, u32) {
    match (degree, habit) {
        (Degree::Real, Habit::One | Habit::Six) => (99_50, 99_00, 77_00),
        (Degree::Real, Habit::Older) => (99_50, 99_50, 92_00),
        (Degree::Real, Habit::Twelve) => (99_00, 99_00, 84_00),
        (Degree::Real, Habit::Fourteen) => (99_00, 99_00, 97_00),
        (Degree::Untidy, Habit::One | Habit::Six) => (99_50, 99_00, 62_00),
        (Degree::Untidy, Habit::Older) => (99_50, 99_00, 88_00),
        (Degree::Untidy, Habit::Twelve) => (99_00, 99_00, 73_00),
        (Degree::Untidy, Habit::Fourteen) => (99_00, 99_00, 96_00),
    }
}

#[test]
fn calls_are_as_right_as_the_proof_says() {
    let report = Report::drawn(&Seed::new(SEED), 20_000).unwrap();
    for book in &report.books {
        for cell in &book.cells {
            check_cell(book.degree, cell);
        }
        for (kind, tally) in &book.kinds {
            assert!(tally.named > 30, "{kind:?} {tally:?}");
            assert!(tally.precision().unwrap() >= 98.0, "{kind:?} {tally:?}");
            assert!(tally.recall().unwrap() >= 80.0, "{kind:?} {tally:?}");
        }
    }
}

fn check_cell(degree: Degree, cell: &Cell) {
    let tally = cell.tally;
    let (proven, named, recall) = aim(degree, cell.habit);
    let told = format!("{degree:?} {:?}: {tally:?}", cell.habit);
    let least = |least: u32, share: Option<f64>| {
        assert!(share.unwrap() >= f64::from(least) / 100.0, "{share:?} < {least}: {told}");
    };
    least(proven, tally.proven_precision());
    least(named, tally.precision());
    least(recall, tally.recall());
    // What an import saw ordered may be debited first some days later. All else is rarer.
    let by_more = tally.wrongly() - tally.days_early;
    assert!(by_more * 150 <= tally.named, "{told}");
}
