//! One file into the book.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use sip_export::{
    BadRecord, Entry, ExportKind, ExportReader, FileError, ReadOptions, TwoDates,
    date_of_file_name, kolkata,
};
use store_pg::{
    Batch, FileEnd, Import, ImportOptions, ImportRefused, ImportSource, LockHolder, PgConnection,
    StoreError,
};

use crate::columns::FileColumns;
use crate::failure::Failure;
use crate::faults::Faults;
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

/// A file, and what is asked of its import.
#[derive(Clone, Debug)]
pub struct Request {
    /// The file, or `-` for standard input.
    pub path: PathBuf,
    /// What is asked. Where no date is given, that of the file's name is taken.
    pub options: ImportOptions,
}

/// The date in Asia/Kolkata: that of an export where nothing else tells, which others may not be after.
pub(crate) fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&kolkata()).date_naive()
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
        ending: Ending::Failed(Failure::of(&request.path, &error)),
        columns: FileColumns::default(),
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
    let mut columns = FileColumns::default();
    let outcome = import(source, size, connection, request, &mut columns, rejects, progress);
    progress.finished();
    Ok(Report {
        path: request.path.clone(),
        ending: Ending::from(outcome?),
        columns,
        rejects: rejects.take_first(),
        took: began.elapsed(),
    })
}

fn import(
    source: impl io::Read + Send,
    size: Option<u64>,
    connection: &mut PgConnection,
    request: &Request,
    columns: &mut FileColumns,
    rejects: &mut Rejects,
    progress: &mut dyn Progress,
) -> Result<store_pg::Outcome, StoreError> {
    let meter = Meter::default();
    let source = meter.of(source);
    let name = file_name(&request.path);
    let import = asked(request, &name)?;
    let ImportOptions { kind, date_order, strict, .. } = request.options;
    let options = ReadOptions { kind, date_order, strict };
    progress.reading(&name, size);
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES_AHEAD);
        scope.spawn(move || parse(source, &name, options, &sender));
        let mut parsed = Parsed::new(batches, &meter, columns, rejects, progress);
        let imported = store_pg::import(connection, &import, &mut parsed);
        parsed.progress.let_go();
        imported
    })
}

/// What the store is asked: the date is that of the file's name where none is given.
fn asked(request: &Request, name: &str) -> Result<Import, ImportRefused> {
    let mut options = request.options.clone();
    if options.as_of.is_none() {
        options.as_of = date_of_file_name(name)
            .map_err(|TwoDates { first, second }| ImportRefused::TwoDates { first, second })?;
    }
    Ok(Import { file_name: name.to_owned(), options })
}

fn file_name(path: &Path) -> String {
    if path.as_os_str() == STANDARD_INPUT {
        return "standard input".to_owned();
    }
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What the parser hands over: what the file is of, first of all; some records; what the columns were,
/// at the end of the file; or the fault that ends it. A parser that hangs up without either of the last
/// two has read half a file.
type Handed = Result<Piece, StoreError>;

enum Piece {
    Kind(ExportKind),
    Records(Box<ReadRecords>),
    End(FileColumns),
}

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
    let end = reader.and_then(|mut reader| {
        let kind = reader.kind();
        listens = parsed.send(Ok(Piece::Kind(kind))).is_ok();
        while listens {
            let batch = next_batch(&mut reader)?;
            if batch.count == 0 {
                break;
            }
            listens = parsed.send(Ok(Piece::Records(Box::new(batch)))).is_ok();
        }
        Ok(Piece::End(FileColumns::from(reader.columns())))
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
            Entry::Client(located) => batch.good.add_client(&located)?,
            Entry::Bad(bad) => {
                if let (ExportKind::Sips, Some(sip_meta_id)) = (bad.kind, &bad.id) {
                    batch.good.add_bad(sip_meta_id);
                }
                batch.bad.push(bad);
            }
        }
        if batch.good.bytes() > BATCH_BYTES {
            break;
        }
    }
    Ok(batch)
}

fn broken() -> FileError {
    FileError::Io(io::Error::other("its reader broke off"))
}

/// What the parser hands over, as the store asks for it; bad records are set aside on the way.
struct Parsed<'a> {
    batches: Receiver<Handed>,
    meter: &'a Meter,
    read: u64,
    faults: Faults,
    columns: &'a mut FileColumns,
    rejects: &'a mut Rejects,
    progress: &'a mut dyn Progress,
}

impl<'a> Parsed<'a> {
    fn new(
        batches: Receiver<Handed>,
        meter: &'a Meter,
        columns: &'a mut FileColumns,
        rejects: &'a mut Rejects,
        progress: &'a mut dyn Progress,
    ) -> Self {
        Self { batches, meter, read: 0, faults: Faults::default(), columns, rejects, progress }
    }

    fn handed(&mut self) -> Result<Piece, StoreError> {
        self.batches.recv().map_err(|_| broken())?
    }
}

impl ImportSource for Parsed<'_> {
    fn kind(&mut self) -> Result<ExportKind, StoreError> {
        match self.handed()? {
            Piece::Kind(kind) => Ok(kind),
            Piece::Records(_) | Piece::End(_) => Err(broken().into()),
        }
    }

    fn next_batch(&mut self) -> Result<Option<Batch>, StoreError> {
        match self.handed()? {
            Piece::Kind(_) => Err(broken().into()),
            Piece::Records(records) => {
                let ReadRecords { good, bad, count } = *records;
                self.read += count;
                for bad in bad {
                    self.reject(bad)?;
                }
                self.progress.read(self.meter.bytes(), self.read);
                Ok(Some(good))
            }
            Piece::End(columns) => {
                *self.columns = columns;
                Ok(None)
            }
        }
    }

    fn end(&mut self) -> FileEnd {
        FileEnd {
            sha256: self.meter.sha256(),
            read: self.read,
            rejected: self.faults.records(),
            rejected_without_id: self.faults.without_id(),
            common_fault: self.faults.most_common(),
            columns: self.columns.present(),
            unknown_columns: self.columns.unknown.clone(),
        }
    }

    fn waiting(&mut self, holder: LockHolder) -> Result<(), StoreError> {
        self.progress.waiting(&holder);
        if self.progress.may_wait() { Ok(()) } else { Err(ImportRefused::Busy(holder).into()) }
    }

    fn merging(&mut self) -> Result<(), StoreError> {
        self.progress.merging();
        self.rejects.flush().map_err(StoreError::SetAside)?;
        Ok(())
    }

    fn reject(&mut self, bad: BadRecord) -> Result<(), StoreError> {
        self.faults.add(&bad);
        self.rejects.add(bad).map_err(StoreError::SetAside)?;
        Ok(())
    }
}
