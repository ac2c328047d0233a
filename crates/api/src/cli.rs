//! The command line: the server, and what its operator does beside it.

use std::io::{self, IsTerminal, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::audit::{self, AuditOptions};
use crate::{Desk, Imports, LiveBook, Refresher, Settings, serve};

/// Answers over HTTP whom a partner should call, why, and what it is worth.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = false)]
pub struct Cli {
    /// What the server may be told.
    #[command(flatten)]
    pub settings: Settings,
    /// What to do; to serve, unless told otherwise.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer over HTTP.
    Serve,
    /// Show who asked for what: the audit trail, the newest entries first.
    Audit(AuditOptions),
}

/// Does what the command line asks for.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let Cli { settings, command } = cli;
    let done = match command.unwrap_or(Command::Serve) {
        Command::Serve => start(settings),
        Command::Audit(options) => audit::show(&options, &settings.database_url),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Where nobody listens to standard error, the exit code has to do.
            let _ = writeln!(io::stderr(), "api: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start(settings: Settings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|_| format!("--log takes a level or a filter, not {:?}", settings.log))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    actix_web::rt::System::new().block_on(answer(settings))
}

async fn answer(settings: Settings) -> Result<(), String> {
    let patience = Duration::from_millis(settings.pool_patience_millis);
    let pool = store_pg::pool(&settings.database_url, settings.pool_size, patience)
        .map_err(|error| error.to_string())?;
    let address = (settings.bind, settings.port);
    let listener = TcpListener::bind(address).map_err(|fault| {
        format!("cannot listen on {}:{}: {fault}", settings.bind, settings.port)
    })?;
    let bound = listener.local_addr().map_err(|fault| fault.to_string())?;
    let live = LiveBook::keeping(settings.kept_megabytes as usize * 1_000_000);
    let imports = Imports::new(&settings.imports, &settings.database_url)?;
    let refresher = Refresher::start(
        live.clone(),
        settings.database_url,
        Duration::from_millis(settings.refresh_millis),
    );
    let server = serve(Desk::new(live, pool).taking(imports), listener, settings.workers.into())
        .map_err(|fault| fault.to_string())?;
    tracing::info!(address = %bound, "listening");
    let ended = server.await.map_err(|fault| fault.to_string());
    drop(refresher);
    ended
}
