//! Loads exports, of SIPs into the book and of clients into the directory: all of a file or nothing
//! of it.
//!
//! The file is read, unpacked and parsed on one thread while another hands its records to the
//! database; memory does not grow with the file.
#![deny(missing_docs)]

mod cli;
mod columns;
mod commands;
mod failure;
mod faults;
mod forget;
mod input;
mod load;
mod log;
mod output;
mod progress;
mod refusal;
mod rejects;
mod report;
mod summary;
mod undo;
mod watch;

pub use cli::{
    Cli, Command, ForgetArgs, ImportArgs, LogArgs, TakingArgs, UndoArgs, WatchArgs,
    with_import_implied,
};
pub use columns::FileColumns;
pub use commands::run;
pub use failure::Failure;
pub use load::{Request, load, load_from};
pub use progress::{Progress, Quiet};
pub use refusal::{OptionNames, refusal};
pub use rejects::Rejects;
pub use report::{Ending, FRESH_CONTENT_DAYS, Report};
pub use undo::json as undone_json;
