//! One value of the export: text, number, truth or nothing, read as what its field is.

mod clock;
mod date;
mod date_text;
mod decimal;
mod grouping;
mod id;
mod number;
mod period;
mod phone;
mod raw;
mod scanner;
mod surroundings;
mod words;

pub(crate) use date::{date, end_date, time};
pub(crate) use id::id;
pub use id::{LONGEST_ID, plain_id};
pub(crate) use number::{count, money, num_days, percent, worth};
pub(crate) use period::period;
pub(crate) use phone::phone;
pub use raw::LONGEST_TEXT;
pub(crate) use raw::{Raw, Reason, TOO_LONG};
pub(crate) use surroundings::{is_blank, without_surroundings};
pub(crate) use words::{schemes, sip_days, status, text, truth};
