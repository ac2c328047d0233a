//! The usual record, split into keys and values in one pass.
//!
//! An export is nearly all objects of short texts without escapes. What is anything else, or not
//! well-formed, is left to serde_json, which reads it all and names what is wrong: here it is only
//! found that there is something.

use std::borrow::Cow;

use crate::reading::Reading;
use crate::record::RawRecord;
use crate::value::Raw;

/// Splits the object that these bytes begin with, and says how long it is. It has to end with the
/// first closing brace, so that one look tells whether all of it is UTF-8.
pub(super) fn object<'a, 'r>(
    bytes: &'a [u8],
    reading: &'r mut Reading,
) -> Option<(RawRecord<'a, 'r>, usize)> {
    if bytes.first() != Some(&b'{') {
        return None;
    }
    let end = memchr::memchr(b'}', bytes)?;
    let mut scan = Scan { text: std::str::from_utf8(&bytes[..=end]).ok()?, at: 0 };
    let mut record = RawRecord::new(reading);
    scan.byte(b'{')?;
    loop {
        scan.space();
        let key = scan.text()?;
        scan.space();
        scan.byte(b':')?;
        scan.space();
        let value = scan.value()?;
        record.put(key, value);
        scan.space();
        match scan.next()? {
            b',' => {}
            b'}' => return Some((record, scan.at)),
            _ => return None,
        }
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn next(&mut self) -> Option<u8> {
        let byte = *self.text.as_bytes().get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn byte(&mut self, expected: u8) -> Option<()> {
        (self.next()? == expected).then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.as_bytes().get(self.at) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Option<Raw<'a>> {
        match self.text.as_bytes().get(self.at)? {
            b'"' => self.text().map(|text| Raw::Text(Cow::Borrowed(text))),
            b'n' => self.word(b"null", Raw::Null),
            b't' => self.word(b"true", Raw::Truth(true)),
            b'f' => self.word(b"false", Raw::Truth(false)),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8], value: Raw<'a>) -> Option<Raw<'a>> {
        let is_it = self.rest().starts_with(word);
        self.at += word.len();
        is_it.then_some(value)
    }

    /// A number without an exponent.
    fn number(&mut self) -> Option<Raw<'a>> {
        let start = self.at;
        if self.rest().starts_with(b"-") {
            self.at += 1;
        }
        let begins_with_zero = self.rest().starts_with(b"0");
        if self.digits()? > 1 && begins_with_zero {
            return None;
        }
        if self.rest().starts_with(b".") {
            self.at += 1;
            self.digits()?;
        }
        Some(Raw::Number(&self.text[start..self.at]))
    }

    /// Some digits, and how many.
    fn digits(&mut self) -> Option<usize> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        Some(count).filter(|count| *count > 0)
    }

    /// A text without escapes.
    fn text(&mut self) -> Option<&'a str> {
        self.byte(b'"')?;
        let start = self.at;
        self.at += special(self.rest())?;
        self.byte(b'"')?;
        Some(&self.text[start..self.at - 1])
    }
}

/// Where the first byte stands that ends a text, or needs a closer look: a quote, a backslash, a
/// control character.
fn special(text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (position, word) in words.iter().enumerate() {
        let found = specials(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(position * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
    Some(words.len() * 8 + found)
}

/// Eight bytes at once: the top bit of the first special one is set, and none below it.
const fn specials(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = u64::from_le_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    // Subtracting borrows from the next byte only where this one is special already.
    let quote = (word ^ QUOTES).wrapping_sub(ONES) & !(word ^ QUOTES);
    let backslash = (word ^ BACKSLASHES).wrapping_sub(ONES) & !(word ^ BACKSLASHES);
    let control = word.wrapping_sub(SPACES) & !word;
    (quote | backslash | control) & TOPS
}
