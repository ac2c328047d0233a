//! `faults`: breaks things on purpose, at moments that are known, and sees what was lost.

mod barrier;
mod client;
mod clock;
mod damage;
mod database;
mod database_gone;
mod database_slow;
mod disk_full;
mod exports;
mod importer_killed;
mod kit;
mod migration;
mod odd_clients;
mod program;
mod settle_killed;
mod side_by_side;
mod table;
mod terminal;
mod undo_killed;
mod upload_killed;
mod waiting;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::kit::Kit;
use crate::table::{Row, Table, Tally};
use crate::terminal::{Outcome, print, say};

/// Kill, stop, fill and damage what the project relies on, and see what it loses. The programs
/// `importer` and `api` have to lie beside this one.
#[derive(Debug, Parser)]
#[command(name = "faults")]
struct Cli {
    /// Only faults whose names begin like this; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Where to write the rows as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A fault, and how it is made to happen.
struct Fault {
    name: &'static str,
    run: fn(&Kit) -> Outcome<Tally>,
}

/// In the order in which they are tried.
const FAULTS: [Fault; 28] = [
    Fault { name: "importer_killed_in_parse", run: importer_killed::in_parse },
    Fault { name: "importer_killed_in_copy", run: importer_killed::in_copy },
    Fault { name: "importer_killed_in_merge", run: importer_killed::in_merge },
    Fault { name: "importer_killed_in_commit", run: importer_killed::in_commit },
    Fault { name: "importer_killed_in_undo", run: undo_killed::killed },
    Fault { name: "killed_while_settling", run: settle_killed::killed },
    Fault { name: "server_killed_in_upload", run: upload_killed::killed },
    Fault { name: "database_killed_in_import", run: database_gone::killed_in_import },
    Fault { name: "database_killed_under_requests", run: database_gone::killed_under_requests },
    Fault { name: "database_restarted", run: database_gone::restarted },
    Fault { name: "database_slow", run: database_slow::records_locked },
    Fault { name: "database_slow_for_the_book", run: database_slow::imports_locked },
    Fault { name: "pool_used_up", run: database_slow::pool_used_up },
    Fault { name: "disk_full_of_data", run: disk_full::data },
    Fault { name: "disk_full_of_audit_trail", run: disk_full::spool },
    Fault { name: "two_importers", run: side_by_side::two_importers },
    Fault { name: "two_servers", run: side_by_side::two_servers },
    Fault { name: "migration_half_done", run: migration::killed },
    Fault { name: "book_lacks_rows", run: damage::rows_gone },
    Fault { name: "book_breaks_a_rule", run: damage::rule_broken },
    Fault { name: "clock_moved", run: clock::moved },
    Fault { name: "clock_moved_while_it_runs", run: clock::moved_while_it_runs },
    Fault { name: "client_slow_to_ask", run: odd_clients::slow_to_ask },
    Fault { name: "client_slow_to_read", run: odd_clients::slow_to_read },
    Fault { name: "client_gone_in_answer", run: odd_clients::gone_in_answer },
    Fault { name: "client_gone_in_upload", run: odd_clients::gone_in_upload },
    Fault { name: "body_without_end_to_a_list", run: odd_clients::endless_to_list },
    Fault { name: "body_without_end_to_imports", run: odd_clients::endless_to_imports },
];

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("faults: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing was lost.
fn run(cli: &Cli) -> Outcome<bool> {
    let is_wanted = |fault: &&Fault| {
        cli.only.is_empty() || cli.only.iter().any(|only| fault.name.starts_with(only.as_str()))
    };
    let wanted: Vec<&Fault> = FAULTS.iter().filter(is_wanted).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        return Err(format!("--only takes the beginning of one of {}", names.join(", ")).into());
    }
    let kit = Kit::new()?;
    let mut table = Table::default();
    for fault in wanted {
        say(&format!("• {}", fault.name));
        let began = Instant::now();
        let tally = (fault.run)(&kit).unwrap_or_else(|error| Tally::broken(error.as_ref()));
        kit.recover()?;
        let seconds = began.elapsed().as_secs_f64();
        say(&format!("  {seconds:.1} s"));
        tally.lost().iter().for_each(|lost| say(&format!("  lost: {lost}")));
        table.add(Row { name: fault.name, tally, seconds });
    }
    print(&table.to_string())?;
    if let Some(file) = &cli.json {
        std::fs::write(file, format!("{:#}\n", table.json()))
            .map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    Ok(table.lost_nothing())
}
