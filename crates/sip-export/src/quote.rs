//! What a report quotes of a file.

/// Longer texts are cut.
const LONGEST_QUOTE: usize = 200;

/// The text, cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    if text.len() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(LONGEST_QUOTE);
    format!("{}…", &text[..end])
}
