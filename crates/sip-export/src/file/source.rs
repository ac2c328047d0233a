//! A file's text, whatever it is packed in and however its letters are written.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use super::gzip::GzipMembers;
use super::utf16::{Order, Utf16};
use super::{foreign, growth};
use crate::error::FileError;

/// A fuzzer makes up a few bytes at a time: to lay out the whole buffer for each of its files would
/// take far longer than to read them.
#[allow(unexpected_cfgs, reason = "cargo-fuzz sets it")]
const BUFFER: usize = if cfg!(fuzzing) { 4096 } else { 1024 * 1024 };

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// What some programs write before UTF-8 text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes to be read.
pub(crate) type Source<'a> = Box<dyn BufRead + Send + 'a>;

/// The text of a file, in UTF-8 where it is well-formed.
///
/// # Errors
/// [`FileError`], where the bytes are those of something that holds no such text.
pub(crate) fn open<'a>(source: impl Read + Send + 'a) -> Result<Source<'a>, FileError> {
    let mut peeked = Peeked::of(unpacked(source)?, foreign::TOLD_BY)?;
    if let Some(refusal) = foreign::refusal(&peeked.front) {
        return Err(FileError::NotAnExport(refusal));
    }
    if peeked.front.starts_with(MARK) {
        peeked.front.drain(..MARK.len());
    }
    let order = Order::of(&peeked.front);
    let whole = peeked.into_whole();
    Ok(match order {
        None => Box::new(buffered(whole)),
        Some(order) => Box::new(buffered(Utf16::new(whole, order))),
    })
}

/// What is not packed comes without a buffer of its own: each costs a copy of the whole file.
fn unpacked<'a>(source: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
    let peeked = Peeked::of(source, ZSTD.len())?;
    let (gzip, zstd) = (peeked.front.starts_with(GZIP), is_zstd(&peeked.front));
    let whole = peeked.into_whole();
    if !gzip && !zstd {
        return Ok(Box::new(whole));
    }
    let (packed, growth) = growth::bounded(whole);
    Ok(if gzip {
        Box::new(growth.of(GzipMembers::new(buffered(packed))))
    } else {
        Box::new(growth.of(zstd_frames(buffered(packed))?))
    })
}

/// A frame says how much memory its reader has to set aside. What `zstd` writes at every level but
/// `--ultra` and `--long` needs no more than this, of 8 MB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// What libzstd says of a frame that needs more, by its error's number.
const WINDOW_TOO_LARGE: &str = "Frame requires too much memory for decoding";

const WINDOW_REFUSED: &str = "it is packed by zstd with a window of more than 8 MB, which takes more \
                              memory to unpack than is given here: pack it without --long and --ultra";

fn zstd_frames<R: BufRead>(source: R) -> io::Result<impl Read> {
    let mut frames = zstd::Decoder::with_buffer(source)?;
    frames.window_log_max(ZSTD_WINDOW_LOG)?;
    Ok(Explained(frames))
}

/// Frames, whose refusal says what to do.
struct Explained<R>(R);

impl<R: Read> Read for Explained<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|fault| {
            if fault.to_string().contains(WINDOW_TOO_LARGE) {
                return io::Error::new(fault.kind(), WINDOW_REFUSED);
            }
            fault
        })
    }
}

/// A frame, or one of those that are to be skipped.
fn is_zstd(front: &[u8]) -> bool {
    front.starts_with(ZSTD) || matches!(front, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

fn buffered<R: Read>(source: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER, source)
}

/// The beginning of a stream, looked at before it is read. How many bytes come at once is up to
/// the stream, so that a look goes on until it has seen enough.
struct Peeked<R> {
    front: Vec<u8>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// So many bytes, or all there are.
    fn of(mut rest: R, length: usize) -> io::Result<Self> {
        let mut front = Vec::new();
        rest.by_ref().take(length as u64).read_to_end(&mut front)?;
        Ok(Self { front, rest })
    }

    /// The stream from its beginning.
    fn into_whole(self) -> Chain<Cursor<Vec<u8>>, R> {
        Cursor::new(self.front).chain(self.rest)
    }
}
