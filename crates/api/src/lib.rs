//! Answers over HTTP whom a partner should call, why, and what it is worth.
//!
//! Requests are answered from an immutable book in memory; a newer one is swapped in whole when an
//! import lands.
#![deny(missing_docs)]

mod answer;
pub mod audit;
mod cli;
mod commands;
mod cursor;
mod desk;
mod dto;
mod findings;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod imports;
mod json;
mod kept;
mod live_book;
mod observe;
mod openapi;
mod params;
mod problem;
mod repeating;
mod routes;
mod scalar;
mod server;
mod settings;
mod sign_in;
mod wire;

#[doc(hidden)]
pub use cli::settings_page;
pub use cli::{Cli, Command, run};
pub use commands::KeysOptions;
pub use desk::Desk;
pub use dto::opportunities_json;
pub use imports::{ImportSettings, Imports};
pub use live_book::{LiveBook, Refresher, Snapshot};
pub use observe::{LogFormat, ObserveSettings, Readiness};
pub use repeating::Repeating;
#[doc(hidden)]
pub use routes::{Access, Route, Serves, table as routes};
pub use server::serve;
pub use settings::Settings;
pub use sign_in::{Required, SignIn, SignInMode, SignInSettings};
pub use wire::{Origins, ProxyHeader, Rates, Trusted, Wire, WireSettings};
