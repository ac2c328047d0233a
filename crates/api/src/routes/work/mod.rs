//! What was done: writing it down, taking it back, and the log.

mod log;
mod request_key;
mod undo;
mod write;
mod written;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![write::route(), undo::route(), log::route()]
}
