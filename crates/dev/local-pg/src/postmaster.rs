//! One server process: how it stands, starting it, stopping it. Locks and policy are the cluster's.

use std::fs;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::error::last_lines;
use crate::server::{PORT, socket_name};
use crate::user::ServerUser;
use crate::{Error, Programs, Result, Server};

/// Recovery after a crash replays up to a few GB of log first.
const READY_LIMIT: Duration = Duration::from_secs(120);
/// How long a killed server's last processes may keep a new one from starting.
const REMAINS_LIMIT: Duration = Duration::from_secs(10);
const STOP_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(10);
/// The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS.
const MAX_SOCKET_PATH: usize = 103;

/// What a crash of the machine may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing that was committed: PostgreSQL's defaults.
    Ordinary,
    /// Everything: for throw-away clusters.
    None,
}

/// How a server stands, by its own word and the kernel's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No process, whatever files it left.
    Absent,
    /// Starting, recovering or stopping.
    Unsettled(u32),
    /// Takes connections.
    Ready(u32, PathBuf),
}

/// The server of a data directory, by its `postmaster.pid` and the process named there.
pub(crate) fn state(pgdata: &Path) -> Result<State> {
    let file = pgdata.join("postmaster.pid");
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(State::Absent);
        }
        Err(error) => return Err(Error::io("read", &file)(error)),
    };
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let Some(pid) = lines.first().and_then(|line| line.trim().parse().ok()) else {
        return Ok(State::Absent);
    };
    if !is_postmaster(pid, pgdata) {
        return Ok(State::Absent);
    }
    Ok(match (lines.get(4), lines.get(7)) {
        (Some(socket_dir), Some(status)) if status.trim() == "ready" => {
            State::Ready(pid, PathBuf::from(socket_dir))
        }
        _ => State::Unsettled(pid),
    })
}

/// Whether that process is the server of that directory, and not a stranger with a number used again.
fn is_postmaster(pid: u32, pgdata: &Path) -> bool {
    if Path::new("/proc/self").exists() {
        // A postmaster's working directory is its data; a dead process that waits for its parent has none.
        return fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == pgdata);
    }
    let ps = Command::new("ps").args(["-o", "stat=,comm=", "-p", &pid.to_string()]).output();
    ps.is_ok_and(|ps| {
        let line = String::from_utf8_lossy(&ps.stdout).trim().to_owned();
        !line.starts_with('Z') && line.ends_with("postgres")
    })
}

/// Starts the server and returns when it takes connections. It outlives us: a session's Ctrl-C does
/// not reach it unless it is a throw-away one, which ends with the run it belongs to.
pub(crate) fn launch(
    programs: &Programs,
    user: &ServerUser,
    pgdata: &Path,
    durability: Durability,
) -> Result<Server> {
    let socket_dir = socket_dir(pgdata, user)?;
    let log = log_file(pgdata);
    match fs::rename(&log, log.with_extension("log.1")) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(Error::io("set aside", &log)(error));
        }
        _ => {}
    }
    let began = Instant::now();
    loop {
        let server = spawn(programs, user, pgdata, &socket_dir, durability)?;
        match wait_until_ready(pgdata, Some(server)) {
            // A server that was killed leaves its number to be collected and children that finish
            // their statement; PostgreSQL rightly refuses the data until both are gone.
            Err(Error::NotReady { log, .. })
                if began.elapsed() < REMAINS_LIMIT
                    && (log.contains("pre-existing shared memory block")
                        || log.contains("\"postmaster.pid\" already exists")) =>
            {
                thread::sleep(POLL * 10);
            }
            settled => return settled,
        }
    }
}

type Ended = JoinHandle<std::io::Result<ExitStatus>>;

fn spawn(
    programs: &Programs,
    user: &ServerUser,
    pgdata: &Path,
    socket_dir: &Path,
    durability: Durability,
) -> Result<Ended> {
    // The shell opens the log as the server's user: root must not follow a link that is planted there.
    let mut command = user.command("/bin/sh");
    command.args(["-c", r#"exec "$@" >>"$0" 2>&1"#]).arg(log_file(pgdata)).arg(programs.postgres());
    command.arg("-D").arg(pgdata).arg("-k").arg(socket_dir).args(["-p", &PORT.to_string()]);
    let ordinary = [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "logging_collector=off",
        "log_destination=stderr",
    ];
    // Many test processes with a pool each share one throw-away cluster.
    let careless = [
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "autovacuum=off",
        "max_connections=300",
    ];
    match durability {
        Durability::Ordinary => drop(command.process_group(0)),
        Durability::None => drop(command.args(careless.map(|setting| format!("--{setting}")))),
    }
    command.args(ordinary.map(|setting| format!("--{setting}")));
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Error::io("run", &programs.postgres()))?;
    // A process that has ended keeps its number until it is waited for, and PostgreSQL would take it
    // for one that still runs.
    let ended = thread::Builder::new().name("postmaster".to_owned()).spawn(move || child.wait());
    ended.map_err(Error::io("watch", &programs.postgres()))
}

/// Waits for the server, ours (`ended` says when it gave up) or another's, to take connections.
pub(crate) fn wait_until_ready(pgdata: &Path, ended: Option<Ended>) -> Result<Server> {
    let began = Instant::now();
    let not_ready =
        |what: String| Error::NotReady { dir: pgdata.to_owned(), what, log: log_tail(pgdata) };
    loop {
        // Asked before the state is: a server that ends in between would else pass for one that starts.
        let over = ended.as_ref().is_some_and(JoinHandle::is_finished);
        match state(pgdata)? {
            State::Ready(_, socket_dir) => {
                let server = Server::at(socket_dir);
                match server.execute("postgres", "") {
                    Ok(_) => return Ok(server),
                    // Restarting after a crash of one of its processes: it says "ready" all the while.
                    Err(Error::Sql { code, .. }) if code == "57P03" => {}
                    // It ended since we looked, which the next look tells.
                    Err(Error::Io { .. } | Error::Protocol(_)) => {}
                    Err(other) => return Err(other),
                }
            }
            State::Absent if over || ended.is_none() => {
                let status = ended.map(|ended| ended.join().ok().and_then(std::result::Result::ok));
                let status =
                    status.flatten().map_or_else(String::new, |status| format!(" ({status})"));
                return Err(not_ready(format!("ended{status} before it was ready")));
            }
            State::Absent | State::Unsettled(_) => {}
        }
        if began.elapsed() > READY_LIMIT {
            return Err(not_ready(format!(
                "was not ready after {} s and goes on trying",
                READY_LIMIT.as_secs()
            )));
        }
        thread::sleep(POLL);
    }
}

/// How a server ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// Ends its clients and writes everything down.
    Fast,
    /// Ends at once; the next start would recover.
    Immediate,
}

/// Stops the server if there is one and returns when its process is gone.
pub(crate) fn stop(pgdata: &Path, how: Stop) -> Result<()> {
    let (pid, socket_dir) = match state(pgdata)? {
        State::Absent => return Ok(()),
        State::Unsettled(pid) => (pid, None),
        State::Ready(pid, socket_dir) => (pid, Some(socket_dir)),
    };
    let signal = match how {
        Stop::Fast => "INT",
        Stop::Immediate => "QUIT",
    };
    // The shell's own `kill`: small systems have no other, and std has none.
    let kill = Command::new("/bin/sh")
        .args(["-c", r#"kill -s "$1" "$2" 2>/dev/null"#, "sh", signal, &pid.to_string()])
        .status();
    kill.map_err(Error::io("run", Path::new("/bin/sh")))?; // failing means that it is gone, as is seen below
    let began = Instant::now();
    while is_postmaster(pid, pgdata) {
        if began.elapsed() > STOP_LIMIT {
            return Err(Error::NotStopped {
                dir: pgdata.to_owned(),
                pid,
                seconds: STOP_LIMIT.as_secs(),
            });
        }
        thread::sleep(POLL);
    }
    if let Some(short) = socket_dir.filter(|dir| dir != pgdata) {
        let _ = fs::remove_dir(short); // an empty directory in /tmp, no harm if it stays
    }
    Ok(())
}

/// Where the server writes what happens to it.
pub(crate) fn log_file(pgdata: &Path) -> PathBuf {
    pgdata.join("server.log")
}

fn log_tail(pgdata: &Path) -> String {
    let tail = fs::File::open(log_file(pgdata)).and_then(|mut log| {
        let length = log.metadata()?.len();
        log.seek(SeekFrom::Start(length.saturating_sub(8192)))?;
        let mut tail = Vec::new();
        log.take(8192).read_to_end(&mut tail)?;
        Ok(tail)
    });
    tail.map_or_else(|_| "  (there is no log)".to_owned(), |tail| last_lines(&tail, 15))
}

/// The data directory itself, unless the socket's path would be too long for the kernel or hold what
/// means something in a list of directories; then a short one of its own, closed to others.
fn socket_dir(pgdata: &Path, user: &ServerUser) -> Result<PathBuf> {
    let bytes = pgdata.as_os_str().as_encoded_bytes();
    let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._+-".contains(byte));
    if plain && bytes.len() + 1 + socket_name().len() <= MAX_SOCKET_PATH {
        return Ok(pgdata.to_owned());
    }
    let name: String =
        Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let short = PathBuf::from(format!("/tmp/lpg-{name}"));
    match fs::DirBuilder::new().mode(0o700).create(&short) {
        Ok(()) => user.own(&short)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Error::io("make", &short)(error)),
    }
    // The name can be guessed: somebody else's directory, or a link, would let them answer for us.
    let there = fs::symlink_metadata(&short).map_err(Error::io("open", &short))?;
    if !there.is_dir() || there.uid() != user.uid()? || there.permissions().mode() & 0o077 != 0 {
        return Err(Error::io("trust, because others can write there,", &short)(
            ErrorKind::PermissionDenied.into(),
        ));
    }
    Ok(short)
}
