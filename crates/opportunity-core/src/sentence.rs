//! Sentences put together piece by piece: a list of a hundred calls says hundreds of numbers, and
//! `core::fmt` takes several times as long for each.

use alloc::string::String;

use crate::money::{Paise, divide_half_up};

/// Few are longer.
const TYPICAL_BYTES: usize = 192;

/// A sentence or two.
pub(crate) struct Sentence(String);

impl Sentence {
    pub(crate) fn of(words: &str) -> Self {
        Self(String::with_capacity(TYPICAL_BYTES)).words(words)
    }

    pub(crate) fn words(mut self, words: &str) -> Self {
        self.0.push_str(words);
        self
    }

    pub(crate) fn number(mut self, number: u32) -> Self {
        push_digits(&mut self.0, number.into(), |_| false);
        self
    }

    /// With one decimal.
    pub(crate) fn tenths(self, tenths: u16) -> Self {
        self.number((tenths / 10).into()).words(".").number((tenths % 10).into())
    }

    /// In whole rupees.
    pub(crate) fn rupees(mut self, amount: Paise) -> Self {
        push_rupees(&mut self.0, amount);
        self
    }

    pub(crate) fn end(self) -> String {
        self.0
    }
}

/// Whole rupees, half up, with a comma ahead of the last three digits and of every two before them.
pub(crate) fn push_rupees(text: &mut String, amount: Paise) {
    text.push_str(if amount < Paise::ZERO { "-₹" } else { "₹" });
    let rupees = divide_half_up(amount.0.saturating_abs(), 100);
    push_digits(text, rupees.unsigned_abs(), |place| place >= 3 && place % 2 == 1);
}

/// Places count from the last digit, which is at 0; some have a comma behind them.
fn push_digits(text: &mut String, number: u128, has_comma: impl Fn(u32) -> bool) {
    // The most that 128 bits can say, and its commas.
    let mut backwards = [0; 64];
    let mut start = backwards.len();
    let mut put = |byte| {
        start -= 1;
        backwards[start] = byte;
    };
    let mut rest = number;
    for place in 0.. {
        if has_comma(place) {
            put(b',');
        }
        put(b'0' + take_digit(&mut rest));
        if rest == 0 {
            break;
        }
    }
    text.push_str(str::from_utf8(&backwards[start..]).unwrap_or_default());
}

/// The last digit. What fits 64 bits is divided in a fraction of the time that 128 take.
fn take_digit(rest: &mut u128) -> u8 {
    if let Ok(small) = u64::try_from(*rest) {
        *rest = (small / 10).into();
        return (small % 10) as u8;
    }
    let digit = (*rest % 10) as u8;
    *rest /= 10;
    digit
}
