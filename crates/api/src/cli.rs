//! The command line: the server, and what its operator does beside it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::audit::{self, Audit, AuditOptions};
use crate::commands::KeysOptions;
use crate::observe::{Exporter, Reports, audit_queue, connections, look_at_the_book, slow_from};
use crate::settings::{self, DotEnv};
use crate::wire::{Told, serve_until_told};
use crate::{
    Desk, Imports, LiveBook, Rates, Readiness, Refresher, Settings, SignIn, SignInMode, Wire,
    commands, serve,
};

/// How long a server that ends waits for the database to take the last entries of the audit trail;
/// what is left is sent by the next one.
const LAST_ENTRIES: Duration = Duration::from_secs(5);

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
    /// Show who asked for what: the audit trail, the newest entries first.
    Audit(AuditOptions),
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
        Command::Audit(options) => audit::show(&options, &settings.database_url),
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
    let _reports = Reports::start(&settings.log, &settings.observe)?;
    // Several are compiled in, so that rustls would not know which one to take.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    actix_web::rt::System::new().block_on(answer(settings))
}

async fn answer(settings: Settings) -> Result<(), String> {
    settings.sign_in.check(settings.bind, &settings.wire)?;
    let workers = settings.workers();
    let patience = Duration::from_millis(settings.pool_patience_millis);
    let pool = store_pg::pool(&settings.database_url, settings.pool_size, patience)
        .map_err(|error| error.to_string())?;
    let readiness = Readiness::new(settings.observe.book_stale_days);
    let wire = Wire::new(&settings.wire, rates(&settings), Arc::clone(&readiness))?;
    let address = (settings.bind, settings.port);
    let listener = TcpListener::bind(address).map_err(|fault| {
        format!("cannot listen on {}:{}: {fault}", settings.bind, settings.port)
    })?;
    let bound = listener.local_addr().map_err(|fault| fault.to_string())?;
    let exporter = Exporter::start(&settings.observe)?;
    slow_from(settings.observe.slow_statement_millis);
    let live = LiveBook::keeping(settings.kept_megabytes as usize * 1_000_000);
    let (sign_in, keeper) = SignIn::start(&settings.sign_in, &settings.database_url)?;
    // Where nobody signs in there is nobody to write down.
    let audit = match settings.sign_in.sign_in {
        SignInMode::Open => None,
        SignInMode::Required => Some(Audit::open(&settings.audit, &settings.database_url)?),
    };
    let imports = Imports::new(&settings.imports, &settings.database_url)?;
    let refresher = Refresher::start(
        live.clone(),
        settings.database_url,
        Duration::from_millis(settings.refresh_millis),
    );
    let (shared, trail) = (pool.clone(), audit.clone());
    rt::spawn(look_at_the_book(live.clone(), Arc::clone(&readiness), move || {
        connections(&shared);
        trail.iter().for_each(|trail| audit_queue(trail.waiting().entries));
    }));
    let desk = Desk::new(live, pool, sign_in).taking(imports).auditing(audit.clone());
    let server = serve(desk, wire, listener, workers).map_err(|fault| fault.to_string())?;
    let told = Told::listen()?;
    tracing::info!(address = %bound, "listening");
    let ended = serve_until_told(server, &readiness, told).await;
    drop((refresher, keeper));
    audit.iter().for_each(|audit| audit.close(LAST_ENTRIES));
    if let Some(exporter) = exporter {
        exporter.end().await;
    }
    ended
}

/// Where nobody signs in, nobody from elsewhere can ask, and nobody is kept waiting.
fn rates(settings: &Settings) -> Rates {
    if settings.sign_in.sign_in == SignInMode::Open {
        return Rates::off();
    }
    Rates::new(settings.wire.rate_per_key, settings.wire.rate_per_address)
}
