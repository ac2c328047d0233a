//! TLS, and certificates that change while the server runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use store_pg::testing::TestDatabase;
use tempfile::TempDir;

use crate::program::{Program, refusal};

/// A certificate and its key, in files.
pub(crate) struct Pair {
    directory: TempDir,
}

impl Pair {
    pub(crate) fn new() -> (Self, CertificateDer<'static>) {
        let pair = Self { directory: TempDir::new().unwrap() };
        let certificate = pair.renew();
        (pair, certificate)
    }

    fn cert(&self) -> PathBuf {
        self.directory.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.directory.path().join("key.pem")
    }

    fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        fs::write(self.key(), signing_key.serialize_pem()).unwrap();
        fs::write(self.cert(), cert.pem()).unwrap();
        cert.der().clone()
    }

    pub(crate) fn flags(&self) -> [String; 2] {
        [flag("tls-cert", &self.cert()), flag("tls-key", &self.key())]
    }
}

fn flag(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}

type Connection = StreamOwned<ClientConnection, TcpStream>;

/// A client that trusts this certificate alone.
fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<Connection> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    Ok(StreamOwned::new(connection, TcpStream::connect(address)?))
}

/// What such a client is told.
fn ask(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<String> {
    let mut stream = connect(address, trusted, versions)?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A connection that stays after its first answer; none where it is ended at once.
fn hold(address: SocketAddr, trusted: &CertificateDer<'static>) -> Option<Connection> {
    let mut held = connect(address, trusted, &[&rustls::version::TLS13]).ok()?;
    held.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").ok()?;
    held.read_exact(&mut [0; 12]).ok()?;
    Some(held)
}

#[test]
fn a_certificate_is_renewed_without_a_restart_and_a_broken_one_is_not_taken() {
    let database = TestDatabase::new();
    let (pair, old) = Pair::new();
    let flags = pair.flags();
    let mut program = Program::start(&database.url(), &[&flags[0], &flags[1]]);
    let both: [&[&SupportedProtocolVersion]; 2] =
        [&[&rustls::version::TLS13], &[&rustls::version::TLS12]];
    for version in both {
        let answer = ask(program.address, &old, version).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    }

    fs::write(pair.cert(), "no certificate").unwrap();
    assert!(program.line("the old certificate goes on").contains("TLS_CERT"));
    assert!(ask(program.address, &old, both[0]).is_ok());

    let new = pair.renew();
    program.line("the certificate was renewed");
    assert!(ask(program.address, &new, both[0]).is_ok());
    assert!(ask(program.address, &old, both[0]).is_err());
}

#[test]
fn connections_by_tls_are_counted_too() {
    let database = TestDatabase::new();
    let (pair, certificate) = Pair::new();
    let flags = pair.flags();
    let mut flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    flags.push("--connections-per-address=1");
    let program = Program::start(&database.url(), &flags);
    let ask = || ask(program.address, &certificate, &[&rustls::version::TLS13]);
    let answer = ask().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // The first one may not be gone as yet.
    let held = loop {
        if let Some(held) = hold(program.address, &certificate) {
            break held;
        }
    };
    assert!(!ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1")));
    drop(held);
    while !ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
        std::thread::yield_now();
    }
}

#[test]
fn what_cannot_be_used_is_named_at_the_start() {
    let (pair, _) = Pair::new();
    let (other, _) = Pair::new();
    let [cert, key] = pair.flags();
    let (gone, empty) = (pair.directory.path().join("gone"), pair.directory.path().join("empty"));
    fs::write(&empty, "").unwrap();
    for (flags, expected) in [
        (vec![cert.clone()], "TLS_CERT needs TLS_KEY"),
        (vec![key.clone()], "TLS_KEY needs TLS_CERT"),
        (vec![flag("tls-cert", &gone), key.clone()], "TLS_CERT takes a PEM file"),
        (vec![flag("tls-cert", &empty), key], "TLS_CERT takes certificates in PEM"),
        (vec![cert.clone(), flag("tls-key", &empty)], "TLS_KEY takes a private key in PEM"),
        (vec![cert, flag("tls-key", &other.key())], "are no pair"),
        (vec!["--trusted-proxies=10.0.0.1,proxy".to_owned()], "not \"proxy\""),
        (vec!["--cors-origins=https://a.example/x".to_owned()], "takes origins such as"),
        (vec!["--cors-origins=*".to_owned()], "takes origins such as"),
        (vec!["--sentry-dsn=nowhere".to_owned()], "SENTRY_DSN takes an address"),
        (vec!["--log-format=xml".to_owned()], "possible values: text, json"),
    ] {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let said = refusal(&flags);
        assert!(said.contains(expected), "{flags:?}: {said}");
    }
}
