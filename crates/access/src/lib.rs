//! Who asks and what they see: API keys, tokens of a firm's own sign-in, or, on this machine alone,
//! nobody in particular.
//!
//! It knows no route: what a caller may do with what is seen here is said where routes are declared.
#![deny(missing_docs)]

mod agent_id;
mod api_key;
mod caller;
mod claims;
mod jwks;
mod key_refresher;
mod key_ring;
mod named_agents;
mod open;
mod plain_text;
mod role;
mod settings;
mod sign_in;
mod tokens;
mod visible_agents;

pub use agent_id::{agent_id, comma_among};
pub use api_key::{ApiKeySecret, KeyState, key_name};
pub use caller::Caller;
pub use claims::ClaimNames;
pub use key_ring::KeyRing;
pub use named_agents::UnclearAgent;
pub use open::check_open;
pub use plain_text::steers_text;
pub use role::Role;
pub use settings::{SignInMode, SignInSettings};
pub use sign_in::{Required, SignIn};
pub use tokens::{Tokens, TrustedKeys};
pub use visible_agents::VisibleAgents;
