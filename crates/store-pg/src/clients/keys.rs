//! What clients are looked for by. What is stored and what is looked for are made alike here, so that
//! nothing depends on the locale of the database.

/// The most bytes a key of a name has: it stands in an index.
const LONGEST_NAME: usize = 500;

/// No phone number has more digits that count.
const MOST_DIGITS: usize = 20;

/// The words of a name, in small letters, with one space between; nothing where it has none. What
/// stands within a word and is not seen or not said (an apostrophe, a joiner of letters) is left out.
pub(crate) fn name_key(name: &str) -> Option<String> {
    let mut key = String::with_capacity(name.len());
    let mut is_between = false;
    for letter in name.chars().flat_map(char::to_lowercase) {
        if is_silent(letter) {
            continue;
        }
        if !is_of_word(letter) {
            is_between = !key.is_empty();
            continue;
        }
        if std::mem::take(&mut is_between) {
            key.push(' ');
        }
        key.push(letter);
    }
    key.truncate(key.floor_char_boundary(LONGEST_NAME));
    key.truncate(key.trim_end().len());
    (!key.is_empty()).then_some(key)
}

/// Apostrophes, and what joins letters or keeps them apart without a width of its own.
fn is_silent(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '’' | '‘' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Signs that Indian scripts hang on their letters are no letters to Unicode, and yet part of a word:
/// only space, marks of punctuation and what steers text part words.
fn is_of_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    !letter.is_whitespace()
        && !letter.is_control()
        && !matches!(letter, '\u{2000}'..='\u{206f}' | '।' | '॥' | '\u{a0}'..='\u{bf}')
}

/// The digits of a phone number, the last one first; nothing where it has none.
pub(crate) fn phone_key(number: &str) -> Option<String> {
    let digits = number.bytes().rev().filter(u8::is_ascii_digit).take(MOST_DIGITS);
    let key: String = digits.map(char::from).collect();
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_words() {
        for (name, key) in [
            ("Asha Kumari", Some("asha kumari")),
            ("  ASHA\u{a0}\u{a0}kumari. ", Some("asha kumari")),
            ("S.Ramesh-Babu", Some("s ramesh babu")),
            ("Fiona D'Souza", Some("fiona dsouza")),
            ("आशा कुमारी", Some("आशा कुमारी")),
            ("क्\u{200d}षमा ।", Some("क्षमा")),
            ("தமிழ்ச்செல்வி", Some("தமிழ்ச்செல்வி")),
            ("Élodie", Some("élodie")),
            ("9", Some("9")),
            (" .-’ ", None),
            ("", None),
        ] {
            assert_eq!(name_key(name).as_deref(), key, "{name:?}");
        }
        let long = name_key(&"क ".repeat(400)).unwrap_or_default();
        assert!(long.len() <= LONGEST_NAME && long.ends_with('क'), "{}", long.len());
    }

    #[test]
    fn a_number_is_its_digits_from_behind() {
        for (number, key) in [
            ("+91 10000 00001", Some("100000000119")),
            ("010", Some("010")),
            ("१२", None),
            ("none", None),
        ] {
            assert_eq!(phone_key(number).as_deref(), key, "{number:?}");
        }
    }
}
