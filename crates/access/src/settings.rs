//! How people sign in, as the operator says.

use std::net::IpAddr;

use clap::{Args, ValueEnum};
use http_edge::{EdgeSettings, is_loopback};

/// Whether anybody has to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignInMode {
    /// Nobody: for this machine alone.
    Open,
    /// By an API key, or a token where JWKS is set.
    Required,
}

/// How people sign in.
#[derive(Args, Clone, Debug)]
pub struct SignInSettings {
    /// Whether people sign in: `required`, or `open` to all of this machine, and to it alone.
    #[arg(long, env, default_value = "open", value_name = "MODE")]
    pub sign_in: SignInMode,
    /// An administrator's key, kept if the database has never held a key: how a container gets its
    /// first one. At least 32 characters.
    #[arg(long, env, hide_env_values = true, value_name = "KEY")]
    pub first_admin_key: Option<String>,
    /// Takes tokens signed by these keys: a JWKS file, or its https address.
    #[arg(long, env, value_name = "FILE|URL", requires_all = ["jwt_issuer", "jwt_audience"])]
    pub jwks: Option<String>,
    /// How long those keys are trusted after they were last read, while the file or the address cannot
    /// be read, in seconds. Keys that it no longer lists are not trusted from then on.
    #[arg(long, env, default_value_t = 3_600, value_parser = clap::value_parser!(u64).range(1..=604_800))]
    pub jwks_max_age_seconds: u64,
    /// Who has to have issued a token (`iss`).
    #[arg(long, env, value_name = "ISSUER")]
    pub jwt_issuer: Option<String>,
    /// Whom a token has to be for (`aud`).
    #[arg(long, env, value_name = "AUDIENCE")]
    pub jwt_audience: Option<String>,
    /// The claim that says `agent`, `manager` or `admin`.
    #[arg(long, env, default_value = "role", value_name = "CLAIM")]
    pub jwt_role_claim: String,
    /// The claim that names the agents: an internal id, or an array of them; `*` is all, for a
    /// manager.
    #[arg(long, env, default_value = "agent_id", value_name = "CLAIM")]
    pub jwt_agents_claim: String,
}

/// Whether the first key can be one. What is wrong with it is said without showing it.
fn check_first_key(text: &str) -> Result<(), String> {
    let is_fit = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_fit && !text.contains('.') {
        return Ok(());
    }
    Err("FIRST_ADMIN_KEY (--first-admin-key) takes at least 32 letters, digits and signs without a dot or a space, such as \
         `openssl rand -hex 32` prints"
        .to_owned())
}

impl SignInSettings {
    /// Refuses to be open to others than this machine: to whoever reaches the address that the server
    /// listens on, or asks by way of a proxy or of another site's page.
    ///
    /// # Errors
    /// With what to set.
    pub fn check(&self, bind: IpAddr, edge: &EdgeSettings) -> Result<(), String> {
        self.first_admin_key.as_deref().map_or(Ok(()), check_first_key)?;
        if self.sign_in == SignInMode::Required {
            return Ok(());
        }
        if !edge.trusted_proxies.is_empty() || !edge.cors_origins.is_empty() {
            return Err(
                "nobody signs in, and TRUSTED_PROXIES or CORS_ORIGINS would let others in: \
                        set SIGN_IN=required"
                    .to_owned(),
            );
        }
        if is_loopback(bind) {
            return Ok(());
        }
        Err(format!(
            "nobody signs in, and {bind} can be reached from other machines: set SIGN_IN=required \
             and make a key by `api keys create`, or set BIND=127.0.0.1"
        ))
    }
}
