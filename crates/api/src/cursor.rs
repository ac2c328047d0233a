//! Where a list goes on. A cursor belongs to one state of the book and to one question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use store_pg::BookVersion;

use crate::problem::Problem;

/// Opaque to clients; not a secret, and not trusted: it can only name a place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    epoch: [u8; 8],
    token: [u8; 8],
    question: [u8; 8],
    sequence: i64,
    offset: u64,
}

const LENGTH: usize = 5 * 8;
const CHECK: usize = 4;

impl Cursor {
    pub(crate) fn new(version: &BookVersion, question: &str, offset: usize) -> Self {
        Self {
            epoch: short(version.epoch.as_bytes()),
            token: short(version.token.as_bytes()),
            question: short(question.as_bytes()),
            sequence: version.sequence,
            offset: offset as u64,
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, check) = bytes.split_at_checked(LENGTH)?;
        if check != &short(body)[..CHECK] {
            return None;
        }
        let part = |place: usize| <[u8; 8]>::try_from(&body[place * 8..place * 8 + 8]).ok();
        Some(Self {
            epoch: part(0)?,
            token: part(1)?,
            question: part(2)?,
            sequence: i64::from_be_bytes(part(3)?),
            offset: u64::from_be_bytes(part(4)?),
        })
    }

    /// Whether it belongs to this state of the book.
    pub(crate) fn is_of(&self, version: &BookVersion) -> bool {
        self.epoch == short(version.epoch.as_bytes())
            && self.sequence == version.sequence
            && self.token == short(version.token.as_bytes())
    }

    /// The place in whatever list it belongs to, for a read that is checked against it afterwards.
    pub(crate) fn place(&self) -> i64 {
        i64::try_from(self.offset).unwrap_or(i64::MAX)
    }

    /// The place in the list, if the cursor belongs to this question and this state of the book.
    pub(crate) fn offset(&self, version: &BookVersion, question: &str) -> Result<usize, Problem> {
        if self.question != short(question.as_bytes()) {
            return Err(Problem::bad_parameter(
                "cursor",
                "belongs to another question: follow the Link header as it is",
            ));
        }
        if self.epoch != short(version.epoch.as_bytes()) || self.sequence < version.sequence {
            return Err(Problem::Gone);
        }
        if self.sequence > version.sequence {
            return Err(Problem::Unavailable(
                "The cursor is from a newer book than this server holds as yet. Try again in a \
                 moment.",
            ));
        }
        if !self.is_of(version) {
            return Err(Problem::Gone);
        }
        usize::try_from(self.offset).map_err(|_| Problem::Gone)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { epoch, token, question, sequence, offset } = self;
        let mut bytes = Vec::with_capacity(LENGTH + CHECK);
        for part in [*epoch, *token, *question, sequence.to_be_bytes(), offset.to_be_bytes()] {
            bytes.extend(part);
        }
        let check = short(&bytes);
        bytes.extend(&check[..CHECK]);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn short(bytes: &[u8]) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&Sha256::digest(bytes)[..8]);
    short
}
