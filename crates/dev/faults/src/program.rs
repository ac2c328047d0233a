//! The project's programs, as an operator runs them.

use std::fs::{self, File};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::client::{Answer, Client};
use crate::exports::Export;
use crate::terminal::Outcome;
use crate::waiting::{until, until_so};

/// A program that was built beside this one, without settings of whoever runs it.
pub(crate) fn program(name: &str) -> Outcome<Command> {
    let path: PathBuf = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        return Err(format!("there is no {name} in {}", path.display()).into());
    }
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let spool = format!("audit-spool-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut command = Command::new(path);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null());
    // Each server has its own, in the directory that it is started in.
    command.env("AUDIT_SPOOL", spool);
    Ok(command)
}

/// A process whose words go to a file; killed when dropped.
pub(crate) struct Process {
    child: Child,
    /// Held open so that the program does not come to the end of its input by itself.
    input: Option<ChildStdin>,
    log: PathBuf,
}

impl Process {
    pub(crate) fn start(command: &mut Command, directory: &Path) -> Outcome<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let log = directory.join(format!("{number}.log"));
        let child = command.current_dir(directory).stderr(File::create(&log)?).spawn()?;
        Ok(Self { child, input: None, log })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> Outcome<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    pub(crate) fn has_ended(&mut self) -> Outcome<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    pub(crate) fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Holds its input open until it is killed.
    pub(crate) fn keep(&mut self, input: ChildStdin) {
        self.input = Some(input);
    }

    /// Waits until it has said this.
    pub(crate) fn wait_for_line(&mut self, words: &str) -> Outcome<String> {
        until(words, || {
            let said = self.said()?;
            // A line that is still being written has no end.
            let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
            if let Some(line) = whole.lines().find(|line| line.contains(words)) {
                return Ok(Some(line.to_owned()));
            }
            if self.has_ended()? {
                return Err(format!("ended without saying {words:?}: {}", self.said()?).into());
            }
            Ok(None)
        })
    }

    /// Ends its input.
    pub(crate) fn let_go(&mut self) {
        self.input = None;
    }

    /// SIGKILL: nothing can be tidied up.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    pub(crate) fn ended(&mut self) -> Outcome<ExitStatus> {
        until("a program's end", || Ok(self.child.try_wait()?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// The importer on a file.
pub(crate) fn import(directory: &Path, url: &str, export: &Export) -> Outcome<Process> {
    let mut command = importer(url, export.as_of)?;
    Process::start(command.arg(&export.path), directory)
}

/// The importer on what it is handed.
pub(crate) fn import_stdin(directory: &Path, url: &str, as_of: &str) -> Outcome<Process> {
    let mut command = importer(url, as_of)?;
    Process::start(command.arg("-").stdin(Stdio::piped()), directory)
}

fn importer(url: &str, as_of: &str) -> Outcome<Command> {
    let mut command = program("importer")?;
    command.env("DATABASE_URL", url);
    command.args(["import", "--allow-future", "--as-of", as_of]);
    Ok(command)
}

/// Takes an import back.
pub(crate) fn undo(directory: &Path, url: &str, import_id: &str) -> Outcome<Process> {
    let mut command = program("importer")?;
    command.env("DATABASE_URL", url).args(["undo", import_id]);
    Process::start(&mut command, directory)
}

/// Compares the newest book with the reasons before it.
pub(crate) fn settle(directory: &Path, url: &str) -> Outcome<Process> {
    let mut command = program("api")?;
    command.env("DATABASE_URL", url).arg("settle");
    Process::start(&mut command, directory)
}

/// Imports a file, which has to go in whole.
pub(crate) fn import_whole(directory: &Path, url: &str, export: &Export) -> Outcome<()> {
    let mut importer = import(directory, url, export)?;
    let status = importer.ended()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("an import failed ({status}): {}", importer.said()?).into())
}

/// The server; killed when dropped.
pub(crate) struct Api {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl Api {
    /// Returns when it listens, with a book or without.
    pub(crate) fn listen(directory: &Path, url: &str, flags: &[&str]) -> Outcome<Self> {
        Self::listen_by(&mut program("api")?, directory, url, flags)
    }

    /// As told, by a command that is made already.
    pub(crate) fn listen_by(
        command: &mut Command,
        directory: &Path,
        url: &str,
        flags: &[&str],
    ) -> Outcome<Self> {
        command.env("DATABASE_URL", url);
        command.args(["--bind=127.0.0.1", "--port=0"]).args(flags);
        let mut process = Process::start(command, directory)?;
        let line = process.wait_for_line("listening")?;
        let port = line.split_once("127.0.0.1:").map_or("", |(_, port)| port);
        let port = port.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
        let address = SocketAddr::from(([127, 0, 0, 1], port.parse()?));
        Ok(Self { process, address })
    }

    /// Returns when it serves a book.
    pub(crate) fn serve(directory: &Path, url: &str, flags: &[&str]) -> Outcome<Self> {
        let api = Self::listen(directory, url, flags)?;
        api.wait_for_status("/health/ready", 200)?;
        Ok(api)
    }

    /// Asks on a connection of its own.
    pub(crate) fn get(&self, path: &str) -> Outcome<Answer> {
        Client::connect(self.address)?.get(path, "")
    }

    /// Sends an export.
    pub(crate) fn post(&self, as_of: &str, export: &[u8]) -> Outcome<Answer> {
        let mut client = Client::connect(self.address)?;
        let length = format!("Content-Length: {}", export.len());
        client.send(crate::client::upload(as_of, &length).as_bytes())?;
        client.send(export)?;
        client.answer()
    }

    pub(crate) fn wait_for_status(&self, path: &str, status: u16) -> Outcome<Answer> {
        until(&format!("{path}: {status}"), || {
            Ok(Some(self.get(path)?).filter(|answer| answer.status == status))
        })
    }

    /// Waits until the newest book is the one that this body is from.
    pub(crate) fn wait_for_list(&self, path: &str, body: &[u8]) -> Outcome<()> {
        until_so("the right book", || Ok(self.get(path)?.body == body))
    }

    /// How many files and connections it has open.
    pub(crate) fn open_files(&self) -> Outcome<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.process.id()))?.count())
    }

    /// Whether it keeps a body: in a file that has no name.
    pub(crate) fn keeps_a_body(&self) -> Outcome<bool> {
        let open = fs::read_dir(format!("/proc/{}/fd", self.process.id()))?;
        // One that is closed meanwhile is none.
        let targets = open.flatten().filter_map(|file| fs::read_link(file.path()).ok());
        Ok(targets.into_iter().any(|target| target.to_string_lossy().ends_with(" (deleted)")))
    }

    /// What it holds in memory.
    pub(crate) fn memory_megabytes(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kilobytes.unwrap_or_default().trim().parse::<u64>()? / 1024)
    }
}

/// Writes, and says whether all of it was taken: whoever reads may have hung up.
pub(crate) fn write_all(out: &mut impl Write, bytes: &[u8]) -> bool {
    out.write_all(bytes).and_then(|()| out.flush()).is_ok()
}
