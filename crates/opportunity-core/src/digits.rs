//! Whole numbers as digits: a list of a hundred calls says hundreds of numbers, and `core::fmt`
//! takes several times as long for each.

use alloc::string::String;

/// Writes a number. Places count from the last digit, which is at 0; `has_comma` says which of them
/// have a comma behind them.
pub(crate) fn push_digits(text: &mut String, number: u128, has_comma: impl Fn(u32) -> bool) {
    // Room for the 39 digits of the largest number, with a comma between any two of them.
    let mut backwards = [0; 80];
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

/// Takes the last digit off. What fits 64 bits is divided in a fraction of the time that 128 take.
fn take_digit(rest: &mut u128) -> u8 {
    if let Ok(small) = u64::try_from(*rest) {
        *rest = (small / 10).into();
        return (small % 10) as u8;
    }
    let digit = (*rest % 10) as u8;
    *rest /= 10;
    digit
}
