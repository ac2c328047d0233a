//! `api config`: the settings in force.

use clap::{ArgMatches, CommandFactory as _};

use super::print;
use crate::cli::Cli;
use crate::settings::{DotEnv, in_force};

/// Prints every setting, its value and where that comes from; secrets are masked.
pub(crate) fn run(matches: &ArgMatches, dot_env: &DotEnv) -> Result<(), String> {
    in_force(&Cli::command(), matches, dot_env).iter().try_for_each(|line| print(line))
}
