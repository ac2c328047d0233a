//! The names of columns, as people and programs spell them.

use crate::value::{is_blank, without_surroundings};

/// Whether two names are one: case, spaces, underscores and hyphens tell none apart.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// A column without a name.
pub(crate) fn is_nameless(name: &str) -> bool {
    without_surroundings(name).is_empty()
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    let is_mark = |letter: &char| matches!(letter, '_' | '-' | '\u{2010}' | '\u{2011}');
    without_surroundings(name)
        .chars()
        .filter(move |letter| !is_mark(letter) && !is_blank(*letter))
        .map(|letter| letter.to_ascii_lowercase())
}
