//! Answers over HTTP whom a partner should call, why, and what it is worth.
//!
//! Requests are answered from an immutable book in memory; a newer one is swapped in whole when an
//! import lands.
#![deny(missing_docs)]

mod answer_cache;
mod answers;
mod app_state;
mod asked;
pub mod audit;
mod book_age;
mod cli;
mod clock;
mod commands;
mod cursor;
mod database;
mod desk;
mod desk_params;
mod desk_takes;
mod documents;
mod field;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod gate;
mod imports;
mod json;
mod live_book;
mod log_page;
mod metrics;
mod observe;
mod openapi;
mod page;
mod params;
mod plain_value;
mod request;
mod route;
mod router;
mod routes;
mod scalar;
mod schema;
mod server;
mod settings;
mod state;

pub use answers::opportunity::opportunities_json;
pub use app_state::AppState;
pub use book_age::Freshness;
#[doc(hidden)]
pub use cli::settings_page;
pub use cli::{Cli, Command, run};
pub use commands::{AuditOptions, KeysOptions};
pub use desk::{DeskKeeper, DeskSettings, LiveDesk};
pub use imports::{ImportBounds, ImportSettings, Imports};
pub use live_book::{LiveBook, Refresher, Snapshot};
pub use observe::{LogFormat, ObserveSettings};
#[doc(hidden)]
pub use route::{Access, PathParam, Route, Subject};
#[doc(hidden)]
pub use routes::all as routes;
pub use server::serve;
pub use settings::Settings;
pub use state::{DeskVersion, State};
