//! What reads bytes from outside, for those who make such bytes up. Nothing here is for anybody else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;
use std::sync::mpsc::sync_channel;

use access::{ClaimNames, SignInSettings, Tokens, TrustedKeys, VisibleAgents};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use chrono::NaiveDate;
use clap::{CommandFactory as _, FromArgMatches as _, Parser as _};
use http_edge::is_loopback_host;
use http_edge::{ProxyHeader, TrustedProxies, given_ids};
use store_pg::BookVersion;

use crate::asked::Asked;
use crate::audit;
use crate::cli::Cli;
use crate::cursor::Cursor;
use crate::params::Param;
use crate::routes;
use crate::state::State;

/// The parameters of the routes, those once that several have.
static PARAMETERS: LazyLock<Vec<Vec<Param>>> = LazyLock::new(|| {
    let names = |params: &[Param]| params.iter().map(|param| param.name).collect::<Vec<_>>();
    let all = routes::all().into_iter().map(|route| (names(&route.params), route.params));
    all.collect::<BTreeMap<_, _>>().into_values().collect()
});

/// Reads a query string as every route does.
pub fn query(query: &str) {
    let mut book = BookVersion::default();
    book.as_of = NaiveDate::from_ymd_opt(2026, 1, 30);
    let state = State::of_book(book);
    for params in PARAMETERS.iter() {
        if let Ok(asked) = Asked::read_query(query, params, Some(&state)) {
            assert!(asked.limit.is_none_or(|limit| (1..=1000).contains(&limit)));
            assert!(asked.as_of.is_none_or(|asked| Some(asked) >= state.as_of()));
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
    if let Ok(caller) = names.read(&claims) {
        let said = |name: &str| claims.get(name).cloned().unwrap_or_default();
        let all = caller.visible == VisibleAgents::All;
        assert!(!all || said("role") == "admin" || said("agent_id") == "*");
    }
}

/// Reads a set of keys that sign tokens.
pub fn jwks(document: &[u8]) {
    let _ = TrustedKeys::read(document);
}

/// Reads headers that tell where somebody is, or who: each line of the text as a value of each.
pub fn headers(text: &str) {
    // A name that this machine is taken for has to be one of its own.
    if is_loopback_host(text) {
        let name = text.rsplit_once(':').map_or(text, |(name, _)| name);
        let address = [text, name].map(|name| name.trim_matches(['[', ']']).parse::<IpAddr>());
        let is_own = |own: &IpAddr| own.to_canonical().is_loopback();
        let is_named = name.eq_ignore_ascii_case("localhost");
        assert!(is_named || address.iter().flatten().any(is_own), "{text}");
    }
    let mut headers = HeaderMap::new();
    for value in text.lines().filter_map(|line| HeaderValue::from_str(line).ok()) {
        for name in READ_HEADERS {
            headers.append(HeaderName::from_static(name), value.clone());
        }
    }
    // What is told back, and written to the log, is short and plain.
    let (id, trace) = given_ids(&headers);
    assert!(id.is_none_or(|id| id.len() <= 64 && id.as_bytes().iter().all(u8::is_ascii_graphic)));
    assert!(trace.is_none_or(|trace| trace.response().is_some_and(|told| told.len() == 55)));
    let Some(trusted) = &*TRUSTED else { panic!("there is no proxy to believe") };
    for told_by in [ProxyHeader::XForwarded, ProxyHeader::Forwarded] {
        let _ = trusted.origin(PEER, false, &headers, told_by);
    }
}

const READ_HEADERS: [&str; 5] =
    ["x-request-id", "traceparent", "forwarded", "x-forwarded-for", "x-forwarded-proto"];

/// A proxy whose word counts.
const PEER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

static TRUSTED: LazyLock<Option<TrustedProxies>> =
    LazyLock::new(|| TrustedProxies::parse("127.0.0.1,10.0.0.0/8,2001:db8:f::/48").ok());

/// Reads a line of the audit trail. Nothing that is taken is more than the database takes.
pub fn audit_line(line: &[u8]) {
    let Some(entry) = audit::read_line(line) else { return };
    let always = [
        &entry.request_id,
        &entry.who,
        &entry.role,
        &entry.address,
        &entry.method,
        &entry.resource,
    ];
    let texts = always
        .into_iter()
        .chain(&entry.agent_id)
        .chain(&entry.user_id)
        .chain(&entry.key_id)
        .chain(&entry.import_id);
    for text in texts {
        // Each NUL has become a letter of three bytes.
        assert!(!text.contains('\0') && text.len() <= 3 * audit::LONGEST, "{text:?}");
    }
}

thread_local! {
    /// What the program takes, put together once: that takes far longer than to read flags.
    static COMMAND: RefCell<clap::Command> = RefCell::new(Cli::command());
}

/// The flags of a command and of its own commands.
fn flags_of(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(flags_of)).collect()
}

static FLAGS: LazyLock<BTreeSet<String>> = LazyLock::new(|| flags_of(&Cli::command()));

/// To find what an unknown flag may have meant takes nearly all of the time, and is not ours.
fn is_unknown_flag(word: &str) -> bool {
    let name = word.strip_prefix("--").and_then(|flag| flag.split('=').next());
    name.is_some_and(|name| !FLAGS.contains(name))
}

/// Reads flags, divided by line ends, and the same as a `.env` file.
pub fn settings(text: &str) {
    let words = text.lines().filter(|word| !is_unknown_flag(word));
    let flags = ["api"].into_iter().chain(words);
    let matches = COMMAND.with_borrow_mut(|command| command.try_get_matches_from_mut(flags));
    let _ = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    let entries: BTreeMap<String, String> =
        dotenvy::from_read_iter(text.as_bytes()).filter_map(Result::ok).collect();
    assert!(entries.keys().all(|name| !name.is_empty()));
}
