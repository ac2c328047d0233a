//! The server: `api` with `DATABASE_URL`.

use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use api::{Desk, LiveBook, Refresher, Settings};
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

#[actix_web::main]
async fn main() -> ExitCode {
    // A missing .env is no fault; a broken one shows in the settings that it does not set.
    let _ = dotenvy::dotenv();
    let settings = Settings::parse();
    let Ok(filter) = EnvFilter::try_new(&settings.log) else {
        return refuse(&format!("--log takes a level or a filter, not {:?}", settings.log));
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    match run(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => refuse(&reason),
    }
}

fn refuse(reason: &str) -> ExitCode {
    use std::io::Write;
    // Where nobody listens to standard error, the exit code has to do.
    let _ = writeln!(io::stderr(), "api: {reason}");
    ExitCode::FAILURE
}

async fn run(settings: Settings) -> Result<(), String> {
    let patience = Duration::from_millis(settings.pool_patience_millis);
    let pool = store_pg::pool(&settings.database_url, settings.pool_size, patience)
        .map_err(|error| error.to_string())?;
    let address = (settings.bind, settings.port);
    let listener = TcpListener::bind(address).map_err(|fault| {
        format!("cannot listen on {}:{}: {fault}", settings.bind, settings.port)
    })?;
    let bound = listener.local_addr().map_err(|fault| fault.to_string())?;
    let live = LiveBook::keeping(settings.kept_megabytes as usize * 1_000_000);
    let refresher = Refresher::start(
        live.clone(),
        settings.database_url,
        Duration::from_millis(settings.refresh_millis),
    );
    let server = api::serve(Desk::new(live, pool), listener, settings.workers.into())
        .map_err(|fault| fault.to_string())?;
    tracing::info!(address = %bound, "listening");
    let ended = server.await.map_err(|fault| fault.to_string());
    drop(refresher);
    ended
}
