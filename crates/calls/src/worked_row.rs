//! An account that something was done about, as it stands on a day.

use std::sync::Arc;

use crate::call::ClientWork;
use crate::call_book::CallRow;
use crate::standing::State;

/// An account that something was done about.
#[derive(Clone, Debug)]
pub struct WorkedRow {
    /// As it stands today.
    pub row: CallRow,
    /// The state of the call.
    pub state: State,
    /// A promise about something that counts was broken.
    pub promise_broken: bool,
    /// What was done about the client.
    pub work: Arc<ClientWork>,
}
