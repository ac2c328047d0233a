//! `cargo xtask`, on a private database of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::{env, fs};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

/// A directory for a private database and whatever else.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let directory = TempDir::new().unwrap();
        // The database's own user has to reach its directory.
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self(directory)
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// `cargo xtask` with these arguments and no others.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        // Settings of the person who runs the tests are none of the tests'.
        let kept = ["PATH", "HOME", "USER", "TMPDIR"].map(|name| (name, env::var_os(name)));
        command.args(arguments).env_clear().current_dir(self.0.path());
        command.envs(kept.into_iter().filter_map(|(name, value)| Some((name, value?))));
        command
    }

    /// Such as `["db", "url"]`, on this place's database, with programs that are built already.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.arg("--data-dir").arg(self.0.path().join("data"));
        command.env("XTASK_PROGRAMS", programs());
        command
    }

    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

/// Where the programs are that tests are made with, built here where only this package was.
pub(crate) fn programs() -> &'static Path {
    let programs = Path::new(env!("CARGO_BIN_EXE_xtask")).parent().unwrap();
    let packages = ["api", "importer", "sample-book"];
    if packages.iter().any(|package| !programs.join(package).exists()) {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--workspace", "--quiet", "--target-dir"]);
        build.arg(programs.parent().unwrap());
        build.args(packages.map(|program| format!("--bin={program}")));
        assert!(build.status().unwrap().success());
    }
    programs
}

/// `cargo xtask run`, from its first question on.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it says may be asked.
    pub(crate) questions: Vec<String>,
}

impl Running {
    pub(crate) fn start(place: &Place, files: &[&Path]) -> Self {
        let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let mut questions = Vec::new();
        let mut begun = Self::begin(place, &files, |line| {
            let question =
                line.trim().strip_prefix("curl -s '").and_then(|it| it.strip_suffix('\''));
            questions.extend(question.map(str::to_owned));
            questions.len() == 3
        });
        begun.questions = questions;
        begun
    }

    /// From the first line on that has these words.
    pub(crate) fn told(place: &Place, arguments: &[&str], words: &str) -> Self {
        Self::begin(place, arguments, |line| line.contains(words))
    }

    fn begin(place: &Place, arguments: &[&str], mut has_begun: impl FnMut(&str) -> bool) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut command = place.command(&["run", "--port", &address.port().to_string()]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let mut lines = lines.map(|line| line.unwrap());
        assert!(lines.any(|line| has_begun(&line)), "it ended before it said what was to be said");
        Self { child, address, questions: Vec::new() }
    }

    /// What is answered to a question, or to another path.
    pub(crate) fn get(&self, question: &str) -> Value {
        let host = format!("http://{}", self.address);
        let path = question.strip_prefix(&host).unwrap_or(question);
        let mut stream = TcpStream::connect(self.address).unwrap();
        let host = self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{question}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    /// The status and the answer to a file that is sent there.
    pub(crate) fn post(&self, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let (host, length) = (self.address, body.len());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn end(mut self, signal: Signal) -> ExitStatus {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
        let ended = self.child.wait().unwrap();
        assert!(TcpStream::connect(self.address).is_err(), "the server is still there");
        ended
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After a failure; else it has ended, and its number may be somebody else's.
        if let Ok(None) = self.child.try_wait() {
            let _ = kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), Signal::SIGTERM);
            let _ = self.child.wait();
        }
    }
}

/// All that is written to a terminal, whose last writer's end is an error to its reader on Linux.
pub(crate) fn read_all(terminal: OwnedFd) -> String {
    let mut terminal = fs::File::from(terminal);
    let (mut said, mut some) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = terminal.read(&mut some) {
        said.extend_from_slice(&some[..length]);
    }
    String::from_utf8_lossy(&said).into_owned()
}
