//! How much may come out of a packed file: a few kilobytes can be packed from terabytes, which nobody
//! would see the end of.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An export of invented people is packed to a twentieth, at the highest level of zstd.
const MOST_TIMES: u64 = 200;

/// So much may come out of any file.
const ALWAYS: u64 = 64 * 1024 * 1024;

const REFUSED: &str =
    "it unpacks to more than 200 times its size, as no export does: send it unpacked";

/// Bytes that have come, as they are packed.
pub(super) struct Packed<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

/// Counts what comes of a file, and what comes out of it.
pub(super) fn bounded<R: Read>(source: R) -> (Packed<R>, Growth) {
    let bytes = Arc::<AtomicU64>::default();
    (Packed { source, bytes: Arc::clone(&bytes) }, Growth { packed: bytes, unpacked: 0 })
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// What has come out so far, beside what has come.
pub(super) struct Growth {
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl Growth {
    /// What `source` unpacks, for as long as it is in bounds.
    pub(super) fn of<R: Read>(self, source: R) -> Unpacked<R> {
        Unpacked { source, growth: self }
    }
}

/// What comes out of a packed file, within bounds.
pub(super) struct Unpacked<R> {
    source: R,
    growth: Growth,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        let Growth { packed, unpacked } = &mut self.growth;
        *unpacked += length as u64;
        let most = packed.load(Ordering::Relaxed).saturating_mul(MOST_TIMES).max(ALWAYS);
        if *unpacked > most {
            return Err(io::Error::new(io::ErrorKind::InvalidData, REFUSED));
        }
        Ok(length)
    }
}
