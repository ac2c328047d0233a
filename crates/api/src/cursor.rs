//! Where a list goes on. A cursor belongs to one state and to one question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_edge::Problem;

use crate::state::{Standing, State, StateMark, short_digest};

/// Opaque to clients; not a secret, and not trusted: it can only name a place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    state: StateMark,
    question: [u8; 8],
    offset: u64,
}

const LENGTH: usize = 5 * 8;

/// Bytes of a digest at the end: a cursor that was cut or mistyped is told from one of another list.
const CHECK: usize = 4;

impl Cursor {
    pub(crate) fn new(state: &State, question: &str, offset: usize) -> Self {
        Self {
            state: state.mark(),
            question: short_digest(question.as_bytes()),
            offset: offset as u64,
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, check) = bytes.split_at_checked(LENGTH)?;
        if check != &short_digest(body)[..CHECK] {
            return None;
        }
        let part = |place: usize| <[u8; 8]>::try_from(&body[place * 8..place * 8 + 8]).ok();
        Some(Self {
            state: StateMark {
                epoch: part(0)?,
                token: part(1)?,
                sequence: i64::from_be_bytes(part(3)?),
            },
            question: part(2)?,
            offset: u64::from_be_bytes(part(4)?),
        })
    }

    /// Whether it belongs to this state.
    pub(crate) fn is_of(&self, state: &State) -> bool {
        self.state == state.mark()
    }

    /// The place in whatever list it belongs to, for a read that is checked against it afterwards.
    pub(crate) fn place(&self) -> i64 {
        i64::try_from(self.offset).unwrap_or(i64::MAX)
    }

    /// The place in a log, whose rows stay, if the cursor belongs to this question.
    pub(crate) fn place_of(&self, question: &str) -> Result<i64, Problem> {
        self.check_question(question)?;
        Ok(self.place())
    }

    fn check_question(&self, question: &str) -> Result<(), Problem> {
        if self.question == short_digest(question.as_bytes()) {
            return Ok(());
        }
        Err(Problem::bad_parameter(
            "cursor",
            "belongs to another question: follow the Link header as it is",
        ))
    }

    /// The place in the list, if the cursor belongs to this question and this state.
    pub(crate) fn offset(&self, state: &State, question: &str) -> Result<usize, Problem> {
        self.check_question(question)?;
        const GONE: Problem = Problem::Gone(
            "The list has changed since the first page. Ask for the first page again, without a \
             cursor.",
        );
        match self.state.against(&state.mark()) {
            Standing::Same => usize::try_from(self.offset).map_err(|_| GONE),
            Standing::Newer => Err(Problem::Unavailable(
                "The cursor is from a newer book than this server holds as yet. Try again in a \
                 moment.",
            )),
            Standing::Gone => Err(GONE),
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { state: StateMark { epoch, token, sequence }, question, offset } = self;
        let mut bytes = Vec::with_capacity(LENGTH + CHECK);
        for part in [*epoch, *token, *question, sequence.to_be_bytes(), offset.to_be_bytes()] {
            bytes.extend(part);
        }
        let check = short_digest(&bytes);
        bytes.extend(&check[..CHECK]);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}
