//! A pipe gives what it has: a file read a few bytes at a time reads the same.

use std::io::{self, Read};

use proptest::prelude::*;
use sip_export::{Entry, ExportReader, FileError, ReadOptions};

use crate::support::{CONTAINERS, CSV, JSON, NDJSON, gzip, utf16, zst};

/// Gives as many bytes at a time as its steps say, over and over.
struct Trickle<'a> {
    bytes: &'a [u8],
    steps: Vec<usize>,
    step: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let step = self.steps[self.step % self.steps.len()];
        self.step += 1;
        let length = step.min(buffer.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.bytes = later;
        Ok(length)
    }
}

type Told = Result<Vec<Entry>, String>;

fn all(reader: Result<ExportReader<'_>, FileError>) -> Told {
    let read: Result<Vec<Entry>, FileError> = reader.and_then(Iterator::collect);
    read.map_err(|fault| fault.to_string())
}

fn at_once(file: &[u8], name: Option<&str>) -> Told {
    all(ExportReader::new(file, name, ReadOptions::default()))
}

fn trickled(file: &[u8], name: Option<&str>, steps: &[usize]) -> Told {
    let source = Trickle { bytes: file, steps: steps.to_vec(), step: 0 };
    all(ExportReader::new(source, name, ReadOptions::default()))
}

fn check(file: &[u8], name: Option<&str>) {
    let whole = at_once(file, name);
    for steps in [&[1][..], &[2], &[3], &[7], &[1, 7, 2], &[5, 1]] {
        assert_eq!(trickled(file, name, steps), whole, "{steps:?} bytes at a time");
    }
}

#[test]
fn plain_files_read_the_same() {
    for (file, records) in [(JSON, 3), (NDJSON, 3), (CSV, 3)] {
        assert_eq!(at_once(file.as_bytes(), None).map(|all| all.len()), Ok(records));
        check(file.as_bytes(), None);
    }
}

#[test]
fn other_containers_and_codings_read_the_same() {
    for file in CONTAINERS {
        assert_eq!(at_once(file.as_bytes(), None).map(|all| all.len()), Ok(3), "{file}");
        check(file.as_bytes(), None);
    }
    for file in CONTAINERS.into_iter().chain([JSON, NDJSON, CSV]) {
        for big in [false, true] {
            check(&utf16(&file.replace('é', "🏠"), big), None);
        }
    }
    check(&[gzip(JSON.as_bytes()), vec![0; 20]].concat(), None);
    check(
        &[&0x184d_2a50u32.to_le_bytes()[..], &[1, 0, 0, 0, 7], &zst(CSV.as_bytes())].concat(),
        None,
    );
}

#[test]
fn compressed_files_read_the_same() {
    for file in [JSON, NDJSON, CSV] {
        check(&gzip(file.as_bytes()), None);
        check(&zst(file.as_bytes()), None);
    }
}

#[test]
fn a_byte_order_mark_reads_the_same() {
    for file in [JSON, NDJSON, CSV] {
        check(format!("\u{feff}{file}").as_bytes(), None);
    }
}

#[test]
fn space_before_the_first_record_reads_the_same() {
    for file in [JSON, NDJSON] {
        check(format!("\n \r\n\t {file}").as_bytes(), None);
        check(format!("\u{feff}\n{file}").as_bytes(), None);
    }
    check(format!("\n{CSV}").as_bytes(), Some("book.csv"));
}

#[test]
fn more_space_than_is_read_at_once_is_still_space() {
    // So much that to look at what has come again with every piece would not end in time.
    let file = " ".repeat(32 * 1024 * 1024) + JSON;
    let read = at_once(file.as_bytes(), None).map(|all| all.len());
    assert_eq!(read, Ok(3));
}

#[test]
fn faults_are_the_same() {
    for file in ["", "\n", "[{\"a\": tru}]", "[\n{", "sip_meta_id,amount\n"] {
        check(file.as_bytes(), None);
    }
}

#[test]
fn a_source_that_fails_fails_the_file() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable was cut"))
        }
    }
    for file in [JSON, NDJSON, CSV] {
        // Past the beginning, so that the format is known.
        let source = file.as_bytes()[..100].chain(Broken);
        let told = all(ExportReader::new(source, None, ReadOptions::default()));
        assert_eq!(told, Err("cannot be read: the cable was cut".to_owned()));
    }
    let told = all(ExportReader::new(Broken, None, ReadOptions::default()));
    assert_eq!(told, Err("cannot be read: the cable was cut".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_steps_read_the_same(
        file in prop::sample::select([&[JSON, NDJSON, CSV][..], &CONTAINERS].concat()),
        repeats in 1usize..30,
        steps in prop::collection::vec(1usize..=7, 1..12),
    ) {
        let file = file.repeat(repeats);
        prop_assert_eq!(trickled(file.as_bytes(), None, &steps), at_once(file.as_bytes(), None));
    }
}
