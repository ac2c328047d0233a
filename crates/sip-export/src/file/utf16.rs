//! UTF-16 into UTF-8, as it is read.

use std::io::{self, Read};

/// Which byte of two comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    /// That of the mark which the text begins with.
    pub(super) fn of(front: &[u8]) -> Option<Self> {
        match front {
            [0xff, 0xfe, ..] => Some(Self::Little),
            [0xfe, 0xff, ..] => Some(Self::Big),
            _ => None,
        }
    }

    fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }
}

/// Stands for what is no character: no UTF-8 has this byte, so that a reader of UTF-8 finds it where
/// it stands.
const NO_CHARACTER: u8 = 0xff;

/// The byte order mark, which is no part of the text.
const MARK: u16 = 0xfeff;

/// A text of UTF-16, read as UTF-8.
pub(super) struct Utf16<R> {
    source: R,
    order: Order,
    /// Bytes that have been read and not yet been turned.
    pending: Vec<u8>,
    /// UTF-8 that has not yet been read, from `given` on.
    turned: Vec<u8>,
    given: usize,
    begun: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(source: R, order: Order) -> Self {
        Self { source, order, pending: vec![], turned: vec![], given: 0, begun: false }
    }

    /// Reads on until there is something to give; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.turned.clear();
        self.given = 0;
        let mut piece = [0; 8192];
        while self.turned.is_empty() {
            let length = match self.source.read(&mut piece) {
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
                length => length?,
            };
            if length == 0 {
                let is_cut = !std::mem::take(&mut self.pending).is_empty();
                self.turned.extend(is_cut.then_some(NO_CHARACTER));
                break;
            }
            self.pending.extend_from_slice(&piece[..length]);
            self.turn();
        }
        Ok(!self.turned.is_empty())
    }

    /// Turns all whole characters that are pending.
    fn turn(&mut self) {
        let mut used = 0;
        let (units, _) = self.pending.as_chunks::<2>();
        let mut units = units.iter().map(|bytes| self.order.unit(*bytes)).peekable();
        while let Some(unit) = units.next() {
            let low = units.peek().copied();
            let is_high = (0xd800..0xdc00).contains(&unit);
            if is_high && low.is_none() {
                // Its other half may be still to come.
                break;
            }
            let pair = low.filter(|low| is_high && (0xdc00..0xe000).contains(low));
            if pair.is_some() {
                units.next();
            }
            used += if pair.is_some() { 4 } else { 2 };
            if !self.begun && unit == MARK {
                self.begun = true;
                continue;
            }
            self.begun = true;
            let character = char::decode_utf16([unit].into_iter().chain(pair)).next();
            match character {
                Some(Ok(character)) => {
                    let mut bytes = [0; 4];
                    let bytes = character.encode_utf8(&mut bytes).as_bytes();
                    self.turned.extend_from_slice(bytes);
                }
                _ => self.turned.push(NO_CHARACTER),
            }
        }
        self.pending.drain(..used);
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.turned.len() && !self.fill()? {
            return Ok(0);
        }
        let rest = &self.turned[self.given..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}
