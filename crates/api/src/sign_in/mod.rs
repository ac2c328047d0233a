//! Who asks, and what they may see: API keys, tokens of a firm's own sign-in, or, on this machine
//! alone, nobody in particular.

mod claims;
mod gate;
mod issuer;
mod keeper;
mod keys;
mod open;
mod settings;
mod tokens;
mod who;

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::Utc;

use crate::problem::Problem;
use crate::repeating::Repeating;

#[cfg(feature = "fuzzing")]
pub(crate) use claims::ClaimNames;
pub(crate) use claims::sees;
pub(crate) use gate::{MadeKey, admit};
pub(crate) use keys::{Key, KeyRing, as_shown, key_json, key_name, state, time_here};
#[cfg(feature = "fuzzing")]
pub(crate) use open::is_loopback_host;
pub use settings::{SignInMode, SignInSettings};
pub(crate) use tokens::Tokens;
#[cfg(feature = "fuzzing")]
pub(crate) use tokens::TrustedKeys;
pub(crate) use who::{Role, Sees, Who};

/// How whoever asks is recognised.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Nobody signs in: whoever is on this machine may do everything.
    Open,
    /// By an API key, or a token where tokens are taken.
    Required(Required),
}

/// What a server that asks for a sign-in knows.
#[derive(Clone, Debug)]
pub struct Required {
    keys: KeyRing,
    tokens: Option<Tokens>,
}

impl SignIn {
    /// As the settings have it. What is kept up to date is so for as long as the second part lives.
    ///
    /// # Errors
    /// Where tokens are to be taken and the file of keys that sign them cannot be used.
    pub fn start(
        settings: &SignInSettings,
        database_url: &str,
    ) -> Result<(Self, Option<Repeating>), String> {
        if settings.sign_in == SignInMode::Open {
            return Ok((Self::Open, None));
        }
        let tokens = issuer::start(settings)?;
        let keys = KeyRing::default();
        let first = settings.first_admin_key.clone();
        let keeper = keeper::start(keys.clone(), database_url.to_owned(), first);
        Ok((Self::Required(Required { keys, tokens }), Some(keeper)))
    }

    /// Who asks.
    fn recognise(&self, request: &HttpRequest) -> Result<Arc<Who>, Problem> {
        match self {
            Self::Open => Ok(Arc::new(Who::anyone())),
            Self::Required(required) => required.recognise(bearer(request)?),
        }
    }
}

impl Required {
    fn recognise(&self, presented: &str) -> Result<Arc<Who>, Problem> {
        match &self.tokens {
            // No key has a dot, and every token has two.
            Some(tokens) if presented.contains('.') => tokens.recognise(presented),
            _ => self.keys.recognise(presented, Utc::now()),
        }
    }
}

fn bearer(request: &HttpRequest) -> Result<&str, Problem> {
    let mut given = request.headers().get_all(header::AUTHORIZATION);
    let first = given.next().ok_or(Problem::Unauthorized(
        "Sign in: send an API key or a token as `Authorization: Bearer …`.",
    ))?;
    let unreadable = Problem::Unauthorized("The Authorization header takes `Bearer …`, once.");
    if given.next().is_some() {
        return Err(unreadable);
    }
    let scheme_and_rest = first.to_str().ok().and_then(|value| value.split_once(' '));
    match scheme_and_rest {
        Some((scheme, presented)) if scheme.eq_ignore_ascii_case("bearer") => Ok(presented.trim()),
        _ => Err(unreadable),
    }
}
