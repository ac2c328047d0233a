//! The book as a reader sees it: in one snapshot, whole or what has changed since another.

mod agents;
mod all_sips;
mod binary_row;
mod clients;
mod copied;
mod dates;
mod facts;
mod histories;
mod load;
mod names;
mod refresh;
mod rows;
mod sips;
mod version;
mod visible;

pub use agents::agents_known_as;
pub use clients::{ClientRecord, ClientRecords, client_records};
pub use facts::BOOK_COLUMNS;
pub use load::{Loading, load_book, load_book_telling, refresh_book};
pub use version::{BookVersion, book_version};
