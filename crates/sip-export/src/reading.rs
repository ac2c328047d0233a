//! What all records of one export share while they are read.

use crate::columns::Columns;
use crate::error::FileError;
use crate::kind::ExportKind;
use crate::options::ReadOptions;

/// A file whose first records do not tell what they are of is one of SIPs that went wrong.
const MOST_UNDECIDED: u64 = 1_000;

pub(crate) struct Reading {
    pub(crate) options: ReadOptions,
    pub(crate) columns: Columns,
    /// Records read without knowing what they are of; none once that is known.
    undecided: Option<u64>,
    /// The file says that it is of something else than it was said to be.
    contradiction: Option<ExportKind>,
}

impl Reading {
    pub(crate) fn new(options: ReadOptions) -> Self {
        let columns = Columns::of(options.kind.unwrap_or_default());
        Self { options, columns, undecided: Some(0), contradiction: None }
    }

    /// Whether it is known what the file is of.
    pub(crate) fn is_decided(&self) -> bool {
        self.undecided.is_none()
    }

    /// The names of the file's columns are known: they tell what it is of.
    pub(crate) fn decide_by_header<'a>(
        &mut self,
        names: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), FileError> {
        let told = ExportKind::of_columns(names);
        self.decide(told.or(self.options.kind).unwrap_or_default());
        self.check()
    }

    /// The keys of a record are known: they tell what the file is of, or leave it to the next one.
    pub(crate) fn decide_by_record<'a>(&mut self, keys: impl Iterator<Item = &'a str> + Clone) {
        match ExportKind::of_columns(keys).or(self.options.kind) {
            Some(kind) => self.decide(kind),
            None => {
                let undecided = self.undecided.unwrap_or_default() + 1;
                self.undecided = (undecided < MOST_UNDECIDED).then_some(undecided);
            }
        }
    }

    fn decide(&mut self, kind: ExportKind) {
        self.undecided = None;
        if self.options.kind.is_some_and(|said| said != kind) {
            self.contradiction = Some(kind);
        }
        if self.columns.kind() != kind {
            self.columns = Columns::of(kind);
        }
    }

    /// # Errors
    /// [`FileError::NotAnExport`] where the file is of something else than it was said to be.
    pub(crate) fn check(&self) -> Result<(), FileError> {
        let (Some(kind), Some(said)) = (self.contradiction, self.options.kind) else {
            return Ok(());
        };
        let shown = match kind {
            ExportKind::Sips => "it names sip_meta_id",
            ExportKind::Clients => "it names user_id, and no sip_meta_id",
        };
        Err(FileError::NotAnExport(format!(
            "the file is an export of {kind}, for {shown}; it was said to be one of {said}: leave the \
             kind out, or say that it is {kind}"
        )))
    }
}
