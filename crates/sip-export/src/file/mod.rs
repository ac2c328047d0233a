//! From a file's bytes to text: unpacked, in UTF-8, a window of it at a time.

mod foreign;
mod growth;
mod gzip;
mod source;
mod utf16;
mod window;

pub(crate) use source::{Source, open};
pub(crate) use window::{End, LineEnd, Place, Window};
