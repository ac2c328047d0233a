//! Each answer's table of fields.

pub(crate) mod agent;
pub(crate) mod call;
pub(crate) mod call_stats;
pub(crate) mod change;
pub(crate) mod client_record;
pub(crate) mod ended_spell;
pub(crate) mod finding;
pub(crate) mod found_client;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod opportunity;
pub(crate) mod problem;
pub(crate) mod stats;
pub(crate) mod trend;
pub(crate) mod work_event;
