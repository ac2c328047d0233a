//! The URLs: each file declares the rows of its own, and what answers them.

mod agents;
mod clients;
mod docs;
mod health;
mod home;
mod imports;
mod keys;
mod opportunities;
mod path;
mod stats;

pub(crate) use home::home_document;

use crate::route::Route;

/// Everything there is to ask. A resource that takes several methods has its rows one after another.
#[must_use]
pub fn all() -> Vec<Route> {
    served(true)
}

/// What a server answers, with its documentation or without.
pub(crate) fn served(is_documented: bool) -> Vec<Route> {
    [
        opportunities::routes(),
        stats::routes(),
        agents::routes(),
        clients::routes(),
        imports::routes(),
        keys::routes(),
        home::routes(),
        health::routes(),
        if is_documented { docs::routes() } else { vec![] },
    ]
    .into_iter()
    .flatten()
    .collect()
}
