//! The day's work that is served: the newest book's calls with all that was done put on top.
//!
//! A [`Desk`] is whole and never changes. A thread ([`DeskKeeper`]) makes the next one when a book
//! lands, when somebody else did something, when the directory or the day changes; whoever writes
//! work makes the next one at once.

mod keeper;
mod live_desk;
mod settings;
mod today;
mod work_book;

pub use keeper::DeskKeeper;
pub(crate) use live_desk::Desk;
pub use live_desk::LiveDesk;
pub use settings::DeskSettings;
