//! The command line: the server, and what its operator does beside it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use access::{SignIn, SignInMode};
use actix_web::rt;
use clap::builder::Resettable;
use clap::{Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;
use http_edge::{
    Edge, Exporter, Rates, Readiness, ShutdownSignal, room_for_connections, serve_until_told,
};
use store_pg::StoreError;

use crate::app_state::AppState;
use crate::audit::Audit;
use crate::book_age::{Freshness, watch_book_age};
use crate::clock::now;
use crate::commands::{self, AuditOptions, KeysOptions};
use crate::database::log_statements_slower_than;
use crate::desk::{DeskKeeper, LiveDesk};
use crate::imports::Imports;
use crate::live_book::{LiveBook, Refresher};
use crate::metrics;
use crate::observe::start_log;
use crate::server::serve;
use crate::settings::{self, DotEnv, Settings};

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
    /// Answer over HTTP. Takes every setting that the program takes.
    Serve,
    /// Print the settings in force, and where each comes from.
    Config,
    /// Make, list and revoke API keys.
    Keys(KeysOptions),
    /// Show who asked for what: the audit trail, the newest entries first.
    Audit(AuditOptions),
    /// Compare the newest book with the reasons before it, as a server does that holds it.
    Settle,
    /// Print what a shell needs to complete command lines.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// The command line. The settings may stand on either side of `serve`.
fn command() -> clap::Command {
    let command = Cli::command();
    let settings = command.get_arguments().filter(|arg| !arg.is_global_set());
    let settings: Vec<Arg> = settings.cloned().map(without_default).collect();
    command.mut_subcommand("serve", |serve| serve.args(settings))
}

/// Behind `serve` a setting says something only where it is given: defaults and the environment were
/// read before it.
fn without_default(arg: Arg) -> Arg {
    arg.default_value(Resettable::Reset).env(Resettable::Reset)
}

/// The settings as a page of Markdown.
#[doc(hidden)]
#[must_use]
pub fn settings_page() -> String {
    settings::table(&command())
}

/// Does what the command line asks for.
#[must_use]
pub fn run(command_line: impl IntoIterator<Item = OsString>) -> ExitCode {
    let dot_env = match DotEnv::load() {
        Ok(dot_env) => dot_env,
        Err(reason) => return refuse(&reason),
    };
    let matches = command().get_matches_from(command_line);
    let Cli { settings, command: asked } = match read(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = match asked.unwrap_or(Command::Serve) {
        Command::Serve => start(settings),
        Command::Config => commands::config(&command(), &matches, &dot_env),
        Command::Keys(options) => commands::keys(&settings.database_url, options),
        Command::Settle => commands::settle(&settings.database_url),
        Command::Audit(options) => commands::audit(&options, &settings.database_url),
        Command::Completions { shell } => commands::completions(command(), shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => refuse(&reason),
    }
}

/// What the command line says, with the settings that stand behind `serve`.
fn read(matches: &ArgMatches) -> Result<Cli, clap::Error> {
    let mut cli = Cli::from_arg_matches(matches)?;
    if let Some(("serve", behind)) = matches.subcommand() {
        cli.settings.update_from_arg_matches(behind)?;
    }
    Ok(cli)
}

fn refuse(reason: &str) -> ExitCode {
    // Where nobody listens to standard error, the exit code has to do.
    let _ = writeln!(io::stderr(), "api: {reason}");
    ExitCode::FAILURE
}

fn start(settings: Settings) -> Result<(), String> {
    let _reports = start_log(&settings.log, &settings.observe)?;
    refuse_unsuitable(&settings.database_url)?;
    // rustls has no provider of its own choice. Where one is installed already, that is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    actix_web::rt::System::new().block_on(answer(settings))
}

/// Refuses a database that will never do. One that is away may come back.
fn refuse_unsuitable(database_url: &str) -> Result<(), String> {
    match store_pg::connect(database_url, "api start") {
        Ok(_) | Err(StoreError::Away(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

async fn answer(settings: Settings) -> Result<(), String> {
    settings.sign_in.check(settings.bind, &settings.edge)?;
    settings.desk.check(settings.sign_in.sign_in == SignInMode::Open)?;
    let workers = settings.workers();
    let patience = Duration::from_millis(settings.pool_patience_millis);
    let pool = store_pg::pool(&settings.database_url, "api", settings.pool_size, patience)
        .map_err(|error| error.to_string())?;
    let readiness = Readiness::new();
    let mut edge = Edge::new(&settings.edge, rates(&settings), Arc::clone(&readiness))?;
    edge.max_connections = room_for_connections(edge.max_connections, other_files(&settings))?;
    let address = (settings.bind, settings.port);
    let listener = TcpListener::bind(address).map_err(|fault| {
        format!("cannot listen on {}:{}: {fault}", settings.bind, settings.port)
    })?;
    let bound = listener.local_addr().map_err(|fault| fault.to_string())?;
    let exporter = exporter(&settings)?;
    log_statements_slower_than(settings.observe.slow_statement_millis);
    let live = LiveBook::with_cache(settings.kept_megabytes as usize * 1_000_000);
    let (sign_in, key_refresher) = SignIn::start(&settings.sign_in, &settings.database_url)?;
    let audit = Audit::open(&settings.audit, &settings.database_url)?;
    let imports = Imports::new(&settings.imports, &settings.database_url)?;
    let freshness = Freshness::of_days(settings.observe.book_stale_days);
    let desk = LiveDesk::new(live.clone(), &settings.desk);
    let pace = Duration::from_millis(settings.refresh_millis);
    let keeper = DeskKeeper::start(desk.clone(), settings.database_url.clone(), pace);
    let refresher = Refresher::start(live.clone(), settings.database_url, pace);
    let (shared, trail) = (pool.clone(), audit.clone());
    rt::spawn(watch_book_age(live.clone(), freshness, move || {
        metrics::connections(&shared);
        metrics::audit_queue(trail.waiting().entries);
    }));
    let state = AppState::new(live, pool, sign_in)
        .with_desk(desk)
        .with_imports(imports)
        .with_freshness(freshness)
        .with_documentation(settings.documentation)
        .with_audit(Some(audit.clone()));
    let server = serve(state, edge, listener, workers).map_err(|fault| fault.to_string())?;
    let signal = ShutdownSignal::listen()?;
    tracing::info!(address = %bound, "listening");
    let ended = serve_until_told(server, &readiness, signal).await;
    drop((refresher, keeper, key_refresher));
    audit.close(LAST_ENTRIES);
    if let Some(exporter) = exporter {
        exporter.end().await;
    }
    ended
}

/// What may be open beside connections of clients: those to the database, each made by way of a second
/// one; a few for each thread; the spools, the log, certificates, and whoever looks at the numbers.
fn other_files(settings: &Settings) -> usize {
    64 + 2 * settings.pool_size as usize + 8 * settings.workers()
}

/// Where a port is set, numbers are kept and told from now on.
fn exporter(settings: &Settings) -> Result<Option<Exporter>, String> {
    let Some(port) = settings.observe.metrics_port else { return Ok(None) };
    let bind = settings.observe.metrics_bind;
    let exporter = Exporter::start(bind, port, &[metrics::STATEMENT_SECONDS])?;
    metrics::describe(now().naive_utc());
    Ok(Some(exporter))
}

/// Where nobody signs in, nobody from elsewhere can ask, and nobody is kept waiting.
fn rates(settings: &Settings) -> Rates {
    if settings.sign_in.sign_in == SignInMode::Open {
        return Rates::off();
    }
    Rates::new(settings.edge.rate_per_key, settings.edge.rate_per_address)
}
