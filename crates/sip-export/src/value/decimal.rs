//! Decimal numbers, exactly as written.

use std::fmt::{self, Display, Formatter};

use super::grouping;

/// So many digits, as hundredths, are far from the end of 64 bits: no step has to be checked.
const FEW_DIGITS: usize = 13;

/// A hundred times a number as nearly all are written: no sign, no exponent, few digits, commas
/// between groups of them, at most two decimals.
pub(super) fn plain_hundredths(text: &str) -> Option<i64> {
    let mut hundredths = 0;
    let mut digits = 0;
    let mut commas = false;
    let mut point = None;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                hundredths = hundredths * 10 + i64::from(byte - b'0');
                digits += 1;
                if digits > FEW_DIGITS {
                    return None;
                }
            }
            b',' if point.is_none() => commas = true,
            b'.' if point.is_none() && position > 0 => point = Some(position),
            _ => return None,
        }
    }
    let whole = point.unwrap_or(text.len());
    if digits == 0 || (commas && !grouping::is_regular(&text.as_bytes()[..whole])) {
        return None;
    }
    let scale = match point.map(|point| text.len() - point - 1) {
        None => 100,
        Some(1) => 10,
        Some(2) => 1,
        Some(_) => return None,
    };
    Some(hundredths * scale)
}

/// A decimal number, exactly as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    /// Without leading zeros, and without trailing ones; empty for zero.
    digits: String,
    /// How many of the digits stand before the point; negative where zeros follow it first.
    before_point: i64,
}

impl Decimal {
    /// Reads digits, which may have a sign, a point among them and an exponent.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let written = format!("{whole}{fraction}");
        let significant = written.trim_start_matches('0');
        let leading_zeros = written.len() - significant.len();
        let before_point = i64::try_from(whole.len()).ok()? - i64::try_from(leading_zeros).ok()?
            + i64::from(exponent);
        let digits = significant.trim_end_matches('0').to_owned();
        Some(Self { negative, digits, before_point })
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_zero() || i64::try_from(self.digits.len()).is_ok_and(|len| len <= self.before_point)
    }

    /// Whether the number's size is under a power of ten.
    pub(super) fn is_below(&self, power_of_ten: i64) -> bool {
        self.is_zero() || self.before_point <= i64::from(power_of_ten.ilog10())
    }

    /// A hundred times the number's size, where that is within a ten-thousandth of a whole number of
    /// no more than 18 digits: sums of binary fractions come out so.
    pub(super) fn near_hundredths(&self) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        let kept = self.before_point + 2;
        let zeros = usize::try_from(-kept).unwrap_or(0);
        let kept = usize::try_from(kept).unwrap_or(0);
        if kept > 18 {
            return None;
        }
        let (head, tail) = self.digits.split_at(kept.min(self.digits.len()));
        // Four decides, however many follow it.
        let tail = "0".repeat(zeros.min(4)) + tail;
        let whole: i64 = format!("0{head:0<kept$}").parse().ok()?;
        let is_below = tail.is_empty() || tail.starts_with("0000") || tail == "0001";
        match (is_below, tail.starts_with("9999")) {
            (true, _) => Some(whole),
            (_, true) => Some(whole + 1),
            _ => None,
        }
    }
}

impl Display for Decimal {
    /// A whole number's digits.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        let length = usize::try_from(self.before_point).unwrap_or(0);
        let sign = if self.negative { "-" } else { "" };
        write!(f, "{sign}{:0<length$}", self.digits)
    }
}
