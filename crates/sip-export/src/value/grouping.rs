//! Digits in groups: `5,500`, `5,00,000`, `5 500`.

/// What stands between two groups. Those of one number are of one kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Comma,
    /// Of any width, and of any that does not break.
    Space,
    Apostrophe,
}

impl Separator {
    fn of(character: char) -> Option<Self> {
        match character {
            ',' => Some(Self::Comma),
            ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => Some(Self::Space),
            '\'' | '’' => Some(Self::Apostrophe),
            _ => None,
        }
    }
}

/// Whether a character may stand between two groups.
pub(super) fn is_separator(character: char) -> bool {
    Separator::of(character).is_some()
}

/// Digits and what parts them.
pub(super) struct Grouped {
    /// A comma for each separator.
    text: String,
    alike: bool,
}

impl Grouped {
    /// `None` where there is anything else, or no digit.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut grouped = Self { text: String::with_capacity(text.len()), alike: true };
        let mut first = None;
        for character in text.chars() {
            if character.is_ascii_digit() {
                grouped.text.push(character);
            } else {
                let separator = Separator::of(character)?;
                grouped.alike &= *first.get_or_insert(separator) == separator;
                grouped.text.push(',');
            }
        }
        grouped.text.bytes().any(|byte| byte != b',').then_some(grouped)
    }

    pub(super) fn has_separators(&self) -> bool {
        self.text.contains(',')
    }

    /// Whether its groups are those of one number.
    pub(super) fn is_regular(&self) -> bool {
        !self.has_separators() || (self.alike && is_regular(self.text.as_bytes()))
    }

    /// The digits alone.
    pub(super) fn digits(&self) -> String {
        self.text.replace(',', "")
    }
}

/// Whether digits with commas are grouped by threes, or by twos with three last. A number does not
/// begin with a group of zero: `0,500` has a decimal comma.
pub(super) fn is_regular(text: &[u8]) -> bool {
    !matches!(text.first(), None | Some(b',' | b'0'))
        && (has_commas_where(text, |place| place.is_multiple_of(4))
            || has_commas_where(text, |place| place >= 4 && (place - 4).is_multiple_of(3)))
}

/// Whether commas are at these places and no others, counted from the end.
fn has_commas_where(text: &[u8], is_comma: impl Fn(usize) -> bool) -> bool {
    text.iter().rev().zip(1..).all(|(byte, place)| (*byte == b',') == is_comma(place))
}
