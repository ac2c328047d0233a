//! What spells say of the reasons that a list shows.

use calls::{CallBook, Chances, SpellMark, SpellMarks};
use opportunity_core::{Book, Kind, SipRecord};
use proptest::prelude::*;

use crate::invented::history;
use crate::story::Story;
use crate::support::{AS_OF, book, book_of, cases, day, named, quiet, speaking};

/// What is said of every reason of a book, account after account.
fn all(book: &Book, calls: &CallBook, marks: &SpellMarks) -> Vec<SpellMark> {
    let rows = book.accounts().filter_map(|account| {
        let (_, row) = calls.row_of(account.place())?;
        let reasons = calls::reasons_of(account, book.as_of()?).reasons.len();
        Some((0..reasons).map(|found_at| marks.of(row, found_at)))
    });
    rows.flatten().collect()
}

fn marks_of(book: &Book, story: &Story, sequence: i64) -> Vec<SpellMark> {
    let calls = CallBook::of(book, Chances::default());
    all(book, &calls, &calls.marks(book, &story.spells, sequence))
}

#[test]
fn a_book_that_is_not_settled_yet_has_its_own_reasons() {
    let of =
        |user: &str, id: &str, sip: SipRecord| named(id, SipRecord { user_id: user.into(), ..sip });
    let mut story = Story::new();
    story.read(AS_OF, &[of("asha", "1", speaking(Kind::EndingSips)), of("bina", "2", quiet())]);
    let newer = book(
        "2026-02-01",
        &[of("asha", "1", quiet()), of("bina", "2", speaking(Kind::EndingSips))],
    );
    // It has as many reasons as the book before, and nobody knows since when.
    assert_eq!(marks_of(&newer, &story, 2), [SpellMark::default()]);
    let known = book("2026-02-01", &[of("asha", "1", speaking(Kind::EndingSips))]);
    let since = Some(day(AS_OF));
    assert_eq!(marks_of(&known, &story, 2), [SpellMark { since, ..SpellMark::default() }]);
}

proptest! {
    #![proptest_config(cases(200))]

    /// What settling a book leaves is what looking every reason up finds.
    #[test]
    fn what_settling_leaves_is_what_is_looked_up(history in history()) {
        let mut story = Story::new();
        for (held, sequence) in history.iter().zip(1..) {
            story.read_held(held.as_of, &held.records);
            let book = book_of(held.as_of, &held.records);
            let left = marks_of(&book, &story, sequence);
            let reasons = std::mem::take(&mut story.spells.of_reasons);
            prop_assert_eq!(&left, &reasons);
            prop_assert_eq!(left, marks_of(&book, &story, sequence));
        }
    }
}
