//! What an operator sees while a file is read: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use store_pg::LockHolder;

/// How often plain lines come.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Told what goes on.
pub trait Progress {
    /// A file of that many bytes, where known, is being read.
    fn reading(&mut self, name: &str, size: Option<u64>);
    /// So much of it has been read.
    fn read(&mut self, bytes: u64, records: u64);
    /// Another import goes first.
    fn waiting(&mut self, holder: &LockHolder);
    /// Whether this import may wait for the other one; else it is refused.
    fn may_wait(&self) -> bool {
        true
    }
    /// The file is read, and becomes part of the book.
    fn merging(&mut self);
    /// No more will be read of the file, whether it was read to its end or not: whoever still hands
    /// it over may stop.
    fn let_go(&mut self) {}
    /// The import is over, whatever its end.
    fn finished(&mut self);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn reading(&mut self, _name: &str, _size: Option<u64>) {}
    fn read(&mut self, _bytes: u64, _records: u64) {}
    fn waiting(&mut self, _holder: &LockHolder) {}
    fn merging(&mut self) {}
    fn finished(&mut self) {}
}

/// A bar where standard error is a terminal, lines where it is not.
pub(crate) fn for_standard_error() -> Box<dyn Progress> {
    if std::io::stderr().is_terminal() { Box::new(Bar::new()) } else { Box::new(Lines::new()) }
}

struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        Self(ProgressBar::hidden())
    }
}

impl Progress for Bar {
    fn reading(&mut self, name: &str, size: Option<u64>) {
        self.0 = size.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let template = match size {
            Some(_) => "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left {msg}",
            None => "{prefix} {spinner} {bytes} {bytes_per_sec} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        self.0.set_prefix(name.to_owned());
    }

    fn read(&mut self, bytes: u64, records: u64) {
        self.0.set_position(bytes);
        self.0.set_message(format!("({records} records)"));
    }

    fn waiting(&mut self, holder: &LockHolder) {
        self.0.println(waiting_for(holder));
    }

    fn merging(&mut self) {
        self.0.set_message("merging into the book");
        self.0.enable_steady_tick(Duration::from_millis(200));
    }

    fn finished(&mut self) {
        self.0.finish_and_clear();
    }
}

struct Lines {
    size: Option<u64>,
    began: Instant,
    last: Instant,
}

impl Lines {
    fn new() -> Self {
        let now = Instant::now();
        Self { size: None, began: now, last: now }
    }
}

impl Progress for Lines {
    fn reading(&mut self, name: &str, size: Option<u64>) {
        *self = Self { size, ..Self::new() };
        say(&format!("reading {name}"));
    }

    fn read(&mut self, bytes: u64, records: u64) {
        if self.last.elapsed() < LINE_EVERY {
            return;
        }
        self.last = Instant::now();
        let seconds = self.began.elapsed().as_secs().max(1);
        let share = self.size.map_or(String::new(), |size| {
            let left = size.saturating_sub(bytes) * seconds / bytes.max(1);
            format!("{}%, {left} s left, ", bytes * 100 / size.max(1))
        });
        say(&format!("{share}{records} records read, {} a second", records / seconds));
    }

    fn waiting(&mut self, holder: &LockHolder) {
        say(&waiting_for(holder));
    }

    fn merging(&mut self) {
        say("merging into the book");
    }

    fn finished(&mut self) {}
}

fn waiting_for(holder: &LockHolder) -> String {
    let LockHolder { pid, application, since } = holder;
    format!("waiting for another import: {application:?}, database process {pid}, since {since}")
}

/// Where nobody listens to standard error, there is nobody to tell.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
