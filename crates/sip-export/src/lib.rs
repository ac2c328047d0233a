//! The formats of exports, of SIPs and of clients: text in, records out, and back. It knows no
//! database.
//!
//! An export is a JSON array of flat objects whose values are all strings, as Metabase writes it.
//! What people send instead is read where it can mean one thing only: JSON lines, documents and CSV of
//! any delimiter, keys in any spelling, numbers, dates and words for nothing as spreadsheets, data
//! frames and locales write them. A value that can mean two things is a bad one and says what to write:
//! its record is set aside ([`BadRecord`]), never half-read, unless no rule reads the field; a file that
//! is not what it should be fails, naming the place ([`FileError`]).
#![deny(missing_docs)]

mod client;
mod client_field;
mod columns;
mod csv;
mod date_order;
mod entry;
mod error;
mod field;
mod fields;
mod file;
mod file_date;
mod format;
mod header;
mod json;
mod key;
mod kind;
mod moment;
mod options;
mod quote;
mod reader;
mod reading;
mod record;
mod shape;
mod value;
mod write;

pub use client::ClientRecord;
pub use client_field::ClientField;
pub use columns::Columns;
pub use date_order::{DateOrder, NotADateOrder};
pub use entry::{Entry, Located, LocatedClient};
pub use error::FileError;
pub use field::Field;
pub use file_date::{TwoDates, date_of_file_name};
pub use kind::{ExportKind, NotAKind};
pub use moment::{kolkata, rfc3339_in_kolkata, rfc3339_of_kolkata};
pub use opportunity_core::date_in_words;
pub use options::ReadOptions;
pub use reader::ExportReader;
pub use record::BadRecord;
pub use shape::{Shape, Value};
pub use value::{LONGEST_ID, LONGEST_TEXT, plain_id};
pub use write::ExportWriter;
