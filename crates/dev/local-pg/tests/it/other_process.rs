//! Tests that need a second process run this binary again with one of the ignored "tests" below.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use local_pg::{Cluster, Throwaway};

const ARGUMENT: &str = "LOCAL_PG_TEST_ARGUMENT";

pub(crate) struct Other {
    pub(crate) child: Child,
    /// What it reported.
    pub(crate) word: String,
}

/// Runs a helper until it reports one word; then it waits for the end of its standard input.
pub(crate) fn other_process(helper: &str, argument: &Path) -> Other {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--nocapture", "--exact", &format!("other_process::{helper}")])
        .env(ARGUMENT, argument)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let word =
        lines.map(Result::unwrap).find_map(|line| Some(line.split_once("word=")?.1.to_owned()));
    Other { child, word: word.expect("the helper reports") }
}

impl Other {
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn finish(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

#[allow(clippy::print_stdout)] // how the helper speaks to its parent
fn report_and_wait(word: &str) {
    println!("\nword={word}");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
#[ignore = "a helper process of other tests"]
fn start_a_cluster() {
    let Some(dir) = std::env::var_os(ARGUMENT) else { return };
    let cluster = Cluster::start(Path::new(&dir), &mut |_| {}).unwrap();
    report_and_wait(&cluster.started_here().to_string());
}

#[test]
#[ignore = "a helper process of other tests"]
fn hold_a_throwaway() {
    if std::env::var_os(ARGUMENT).is_none() {
        return;
    }
    let throwaway = Throwaway::start(&mut |_| {}).unwrap();
    report_and_wait(&throwaway.url("postgres"));
}
