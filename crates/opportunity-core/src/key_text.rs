//! The text form of keys: parts joined by `~`, every byte but `A-Z a-z 0-9 - . _` percent-encoded.
//!
//! A key has one text only: [`split`] refuses what [`join`] would not have written, so that texts
//! may be compared, stored and looked up as they are. The text is ASCII, and means the same in an
//! address, in JSON and in a table.
//!
//! ```
//! use opportunity_core::key_text::{join, split};
//! let mut text = String::new();
//! join(&mut text, ["grow", "SIP 7/a"])?;
//! assert_eq!(text, "grow~SIP%207%2Fa");
//! assert_eq!(split(&text)?, ["grow", "SIP 7/a"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

const SEPARATOR: char = '~';

/// Why a text is not that of a key. Bytes and parts count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeyText {
    /// A part without a character: no id is empty.
    #[error("part {part} is empty")]
    Empty {
        /// Which part.
        part: usize,
    },
    /// A character that has to be percent-encoded.
    #[error(
        "the character at byte {at} is to be percent-encoded: only A-Z a-z 0-9 - . _ stand for \
         themselves, and ~ divides the parts"
    )]
    NotEncoded {
        /// Where it is.
        at: usize,
    },
    /// A percent sign without two upper-case hexadecimal digits.
    #[error("the % at byte {at} is to have two hexadecimal digits behind it, in upper case")]
    BadEscape {
        /// Where the percent sign is.
        at: usize,
    },
    /// A percent-encoded character that stands for itself.
    #[error("the character that is percent-encoded at byte {at} is to stand for itself")]
    NeedlessEscape {
        /// Where its percent sign is.
        at: usize,
    },
    /// Bytes that are no text once decoded.
    #[error("part {part} is not UTF-8 text once it is decoded")]
    NotText {
        /// Which part.
        part: usize,
    },
}

/// Writes the text of a key that has these parts, none of them empty. Nothing is allocated.
///
/// # Errors
/// Those of `out` alone.
pub fn join<'a>(
    out: &mut (impl Write + ?Sized),
    parts: impl IntoIterator<Item = &'a str>,
) -> fmt::Result {
    for (position, part) in parts.into_iter().enumerate() {
        if position > 0 {
            out.write_char(SEPARATOR)?;
        }
        encode(out, part)?;
    }
    Ok(())
}

/// The parts of a key's text, borrowed where nothing in them was encoded.
///
/// # Errors
/// [`BadKeyText`] where [`join`] writes no such text.
pub fn split(text: &str) -> Result<Vec<Cow<'_, str>>, BadKeyText> {
    let mut start = 0;
    let mut parts = Vec::new();
    for encoded in text.split(SEPARATOR) {
        let part = parts.len() + 1;
        if encoded.is_empty() {
            return Err(BadKeyText::Empty { part });
        }
        parts.push(decode(encoded, start, part)?);
        start += encoded.len() + SEPARATOR.len_utf8();
    }
    Ok(parts)
}

const fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

fn encode(out: &mut (impl Write + ?Sized), part: &str) -> fmt::Result {
    let mut rest = part;
    while !rest.is_empty() {
        let plain = rest.bytes().take_while(|byte| stands_for_itself(*byte)).count();
        out.write_str(&rest[..plain])?;
        rest = &rest[plain..];
        let coded = rest.bytes().take_while(|byte| !stands_for_itself(*byte)).count();
        for byte in rest[..coded].bytes() {
            write!(out, "%{byte:02X}")?;
        }
        rest = &rest[coded..];
    }
    Ok(())
}

/// One part, which begins behind so many bytes of the whole text.
fn decode(encoded: &str, start: usize, part: usize) -> Result<Cow<'_, str>, BadKeyText> {
    if encoded.bytes().all(stands_for_itself) {
        return Ok(Cow::Borrowed(encoded));
    }
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, behind @ ..] = rest {
        let at = start + encoded.len() - rest.len() + 1;
        rest = behind;
        decoded.push(match first {
            b'%' => {
                let (byte, behind) = escaped(behind).ok_or(BadKeyText::BadEscape { at })?;
                if stands_for_itself(byte) {
                    return Err(BadKeyText::NeedlessEscape { at });
                }
                rest = behind;
                byte
            }
            byte if stands_for_itself(*byte) => *byte,
            _ => return Err(BadKeyText::NotEncoded { at }),
        });
    }
    String::from_utf8(decoded).map(Cow::Owned).map_err(|_| BadKeyText::NotText { part })
}

/// The byte whose two digits these bytes begin with, and what follows.
fn escaped(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    let [high, low, behind @ ..] = bytes else { return None };
    Some((digit(*high)? * 16 + digit(*low)?, behind))
}
