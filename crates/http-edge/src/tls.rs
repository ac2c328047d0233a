//! TLS, with a certificate that may be renewed while the server runs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;
use std::{fs, thread};

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// How often the files are looked at.
const PACE: Duration = Duration::from_secs(1);

/// TLS by a certificate and its key, from files.
#[derive(Clone, Debug)]
pub struct Tls {
    config: ServerConfig,
    /// The thread that looks at the files ends when the last copy of this is dropped.
    _watch: Arc<Sender<()>>,
}

impl Tls {
    /// Reads the files, and looks at them from then on.
    pub(crate) fn start(cert: &Path, key: &Path) -> Result<Self, String> {
        let files = Files { cert: cert.to_owned(), key: key.to_owned() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let pem = files.read()?;
        let current = Current(ArcSwap::from_pointee(files.certified(&pem, &provider)?));
        let current = Arc::new(current);
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|fault| fault.to_string())?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        let (watch, ended) = channel::<()>();
        let watched = Arc::downgrade(&current);
        thread::spawn(move || {
            let mut seen = Ok(pem);
            while matches!(ended.recv_timeout(PACE), Err(RecvTimeoutError::Timeout)) {
                files.renew(&mut seen, &watched, &provider);
            }
        });
        Ok(Self { config, _watch: Arc::new(watch) })
    }

    /// What a listener speaks TLS by.
    #[must_use]
    pub fn config(&self) -> ServerConfig {
        self.config.clone()
    }
}

#[derive(Debug)]
struct Current(ArcSwap<CertifiedKey>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

struct Files {
    cert: PathBuf,
    key: PathBuf,
}

/// What the files held.
#[derive(PartialEq, Eq)]
struct Pem {
    cert: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    fn read(&self) -> Result<Pem, String> {
        let read = |setting: &str, path: &Path| {
            fs::read(path).map_err(|fault| {
                format!("{setting} takes a PEM file; {} cannot be read: {fault}", path.display())
            })
        };
        Ok(Pem { cert: read("TLS_CERT", &self.cert)?, key: read("TLS_KEY", &self.key)? })
    }

    fn certified(&self, pem: &Pem, provider: &CryptoProvider) -> Result<CertifiedKey, String> {
        let (cert, key) = (self.cert.display(), self.key.display());
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem.cert)
            .collect::<Result<_, _>>()
            .map_err(|fault| format!("TLS_CERT takes certificates in PEM; {cert}: {fault}"))?;
        if chain.is_empty() {
            return Err(format!("TLS_CERT takes certificates in PEM; {cert} has none"));
        }
        let secret = PrivateKeyDer::from_pem_slice(&pem.key)
            .map_err(|fault| format!("TLS_KEY takes a private key in PEM; {key}: {fault}"))?;
        CertifiedKey::from_der(chain, secret, provider)
            .map_err(|fault| format!("TLS_CERT {cert} and TLS_KEY {key} are no pair: {fault}"))
    }

    /// Takes what the files hold now, where it has changed and can be used.
    fn renew(
        &self,
        seen: &mut Result<Pem, String>,
        current: &Weak<Current>,
        provider: &CryptoProvider,
    ) {
        let Some(current) = current.upgrade() else { return };
        let now = self.read();
        if now == *seen {
            return;
        }
        let read = now.as_ref().map_err(Clone::clone);
        match read.and_then(|pem| self.certified(pem, provider)) {
            Ok(certified) => {
                current.0.store(Arc::new(certified));
                tracing::info!("the certificate was renewed");
            }
            Err(reason) => tracing::error!(reason, "the old certificate goes on"),
        }
        *seen = now;
    }
}
