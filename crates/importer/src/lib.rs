//! Loads SIP exports into the book, all of a file or nothing of it.
//!
//! The file is read, unpacked and parsed on one thread while another hands its records to the
//! database; memory does not grow with the file.
#![deny(missing_docs)]

mod cli;
mod failure;
mod input;
mod load;
mod progress;
mod rejects;
mod report;

pub use cli::{Cli, Command, ImportOptions, run};
pub use load::{Request, load, load_from};
pub use progress::{Progress, Quiet};
pub use rejects::Rejects;
pub use report::{Ending, Report};
