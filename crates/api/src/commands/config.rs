//! `api config`: the settings in force.

use clap::{ArgMatches, Command};

use super::output::print;
use crate::settings::{DotEnv, in_force};

/// Prints every setting of `command`, its value and where that comes from; secrets are masked.
pub(crate) fn run(command: &Command, matches: &ArgMatches, dot_env: &DotEnv) -> Result<(), String> {
    in_force(command, matches, dot_env).iter().try_for_each(|line| print(line))
}
