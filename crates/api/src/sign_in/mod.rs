//! Who asks, and what they may see.

mod gate;
mod who;

pub(crate) use gate::admit;
pub(crate) use who::{Role, Sees, Who};
