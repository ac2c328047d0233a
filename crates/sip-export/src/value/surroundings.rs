//! What programs put around a value, and what they write for none.

/// The text without white space of any kind, characters of no width, a spreadsheet's `="…"` and the
/// apostrophe with which one marks text: until nothing more falls off. Few texts have any of them.
pub(crate) fn without_surroundings(text: &str) -> &str {
    match text.as_bytes() {
        [only] if only.is_ascii_alphanumeric() => text,
        [first, .., last] if is_plain_first(*first) && last.is_ascii_graphic() => text,
        _ => stripped(text),
    }
}

fn is_plain_first(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'=' && byte != b'\''
}

fn stripped(mut text: &str) -> &str {
    loop {
        let inner = text.trim_matches(is_blank);
        let inner = inner.strip_prefix('\'').unwrap_or(inner);
        let formula = inner.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
        let inner = formula.unwrap_or(inner);
        if inner.len() == text.len() {
            return text;
        }
        text = inner;
    }
}

/// Whether a character shows nothing: white space, or of no width (joiners, byte order marks, marks
/// of direction).
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

/// Whether a value, without its surroundings, stands for none.
#[inline]
pub(super) fn is_nothing(text: &str) -> bool {
    const LONGEST: usize = 4;
    match text.as_bytes() {
        [] => true,
        [first, ..] => {
            text.len() <= LONGEST && b"nN\\#-\xe2".contains(first) && is_word_for_nothing(text)
        }
    }
}

fn is_word_for_nothing(text: &str) -> bool {
    const WORDS: [&str; 10] = ["null", "\\n", "nan", "none", "n/a", "na", "#n/a", "nat", "-", "—"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}
