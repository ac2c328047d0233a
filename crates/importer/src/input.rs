//! The bytes of a file on their way to the parser: counted, and digested.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// What stands for standard input.
pub(crate) const STANDARD_INPUT: &str = "-";

/// What has been read of a file so far.
#[derive(Clone, Default)]
pub(crate) struct Meter {
    bytes: Arc<AtomicU64>,
    digest: Arc<Mutex<Sha256>>,
}

impl Meter {
    pub(crate) fn of<R: Read>(&self, source: R) -> Metered<R> {
        Metered { source, meter: self.clone() }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// SHA-256 of what was read, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        let digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A source whose bytes are counted and digested.
pub(crate) struct Metered<R> {
    source: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.meter.bytes.fetch_add(length as u64, Ordering::Relaxed);
        let mut digest = self.meter.digest.lock().unwrap_or_else(PoisonError::into_inner);
        digest.update(&buffer[..length]);
        Ok(length)
    }
}

type Input = Box<dyn Read + Send>;

/// Opens a file or standard input. With it comes the size, where it is known.
pub(crate) fn open(path: &Path) -> io::Result<(Input, Option<u64>)> {
    if path.as_os_str() == STANDARD_INPUT {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    Ok((Box::new(file), Some(metadata.len()).filter(|size| *size > 0)))
}
