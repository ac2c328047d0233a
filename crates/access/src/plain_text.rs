//! Text that shows what it is.

/// Whether a character shows nothing and changes how others are shown: a control character, or one that
/// sets the direction of what follows. A name with one in it can look like another name.
///
/// ```
/// assert!(access::steers_text('\u{202e}') && access::steers_text('\0'));
/// assert!(!access::steers_text('अ'));
/// ```
#[must_use]
pub fn steers_text(c: char) -> bool {
    let sets_direction = matches!(
        c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let ends_line = matches!(c, '\u{2028}' | '\u{2029}');
    c.is_control() || sets_direction || ends_line
}
