//! The values of one row of CSV.

use std::cell::RefCell;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::dialect::Dialect;

thread_local! {
    /// What knows quotes from delimiters, for each dialect that has come. To make one takes as long
    /// as to read hundreds of rows.
    static READERS: RefCell<Vec<(Dialect, Reader)>> = const { RefCell::new(Vec::new()) };
}

/// One row at a time.
pub(crate) struct Row {
    dialect: Dialect,
    values: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Row {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, values: Vec::new(), ends: Vec::new(), count: 0 }
    }

    /// Divides a row, without its end, into values.
    pub(super) fn split(&mut self, row: &[u8]) {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        // Room enough: values are never longer than the row, and there is one more than delimiters.
        let most = memchr::memchr_iter(self.dialect.delimiter, row).count() + 1;
        self.values.resize(row.len().max(self.values.len()), 0);
        self.ends.resize(most.max(self.ends.len()), 0);
        READERS.with_borrow_mut(|readers| {
            let known = readers.iter().position(|(dialect, _)| *dialect == self.dialect);
            let place = known.unwrap_or_else(|| {
                readers.push((self.dialect, reader(self.dialect)));
                readers.len() - 1
            });
            self.read(row, &mut readers[place].1);
        });
    }

    fn read(&mut self, row: &[u8], reader: &mut Reader) {
        reader.reset();
        let (read, _, bytes, count) = reader.read_record(row, &mut self.values, &mut self.ends);
        self.count = count;
        if read == ReadRecordResult::InputEmpty {
            // The reader waits for more of the last value until it is told that nothing follows.
            let (values, ends) = (&mut self.values[bytes..], &mut self.ends[count..]);
            self.count += reader.read_record(&[], values, ends).3;
        }
    }

    /// Whether no value has a letter.
    pub(super) fn is_blank(&self) -> bool {
        self.ends[..self.count].last().is_none_or(|end| *end == 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let begins = [0].into_iter().chain(ends.iter().copied());
        begins.zip(ends).map(|(begin, end)| &self.values[begin..*end])
    }
}

fn reader(dialect: Dialect) -> Reader {
    let Dialect { delimiter, newline } = dialect;
    ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(newline)).build()
}
