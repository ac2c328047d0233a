//! The SIP export's format: text in, records out, and back. It knows no database.
//!
//! An export is a JSON array of flat objects whose values are all strings, as Metabase writes it.
//! What people send instead is read where it can mean one thing only: JSON lines, documents and CSV of
//! any delimiter, keys in any spelling, numbers, dates and words for nothing as spreadsheets, data
//! frames and locales write them. A value that can mean two things is a bad one and says what to write:
//! its record is set aside ([`BadRecord`]), never half-read, unless no rule reads the field; a file that
//! is not what it should be fails, naming the place ([`FileError`]).
#![deny(missing_docs)]

mod columns;
mod csv;
mod entry;
mod error;
mod field;
mod file;
mod file_date;
mod format;
mod header;
mod json;
mod key;
mod moment;
mod options;
mod quote;
mod reader;
mod reading;
mod record;
mod value;
mod write;

pub use columns::Columns;
pub use entry::{Entry, Located};
pub use error::FileError;
pub use field::{Field, Shape, Value};
pub use file_date::{TwoDates, date_of_file_name};
pub use moment::{kolkata, rfc3339_in_kolkata, rfc3339_of_kolkata};
pub use opportunity_core::date_in_words;
pub use options::{DateOrder, NotADateOrder, ReadOptions};
pub use reader::ExportReader;
pub use record::BadRecord;
pub use value::{LONGEST_ID, LONGEST_TEXT, plain_id};
pub use write::ExportWriter;
