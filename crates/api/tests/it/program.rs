//! The program itself: a process that is started, watched and told to end.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    child: Child,
    _spool: TempDir,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Program {
    /// Returns when it listens.
    pub(crate) fn start(database_url: &str, flags: &[&str]) -> Self {
        let (mut command, spool) = command(database_url, flags);
        Self::spawned(command.spawn().unwrap(), spool)
    }

    /// The same, under a limit that the shell sets.
    pub(crate) fn limited(limit: &str, database_url: &str, flags: &[&str]) -> Self {
        let (program, spool) = command(database_url, flags);
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{limit} && exec \"$0\" \"$@\"")]);
        shell.arg(program.get_program()).args(program.get_args());
        shell
            .env("DATABASE_URL", database_url)
            .env("AUDIT_SPOOL", spool.path())
            .stderr(Stdio::piped())
            .stdout(Stdio::null());
        Self::spawned(shell.spawn().unwrap(), spool)
    }

    /// How many files it may hold.
    pub(crate) fn most_files(&self) -> usize {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// The processor time that it has taken, in steps of ten.
    pub(crate) fn cpu_millis(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
        // In user mode, and in the system's, in hundredths of a second.
        fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
    }

    fn spawned(mut child: Child, spool: TempDir) -> Self {
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in stderr.lines() {
                let _ = send.send(line.unwrap());
            }
        });
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut program = Self { address: nowhere, child, _spool: spool, lines, seen: Vec::new() };
        program.address = address(&program.line("listening"));
        program
    }

    /// The first line of the log that holds this, now or later.
    pub(crate) fn line(&mut self, words: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(words)) {
            return line.clone();
        }
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no line {words:?} in {:#?}", self.seen));
            self.seen.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Every line of the log, once it has been told to end.
    pub(crate) fn all_lines(&mut self) -> Vec<String> {
        self.signal(Signal::SIGTERM);
        self.seen.extend(self.lines.iter());
        std::mem::take(&mut self.seen)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What it says where it does not start.
pub(crate) fn refusal(flags: &[&str]) -> String {
    let (mut command, _spool) = command("postgres://nobody@127.0.0.1:1/none", flags);
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{flags:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The address in a line of the log.
pub(crate) fn address(line: &str) -> SocketAddr {
    let rest = line.split_once("127.0.0.1:").unwrap_or_else(|| panic!("{line}")).1;
    let port = rest.split(|letter: char| !letter.is_ascii_digit()).next().unwrap();
    SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()))
}

/// With a spool of its own, unless flags name another.
fn command(database_url: &str, flags: &[&str]) -> (Command, TempDir) {
    let spool = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.args(["--port=0", "--bind=127.0.0.1", "--refresh-millis=20"]).args(flags);
    command.env("DATABASE_URL", database_url).env("AUDIT_SPOOL", spool.path());
    command.stderr(Stdio::piped()).stdout(Stdio::null());
    (command, spool)
}
