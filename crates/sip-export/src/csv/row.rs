//! The values of one row of CSV.

use std::cell::RefCell;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

thread_local! {
    /// What knows quotes from commas. To make it takes as long as to read hundreds of rows.
    static READER: RefCell<Reader> =
        RefCell::new(ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build());
}

/// One row at a time.
pub(crate) struct Row {
    values: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Row {
    pub(crate) fn new() -> Self {
        Self { values: Vec::new(), ends: Vec::new(), count: 0 }
    }

    /// Divides a row, without its end, into values.
    pub(crate) fn split(&mut self, row: &[u8]) {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        // Room enough: values are never longer than the row, and there is one more than commas.
        let most = memchr::memchr_iter(b',', row).count() + 1;
        self.values.resize(row.len().max(self.values.len()), 0);
        self.ends.resize(most.max(self.ends.len()), 0);
        READER.with_borrow_mut(|reader| {
            reader.reset();
            let (read, _, bytes, count) = reader.read_record(row, &mut self.values, &mut self.ends);
            self.count = count;
            if read == ReadRecordResult::InputEmpty {
                // The reader waits for more of the last value until it is told that nothing follows.
                let (values, ends) = (&mut self.values[bytes..], &mut self.ends[count..]);
                self.count += reader.read_record(&[], values, ends).3;
            }
        });
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let begins = [0].into_iter().chain(ends.iter().copied());
        begins.zip(ends).map(|(begin, end)| &self.values[begin..*end])
    }
}
