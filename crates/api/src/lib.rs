//! Answers over HTTP whom a partner should call, why, and what it is worth.
//!
//! Requests are answered from an immutable book in memory; a newer one is swapped in whole when an
//! import lands.
#![deny(missing_docs)]

mod answer;
pub mod audit;
mod cli;
mod cursor;
mod desk;
mod dto;
mod findings;
mod imports;
mod json;
mod kept;
mod live_book;
mod openapi;
mod params;
mod problem;
mod routes;
mod scalar;
mod server;
mod settings;
mod sign_in;

pub use cli::{Cli, Command, run};
pub use desk::Desk;
pub use dto::opportunities_json;
pub use imports::{ImportSettings, Imports};
pub use live_book::{LiveBook, Refresher, Snapshot};
pub use server::serve;
pub use settings::Settings;
