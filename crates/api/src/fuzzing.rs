//! What reads bytes from outside, for those who make such bytes up. Nothing here is for anybody else.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::mpsc::sync_channel;

use chrono::NaiveDate;
use clap::Parser as _;
use store_pg::BookVersion;

use crate::cli::Cli;
use crate::cursor::Cursor;
use crate::params::Asked;
use crate::routes::{Route, table};
use crate::sign_in::{ClaimNames, Sees, SignInSettings, Tokens, TrustedKeys, is_loopback_host};

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(table);

/// Reads a query string as every route does.
pub fn query(query: &str) {
    let mut book = BookVersion::default();
    book.as_of = NaiveDate::from_ymd_opt(2026, 1, 30);
    for route in ROUTES.iter() {
        if let Ok(asked) = Asked::read(query, &route.params, Some(&book)) {
            assert!(asked.limit.is_none_or(|limit| (1..=1000).contains(&limit)));
            assert!(asked.as_of.is_none_or(|asked| Some(asked) >= book.as_of));
            assert!(asked.agent_id.is_none_or(|id| !id.is_empty()));
        }
    }
}

/// Reads a cursor: one that is taken is written as it was.
pub fn cursor(text: &str) {
    if let Some(cursor) = Cursor::parse(text) {
        assert_eq!(cursor.to_string(), text);
    }
}

/// A well-known public key (RFC 8037, appendix A.2).
const KEYS: &str = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

static TOKENS: LazyLock<Option<Tokens>> = LazyLock::new(|| {
    let flags = ["api", "--jwks", "-", "--jwt-issuer", "issuer", "--jwt-audience", "audience"];
    let settings: SignInSettings = Cli::try_parse_from(flags).ok()?.settings.sign_in;
    let (unknown_key, _) = sync_channel(1);
    let tokens = Tokens::new(&settings, unknown_key)?;
    tokens.trust(TrustedKeys::read(KEYS.as_bytes()).ok()?);
    Some(tokens)
});

/// Reads a token. Nobody can sign one by the key that is trusted.
pub fn token(text: &str) {
    let Some(tokens) = &*TOKENS else { panic!("there is nothing to hold it against") };
    assert!(tokens.recognise(text).is_err());
}

/// Reads what a token says: nobody but a manager or an administrator sees all agents.
pub fn claims(json: &[u8]) {
    let Ok(claims) = serde_json::from_slice(json) else { return };
    let names = ClaimNames { role: "role".to_owned(), agents: "agent_id".to_owned() };
    if let Ok(who) = names.read(&claims) {
        let said = |name: &str| claims.get(name).cloned().unwrap_or_default();
        let all = who.sees == Sees::Everyone;
        assert!(!all || said("role") == "admin" || said("agent_id") == "*");
    }
}

/// Reads a set of keys that sign tokens.
pub fn jwks(document: &[u8]) {
    let _ = TrustedKeys::read(document);
}

/// Reads headers that tell where somebody is, or who.
pub fn headers(text: &str) {
    // A name that this machine is taken for has to be one of its own.
    if is_loopback_host(text) {
        let name = text.to_ascii_lowercase();
        assert!(["localhost", "127.", "[::"].iter().any(|own| name.starts_with(own)), "{text}");
    }
}

/// Reads flags, divided by line ends, and the same as a `.env` file.
pub fn settings(text: &str) {
    let _ = Cli::try_parse_from(["api"].into_iter().chain(text.lines()));
    let entries: BTreeMap<String, String> =
        dotenvy::from_read_iter(text.as_bytes()).filter_map(Result::ok).collect();
    assert!(entries.keys().all(|name| !name.is_empty()));
}
