//! `cargo xtask test`: check, then every test, on a throw-away PostgreSQL.

use std::process::Stdio;

use local_pg::Throwaway;

use crate::cargo::{cargo, must, status};
use crate::check;
use crate::check::ALL_FEATURES;
use crate::terminal::{Outcome, say};

/// Where tests find the cluster that is started for all of them.
const TEST_CLUSTER_URL: &str = "TEST_CLUSTER_URL";

pub(crate) fn run() -> Outcome {
    check::run()?;
    must(
        "examples in the documentation",
        cargo(&["test", "--workspace", "--doc", "--quiet"]).args(ALL_FEATURES),
    )?;
    let cluster = Throwaway::start(&mut |line| say(line)).map_err(|error| error.to_string())?;
    let has_nextest =
        status(cargo(&["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()))
            .is_ok_and(|status| status.success());
    let mut tests = if has_nextest {
        cargo(&["nextest", "run", "--workspace"])
    } else {
        cargo(&["test", "--workspace", "--lib", "--bins", "--tests"])
    };
    tests.args(ALL_FEATURES).env(TEST_CLUSTER_URL, cluster.url("postgres"));
    // Settings of the person who runs the tests are none of the tests'.
    for setting in ["DATABASE_URL", "BIND", "PORT", "LOG"] {
        tests.env_remove(setting);
    }
    must("tests", &mut tests)?;
    Ok(0)
}
