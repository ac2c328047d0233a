//! The command line: the server, and what its operator does beside it.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::commands::KeysOptions;
use crate::settings::{self, DotEnv};
use crate::{Desk, LiveBook, Refresher, Settings, SignIn, commands, serve};

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
    /// Print the settings in force, and where each comes from.
    Config,
    /// Make, list and revoke API keys.
    Keys(KeysOptions),
}

/// The settings as a page of Markdown.
#[doc(hidden)]
#[must_use]
pub fn settings_page() -> String {
    settings::table(&Cli::command())
}

/// Does what the command line asks for.
#[must_use]
pub fn run(command_line: impl IntoIterator<Item = OsString>) -> ExitCode {
    let dot_env = match DotEnv::load() {
        Ok(dot_env) => dot_env,
        Err(reason) => return refuse(&reason),
    };
    let matches = Cli::command().get_matches_from(command_line);
    let Cli { settings, command } = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = match command.unwrap_or(Command::Serve) {
        Command::Serve => start(settings),
        Command::Config => commands::config(&matches, &dot_env),
        Command::Keys(options) => commands::keys(&settings.database_url, options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => refuse(&reason),
    }
}

fn refuse(reason: &str) -> ExitCode {
    // Where nobody listens to standard error, the exit code has to do.
    let _ = writeln!(io::stderr(), "api: {reason}");
    ExitCode::FAILURE
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
    settings.sign_in.check(settings.bind)?;
    let workers = settings.workers();
    let patience = Duration::from_millis(settings.pool_patience_millis);
    let pool = store_pg::pool(&settings.database_url, settings.pool_size, patience)
        .map_err(|error| error.to_string())?;
    let address = (settings.bind, settings.port);
    let listener = TcpListener::bind(address).map_err(|fault| {
        format!("cannot listen on {}:{}: {fault}", settings.bind, settings.port)
    })?;
    let bound = listener.local_addr().map_err(|fault| fault.to_string())?;
    let live = LiveBook::keeping(settings.kept_megabytes as usize * 1_000_000);
    let (sign_in, keeper) = SignIn::start(&settings.sign_in, &settings.database_url)?;
    let refresher = Refresher::start(
        live.clone(),
        settings.database_url,
        Duration::from_millis(settings.refresh_millis),
    );
    let server = serve(Desk::new(live, pool, sign_in), listener, workers)
        .map_err(|fault| fault.to_string())?;
    tracing::info!(address = %bound, "listening");
    let ended = server.await.map_err(|fault| fault.to_string());
    drop((refresher, keeper));
    ended
}
