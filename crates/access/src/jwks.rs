//! Where the keys that sign tokens come from: a file, or an address of the firm's sign-in.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

use crate::settings::SignInSettings;
use crate::tokens::{Tokens, TrustedKeys};

/// A JWKS document is a few kilobytes.
const LARGEST_DOCUMENT: u64 = 1024 * 1024;

const FETCH_PATIENCE: Duration = Duration::from_secs(10);

/// How often an address is asked again, and how soon at the earliest.
const FETCH_PACE: Duration = Duration::from_secs(300);
const FETCH_PAUSE: Duration = Duration::from_secs(5);

/// How often a file is looked at.
const FILE_PACE: Duration = Duration::from_secs(1);

/// How soon an address that did not answer is asked again.
const PACE_WHILE_AWAY: Duration = Duration::from_secs(15);

/// How often it is said that keys cannot be read.
const WARNING_EVERY: Duration = Duration::from_secs(60);

/// Where a JWKS document is.
enum Source {
    /// With the bytes that were last read well: a file's date says little, as copies may keep it.
    File {
        path: PathBuf,
        seen: Option<Vec<u8>>,
    },
    Address(String),
}

impl Source {
    fn of(jwks: &str) -> Result<Self, String> {
        if jwks.starts_with("https://") || is_on_this_machine(jwks) {
            return Ok(Self::Address(jwks.to_owned()));
        }
        if jwks.contains("://") {
            return Err("JWKS takes a file or an https address: what is read over a network that \
                        anybody may change decides who gets in"
                .to_owned());
        }
        Ok(Self::File { path: jwks.into(), seen: None })
    }

    fn pace(&self) -> Duration {
        match self {
            Self::File { .. } => FILE_PACE,
            Self::Address(_) => FETCH_PACE,
        }
    }

    /// The keys; nothing where they are as they were when they were last read well.
    fn read(&mut self) -> Result<Option<TrustedKeys>, String> {
        match self {
            Self::Address(address) => trusted(&fetch(address)?).map(Some),
            Self::File { path, seen } => {
                let before = seen.take();
                let failed = |fault| format!("JWKS: {}: {fault}", path.display());
                let now = read_file(path).map_err(failed)?;
                let read = if before.as_ref() == Some(&now) { None } else { Some(trusted(&now)?) };
                *seen = Some(now);
                Ok(read)
            }
        }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut document = Vec::new();
    File::open(path)?.take(LARGEST_DOCUMENT + 1).read_to_end(&mut document)?;
    if document.len() as u64 > LARGEST_DOCUMENT {
        return Err(io::Error::other("it is larger than 1 MB"));
    }
    Ok(document)
}

fn trusted(document: &[u8]) -> Result<TrustedKeys, String> {
    TrustedKeys::read(document).map_err(|fault| format!("JWKS: {fault}"))
}

/// What is before an `@` is no host, however much it looks like one.
fn is_on_this_machine(address: &str) -> bool {
    let rest = address.strip_prefix("http://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.contains('@')
        && ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
            let port = authority.strip_prefix(name);
            port.is_some_and(|port| port.is_empty() || port.starts_with(':'))
        })
}

fn fetch(address: &str) -> Result<Vec<u8>, String> {
    let config =
        ureq::Agent::config_builder().timeout_global(Some(FETCH_PATIENCE)).max_redirects(0).build();
    let failed = |fault: ureq::Error| format!("JWKS: it cannot be fetched: {fault}");
    let mut answer = ureq::Agent::new_with_config(config).get(address).call().map_err(failed)?;
    if answer.status() != 200 {
        return Err(format!("JWKS: it cannot be fetched: {}", answer.status()));
    }
    answer.body_mut().with_config().limit(LARGEST_DOCUMENT).read_to_vec().map_err(failed)
}

/// Tokens signed by the keys that the settings name, kept up to date for as long as anybody holds
/// them; nothing where no tokens are taken.
///
/// # Errors
/// Where the keys are in a file that cannot be used. An address may answer later.
pub(crate) fn start(settings: &SignInSettings) -> Result<Option<Tokens>, String> {
    let Some(jwks) = &settings.jwks else { return Ok(None) };
    let mut source = Source::of(jwks)?;
    let (unknown_key, asked) = sync_channel(1);
    let Some(tokens) = Tokens::new(settings, unknown_key) else { return Ok(None) };
    let max_age = Duration::from_secs(settings.jwks_max_age_seconds);
    let mut held = Held { keys: Arc::downgrade(&tokens.keys), max_age, read: None, warned: None };
    match source.read() {
        Ok(keys) => drop(held.take(keys)),
        Err(fault) if matches!(source, Source::File { .. }) => return Err(fault),
        Err(fault) => drop(held.keep(&fault)),
    }
    thread::spawn(move || {
        while wait(&asked, held.pace(source.pace()), held.is_none()) {
            let kept = match source.read() {
                Ok(keys) => held.take(keys),
                Err(fault) => held.keep(&fault),
            };
            if kept.is_none() {
                return;
            }
        }
    });
    Ok(Some(tokens))
}

/// The keys that are trusted, and since when nothing newer is known.
struct Held {
    keys: Weak<ArcSwapOption<TrustedKeys>>,
    max_age: Duration,
    /// When they were last read, or seen to be as they were; none while they cannot be.
    read: Option<Instant>,
    warned: Option<Instant>,
}

impl Held {
    /// Trusts what was read, and nobody else; nothing where it is as it was. None where nobody takes
    /// tokens any more.
    fn take(&mut self, read: Option<TrustedKeys>) -> Option<()> {
        let keys = self.keys.upgrade()?;
        self.read = Some(Instant::now());
        if let Some(read) = read {
            if read.is_empty() {
                tracing::warn!(
                    "JWKS: it holds no key for RS256, ES256 or EdDSA: no token is taken"
                );
            }
            keys.store(Some(Arc::new(read)));
        }
        Some(())
    }

    /// Goes on with what is known while that is not too old, and says so once a minute.
    fn keep(&mut self, fault: &str) -> Option<()> {
        let keys = self.keys.upgrade()?;
        let is_young = self.read.is_some_and(|read| read.elapsed() < self.max_age);
        if !is_young {
            keys.store(None);
        }
        if self.warned.is_none_or(|warned| warned.elapsed() >= WARNING_EVERY) {
            self.warned = Some(Instant::now());
            match is_young {
                true => tracing::warn!(fault, "the keys of tokens stay as they were for a while"),
                false => tracing::warn!(fault, "nobody can sign in by a token"),
            }
        }
        Some(())
    }

    fn is_none(&self) -> bool {
        self.keys.upgrade().is_some_and(|keys| keys.load().is_none())
    }

    /// How soon to look again: before what is known is too old.
    fn pace(&self, usual: Duration) -> Duration {
        let is_late = self.read.is_none_or(|read| read.elapsed() > usual * 2);
        let usual = usual.min(self.max_age / 2);
        if is_late { usual.min(PACE_WHILE_AWAY) } else { usual }
    }
}

/// Waits for the next look; false where nobody takes tokens any more. A key that is not known is
/// looked for at once, but not over and over.
fn wait(asked: &Receiver<()>, pace: Duration, is_first: bool) -> bool {
    let began = Instant::now();
    let pace = if is_first { pace.min(FETCH_PAUSE) } else { pace };
    match asked.recv_timeout(pace) {
        Err(RecvTimeoutError::Disconnected) => false,
        Err(RecvTimeoutError::Timeout) => true,
        Ok(()) => {
            let left = FETCH_PAUSE.min(pace).saturating_sub(began.elapsed());
            thread::sleep(left);
            true
        }
    }
}
