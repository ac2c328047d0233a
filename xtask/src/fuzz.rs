//! `cargo xtask fuzz`: bytes that libFuzzer makes up, for everything that reads bytes from outside.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Args;

use crate::cargo::{must, root, status};
use crate::terminal::{Outcome, print, say};

/// What no input may make a target take.
const BOUNDS: [&str; 3] = ["-rss_limit_mb=1024", "-malloc_limit_mb=256", "-timeout=10"];

/// Without a sanitiser, which safe code has no use for: nearly all of the time goes into runs.
const BUILT: [&str; 4] = ["--fuzz-dir", "crates/dev/fuzz", "--sanitizer", "none"];

#[derive(Args)]
pub(crate) struct Fuzz {
    /// The targets; all of crates/dev/fuzz by default.
    targets: Vec<String>,
    /// Runs of each.
    #[arg(long, default_value_t = 10_000_000)]
    runs: u64,
}

/// What came of a target.
#[derive(Default)]
struct Found {
    runs: u64,
    edges: String,
    features: String,
    corpus: String,
    peak_megabytes: String,
    runs_a_second: String,
    /// The input that it fell over.
    reproducer: Option<String>,
    is_whole: bool,
}

impl Fuzz {
    pub(crate) fn run(self) -> Outcome {
        check_tools()?;
        let all = targets()?;
        if let Some(unknown) = self.targets.iter().find(|target| !all.contains(target)) {
            return Err(format!("there is no target {unknown}, but {}", all.join(", ")));
        }
        must("building the targets", cargo_fuzz("build").args(BUILT))?;
        let chosen = if self.targets.is_empty() { all } else { self.targets };
        let mut failed = Vec::new();
        print(
            "| target | runs | edges | features | corpus | peak MB | runs/s | result |\n\
             |---|---|---|---|---|---|---|---|",
        )?;
        for target in chosen {
            let found = fuzz(&target, self.runs)?;
            print(&found.row(&target))?;
            if !found.is_whole {
                failed.push(match found.reproducer {
                    Some(input) => format!(
                        "{target}: cargo +nightly fuzz run {} {target} {input}",
                        BUILT.join(" ")
                    ),
                    None => target,
                });
            }
        }
        if failed.is_empty() { Ok(0) } else { Err(format!("found\n{}", failed.join("\n"))) }
    }
}

impl Found {
    fn row(&self, target: &str) -> String {
        let Self { runs, edges, features, corpus, peak_megabytes, runs_a_second, .. } = self;
        let result = if self.is_whole { "nothing found" } else { "**failed**" };
        format!(
            "| {target} | {runs} | {edges} | {features} | {corpus} | {peak_megabytes} | \
             {runs_a_second} | {result} |"
        )
    }

    /// Takes what a line of libFuzzer says: progress, the statistics at its end, or a failure.
    fn read(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let after = |name: &str| {
            let place = words.iter().position(|word| *word == name)?;
            words.get(place + 1).map(|word| (*word).to_owned())
        };
        for (name, place) in
            [("cov:", &mut self.edges), ("ft:", &mut self.features), ("corp:", &mut self.corpus)]
        {
            if let Some(value) = after(name).filter(|_| line.starts_with('#')) {
                *place = value;
            }
        }
        for (name, place) in [
            ("stat::average_exec_per_sec:", &mut self.runs_a_second),
            ("stat::peak_rss_mb:", &mut self.peak_megabytes),
        ] {
            if let Some(value) = after(name) {
                *place = value;
            }
        }
        if let Some(runs) = after("stat::number_of_executed_units:") {
            self.runs = runs.parse().unwrap_or_default();
        }
        if let Some((_, input)) = line.split_once("Test unit written to ") {
            self.reproducer = Some(input.trim().to_owned());
        }
    }
}

/// Cargo by its own name, which finds the nightly compiler: ours is another one.
fn cargo_fuzz(command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["+nightly", "fuzz", command]).current_dir(root());
    for ours in ["RUSTC", "RUSTUP_TOOLCHAIN"] {
        cargo.env_remove(ours);
    }
    cargo
}

fn check_tools() -> Result<(), String> {
    let mut asked = cargo_fuzz("--version");
    match status(asked.stdout(Stdio::null()).stderr(Stdio::null())) {
        Ok(status) if status.success() => Ok(()),
        _ => Err("fuzzing needs `rustup toolchain install nightly` and \
                  `cargo install --locked cargo-fuzz`"
            .to_owned()),
    }
}

fn home() -> PathBuf {
    root().join("crates/dev/fuzz")
}

fn targets() -> Result<Vec<String>, String> {
    let files = fs::read_dir(home().join("fuzz_targets")).map_err(|fault| fault.to_string())?;
    let names = files.flatten().filter_map(|file| {
        let name = file.file_name();
        name.to_str()?.strip_suffix(".rs").map(str::to_owned)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// What is short in life is short here: more runs in the same time, and no less found.
fn longest(target: &str) -> u32 {
    match target {
        "file_name" | "cursor" => 128,
        "claims" | "headers" | "query" | "settings" | "token" => 512,
        _ => 1024,
    }
}

fn fuzz(target: &str, runs: u64) -> Result<Found, String> {
    say(&format!("• {target}"));
    let corpus = home().join("corpus").join(target);
    fs::create_dir_all(&corpus).map_err(|fault| format!("{}: {fault}", corpus.display()))?;
    let mut fuzzer = cargo_fuzz("run");
    fuzzer.args(BUILT).arg(target).arg(corpus).arg(home().join("seeds").join(target)).arg("--");
    fuzzer.args(BOUNDS).arg("-print_final_stats=1").arg(format!("-runs={runs}"));
    fuzzer.arg(format!("-max_len={}", longest(target)));
    let mut running = fuzzer
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("{target} cannot be run: {fault}"))?;
    let mut found = Found::default();
    let mut said = Vec::new();
    if let Some(stderr) = running.stderr.take() {
        // A panic quotes the input that caused it, which need not be UTF-8.
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            found.read(&line);
            if !line.starts_with('#') {
                said.push(line);
            }
        }
    }
    let ended = running.wait().map_err(|fault| format!("{target}: {fault}"))?;
    found.is_whole = ended.success() && found.runs >= runs;
    if !found.is_whole {
        said.iter().for_each(|line| say(line));
    }
    Ok(found)
}
