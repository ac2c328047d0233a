//! Decimal numbers as people and warehouses write them: `"5,500"`, `"1,517.54"`, `3.0`, `1e3`.

use std::fmt::{self, Display, Formatter};

/// So many digits, as hundredths, are far from the end of 64 bits: no step has to be checked.
const FEW_DIGITS: usize = 13;

/// A hundred times a number as nearly all are written: no sign, no exponent, few digits, commas
/// between them, at most two decimals.
pub(crate) fn plain_hundredths(text: &str) -> Option<i64> {
    let mut hundredths = 0;
    let mut digits = 0;
    let mut decimals = None;
    let mut before = b',';
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                hundredths = hundredths * 10 + i64::from(byte - b'0');
                digits += 1;
                if digits > FEW_DIGITS {
                    return None;
                }
                decimals = decimals.map(|decimals| decimals + 1);
            }
            b',' if before != b',' && decimals.is_none() => {}
            b'.' if before != b',' && decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
        before = byte;
    }
    let scale = match decimals {
        None => 100,
        Some(1) => 10,
        Some(2) => 1,
        Some(_) => return None,
    };
    before.is_ascii_digit().then(|| hundredths * scale)
}

/// A decimal number, exactly as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without leading zeros, and without trailing ones; empty for zero.
    digits: String,
    /// How many of the digits stand before the point; negative where zeros follow it first.
    before_point: i64,
}

impl Decimal {
    /// Reads a number whose commas, if any, stand between digits before the point.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !whole.split(',').all(is_number) || fraction.is_some_and(|part| !is_number(part)) {
            return None;
        }
        let whole = whole.replace(',', "");
        let written = whole.clone() + fraction.unwrap_or_default();
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

    pub(crate) fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.is_zero() || self.digits_count() <= self.before_point
    }

    fn digits_count(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }

    /// Whether the number's size is under a power of ten.
    pub(crate) fn is_below(&self, power_of_ten: i64) -> bool {
        self.is_zero() || self.before_point <= i64::from(power_of_ten.ilog10())
    }

    /// A hundred times the number's size, where that is whole and no more than 18 digits long.
    pub(crate) fn hundredths(&self) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        let length = usize::try_from(self.before_point + 2).ok().filter(|length| *length <= 18)?;
        if self.digits.len() > length {
            return None;
        }
        format!("{:0<length$}", self.digits).parse().ok()
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
