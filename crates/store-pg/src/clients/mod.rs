//! The directory of clients: who they are, and how they can be reached. What SIPs they have, and who
//! looks after them, the book says.

mod contacts;
mod found;
mod keys;
mod search;
mod state;

pub use contacts::{Contact, contacts, do_not_contact};
pub use found::FoundClient;
pub use search::{Found, MOST_FOUND, search};
pub use state::{DirectoryState, directory_state};

pub(crate) use state::renew;

pub(crate) use keys::{name_key, phone_key};
