//! The project's programs as an operator runs them: how long they take, and what memory at most.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::terminal::Outcome;

const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A program that was built beside this one.
pub(crate) fn program(name: &str) -> Outcome<Command> {
    let bench = std::env::current_exe()?;
    let path: PathBuf = bench.with_file_name(name);
    if path.exists() { Ok(Command::new(path)) } else { Err(format!("there is no {name}").into()) }
}

/// A run of a program from its start to its end.
pub(crate) struct Run {
    pub(crate) seconds: f64,
    /// The most memory that it ever held, where the system tells.
    pub(crate) peak_bytes: Option<u64>,
    /// What it printed, a few lines at most.
    pub(crate) printed: String,
}

/// Runs a program that has to succeed.
pub(crate) fn run(command: &mut Command) -> Outcome<Run> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut peak_bytes = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak_bytes = memory(child.id(), "VmHWM").or(peak_bytes);
        thread::sleep(LOOK_EVERY);
    };
    let seconds = began.elapsed().as_secs_f64();
    let mut printed = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut printed)?;
    }
    if !status.success() {
        return Err(format!("a program failed: {printed}").into());
    }
    Ok(Run { seconds, peak_bytes, printed })
}

/// What Linux says of a process's memory, in bytes.
pub(crate) fn memory(pid: u32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// A program that ends with this.
pub(crate) struct Background(Child);

impl Background {
    pub(crate) fn start(command: &mut Command) -> Outcome<Self> {
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?))
    }

    pub(crate) fn memory(&self, field: &str) -> Option<u64> {
        memory(self.0.id(), field)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
