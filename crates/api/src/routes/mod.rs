//! The URLs: each file declares the rows of its own, and what answers them.

mod agents;
mod calls;
mod changes;
mod client_call;
mod clients;
mod directory;
mod docs;
mod health;
mod home;
mod imports;
mod keys;
mod opportunities;
mod path;
mod scope;
mod seen;
mod stats;
mod trends;
mod work;

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
        calls::routes(),
        client_call::routes(),
        work::routes(),
        changes::routes(),
        trends::routes(),
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
