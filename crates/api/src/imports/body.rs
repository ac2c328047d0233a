//! A request's body on its way to the disk, piece by piece.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt as _;
use http_edge::Problem;
use tokio::sync::mpsc::{Receiver, Sender};

use super::refusal::refused;

/// A piece of a body; nothing is its end. A body that breaks off ends without one.
type Piece = Option<Bytes>;

/// What comes more slowly than this, when it is waited for, is given up.
const LEAST_BYTES_A_SECOND: u64 = 1_000;

/// Hands a body over, no faster than it is taken.
pub(super) async fn feed(
    payload: &mut Payload,
    sender: Sender<Piece>,
    most_bytes: u64,
    stall: Duration,
) -> Result<(), Problem> {
    let (mut bytes, mut waited) = (0, Duration::ZERO);
    loop {
        let began = Instant::now();
        let next = timeout(stall, payload.next()).await.map_err(|_| Problem::TooSlow)?;
        let piece = next
            .transpose()
            .map_err(|_| refused("The body broke off; nothing was imported.".to_owned(), &[]))?;
        bytes += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        waited += began.elapsed();
        if waited > stall && trickles(bytes, waited) {
            return Err(Problem::TooSlow);
        }
        if bytes > most_bytes {
            return Err(Problem::TooLarge);
        }
        let is_end = piece.is_none();
        // A disk that takes no more has its own word to say about why.
        if sender.send(piece).await.is_err() || is_end {
            return Ok(());
        }
    }
}

/// Whether a body comes so slowly that it holds up other uploads for nothing.
fn trickles(bytes: u64, waited: Duration) -> bool {
    bytes < waited.as_secs() * LEAST_BYTES_A_SECOND
}

/// The body as it is read on a thread that may wait.
pub(super) struct Body {
    pieces: Receiver<Piece>,
    piece: Bytes,
    has_ended: bool,
}

impl Body {
    pub(super) fn new(pieces: Receiver<Piece>) -> Self {
        Self { pieces, piece: Bytes::new(), has_ended: false }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.has_ended {
            match self.pieces.blocking_recv() {
                Some(Some(piece)) => self.piece = piece,
                Some(None) => self.has_ended = true,
                // Half a file must not pass for a whole one.
                None => return Err(io::Error::other("the body broke off")),
            }
        }
        let length = buffer.len().min(self.piece.len());
        buffer[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_to_come_at_some_pace() {
        for (bytes, seconds, is_slow) in
            [(0, 0, false), (0, 1, true), (60, 60, true), (60_000, 60, false), (59_999, 60, true)]
        {
            assert_eq!(trickles(bytes, Duration::from_secs(seconds)), is_slow, "{bytes} {seconds}");
        }
    }
}
