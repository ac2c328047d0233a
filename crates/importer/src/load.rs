//! One file into the book.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use chrono::NaiveDate;
use sip_export::{BadRecord, Entry, ExportReader, FileError, ReadOptions, date_of_file_name};
use store_pg::{
    Batch, FileEnd, Import, ImportRefused, ImportSource, LockHolder, PgConnection, StoreError,
};

use crate::failure::failure;
use crate::input::{self, Meter, STANDARD_INPUT};
use crate::progress::Progress;
use crate::rejects::Rejects;
use crate::report::{Ending, Report};

/// Records that go to the database at once.
const BATCH: usize = 3_000;

/// A batch of long records ends earlier, once its values take this much.
const BATCH_BYTES: usize = 8_000_000;

/// Batches that may wait for the database: what bounds the memory.
const BATCHES_AHEAD: usize = 3;

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct Request {
    /// The file, or `-` for standard input.
    pub path: PathBuf,
    /// The date it speaks of, where the operator gives it.
    pub as_of: Option<NaiveDate>,
    /// Today in Asia/Kolkata.
    pub today: NaiveDate,
    /// Whether a date after today is taken.
    pub allow_future: bool,
    /// Whether the export is the whole book.
    pub complete: bool,
    /// Whether one bad record is too many.
    pub strict: bool,
}

/// Imports a file. Bad records go to `rejects`, what goes on to `progress`.
pub fn load(
    connection: &mut PgConnection,
    request: &Request,
    rejects: &mut Rejects,
    progress: &mut dyn Progress,
) -> Report {
    let began = Instant::now();
    let loaded = input::open(&request.path)
        .map_err(|fault| FileError::Io(fault).into())
        .and_then(|(source, size)| load_from(source, size, connection, request, rejects, progress));
    loaded.unwrap_or_else(|error| Report {
        path: request.path.clone(),
        ending: Ending::Failed(failure(&request.path, &error)),
        rejects: rejects.take_first(),
        took: began.elapsed(),
    })
}

/// Imports what `source` has to its end, of that many bytes where that is known, by the rules of a
/// file: the request's path is its name alone.
///
/// # Errors
/// [`StoreError`]; the book is as it was, and `rejects` has the bad records.
pub fn load_from(
    source: impl io::Read + Send,
    size: Option<u64>,
    connection: &mut PgConnection,
    request: &Request,
    rejects: &mut Rejects,
    progress: &mut dyn Progress,
) -> Result<Report, StoreError> {
    let began = Instant::now();
    rejects.begin(&request.path);
    let outcome = import(source, size, connection, request, rejects, progress);
    progress.finished();
    Ok(Report {
        path: request.path.clone(),
        ending: Ending::from(outcome?),
        rejects: rejects.take_first(),
        took: began.elapsed(),
    })
}

fn import(
    source: impl io::Read + Send,
    size: Option<u64>,
    connection: &mut PgConnection,
    request: &Request,
    rejects: &mut Rejects,
    progress: &mut dyn Progress,
) -> Result<store_pg::Outcome, StoreError> {
    let meter = Meter::default();
    let source = meter.of(source);
    let name = file_name(&request.path);
    let import = Import {
        file_name: name.clone(),
        as_of: date_of(request, &name)?,
        today: request.today,
        allow_future: request.allow_future,
        complete: request.complete,
        strict: request.strict,
    };
    let options = ReadOptions { strict: request.strict, ..ReadOptions::default() };
    progress.reading(&name, size);
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES_AHEAD);
        scope.spawn(move || parse(source, &name, options, &sender));
        let mut parsed = Parsed { batches, meter: &meter, read: 0, rejected: 0, rejects, progress };
        let imported = store_pg::import(connection, &import, &mut parsed);
        parsed.progress.let_go();
        imported
    })
}

/// The operator's date, else that of the file's name.
fn date_of(request: &Request, name: &str) -> Result<Option<NaiveDate>, StoreError> {
    match request.as_of {
        Some(as_of) => Ok(Some(as_of)),
        None => date_of_file_name(name)
            .map_err(|fault| FileError::NotAnExport(format!("{fault}: give --as-of")).into()),
    }
}

fn file_name(path: &Path) -> String {
    if path.as_os_str() == STANDARD_INPUT {
        return "standard input".to_owned();
    }
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What the parser hands over: some records; none at the end of the file; or the fault that ends
/// it. A parser that hangs up without either of the last two has read half a file.
type Handed = Result<Option<ReadRecords>, StoreError>;

/// Some records of a file, good and bad, and how many they are.
struct ReadRecords {
    good: Batch,
    bad: Vec<BadRecord>,
    count: u64,
}

/// Reads the file to its end, or until nobody listens any more.
fn parse(
    source: impl io::Read + Send,
    name: &str,
    options: ReadOptions,
    parsed: &SyncSender<Handed>,
) {
    let mut listens = true;
    let reader = ExportReader::new(source, Some(name), options).map_err(StoreError::from);
    let end = reader.and_then(|reader| {
        let mut reader = reader.peekable();
        while listens && reader.peek().is_some() {
            let batch = next_batch(&mut reader)?;
            listens = parsed.send(Ok(Some(batch))).is_ok();
        }
        Ok(None)
    });
    // Where nobody listens, nobody asks how the file ends.
    let _ = parsed.send(end);
}

/// The next records, as many as go to the database at once.
fn next_batch(
    reader: impl Iterator<Item = Result<Entry, FileError>>,
) -> Result<ReadRecords, StoreError> {
    let mut batch = ReadRecords { good: Batch::default(), bad: Vec::new(), count: 0 };
    for entry in reader.take(BATCH) {
        batch.count += 1;
        match entry? {
            Entry::Good(located) => batch.good.add(&located)?,
            Entry::Bad(bad) => batch.bad.push(bad),
        }
        if batch.good.bytes() > BATCH_BYTES {
            break;
        }
    }
    Ok(batch)
}

/// What the parser hands over, as the store asks for it; bad records are set aside on the way.
struct Parsed<'a> {
    batches: Receiver<Handed>,
    meter: &'a Meter,
    read: u64,
    rejected: u64,
    rejects: &'a mut Rejects,
    progress: &'a mut dyn Progress,
}

impl ImportSource for Parsed<'_> {
    fn next_batch(&mut self) -> Result<Option<Batch>, StoreError> {
        let broken = |_| FileError::Io(io::Error::other("its reader broke off"));
        let Some(ReadRecords { good, bad, count }) = self.batches.recv().map_err(broken)?? else {
            return Ok(None);
        };
        self.read += count;
        self.rejected += bad.len() as u64;
        for bad in bad {
            self.rejects.add(bad).map_err(FileError::Io)?;
        }
        self.progress.read(self.meter.bytes(), self.read);
        Ok(Some(good))
    }

    fn end(&mut self) -> FileEnd {
        FileEnd { sha256: self.meter.sha256(), read: self.read, rejected: self.rejected }
    }

    fn waiting(&mut self, holder: LockHolder) -> Result<(), StoreError> {
        self.progress.waiting(&holder);
        if self.progress.may_wait() { Ok(()) } else { Err(ImportRefused::Busy(holder).into()) }
    }

    fn merging(&mut self) -> Result<(), StoreError> {
        self.progress.merging();
        self.rejects.flush().map_err(FileError::Io)?;
        Ok(())
    }

    fn reject(&mut self, bad: BadRecord) -> Result<(), StoreError> {
        self.rejects.add(bad).map_err(FileError::Io)?;
        Ok(())
    }
}
