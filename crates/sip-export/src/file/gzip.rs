//! A gzip file: one member after another, and zeros behind them where it was padded to a block.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// What all members hold, one after the other.
pub(super) struct GzipMembers<R> {
    /// None at the end of the file.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> GzipMembers<R> {
    pub(super) fn new(source: R) -> Self {
        Self { member: Some(GzDecoder::new(source)) }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let length = member.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            self.member = match self.member.take().map(GzDecoder::into_inner) {
                Some(source) => next_member(source)?,
                None => None,
            };
        }
        Ok(0)
    }
}

/// What follows a member: another one, or nothing but zeros.
fn next_member<R: BufRead>(mut source: R) -> io::Result<Option<GzDecoder<R>>> {
    loop {
        let piece = match source.fill_buf() {
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
            piece => piece?,
        };
        let zeros = piece.iter().take_while(|byte| **byte == 0).count();
        if piece.is_empty() {
            return Ok(None);
        }
        if zeros < piece.len() {
            source.consume(zeros);
            return Ok(Some(GzDecoder::new(source)));
        }
        source.consume(zeros);
    }
}
