//! Tokens of a firm's own sign-in: JSON Web Tokens (RFC 7519), signed by a key that the firm
//! publishes (RFC 7517).

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use arc_swap::ArcSwapOption;
use http_edge::Problem;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value as Json};

use crate::caller::Caller;
use crate::claims::ClaimNames;
use crate::settings::SignInSettings;

/// Clocks may differ by so much.
const LEEWAY_SECONDS: u64 = 30;

/// The end of the year 9999. A program that counts in milliseconds makes tokens that never end.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// A longer one is no token that is known here.
const LONGEST_TOKEN: usize = 8 * 1024;

/// A key that signs tokens, and the one algorithm that it is for: what a token says of its own
/// algorithm decides nothing.
struct TrustedKey {
    name: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The keys that tokens are signed by.
#[derive(Default)]
pub struct TrustedKeys(Vec<TrustedKey>);

impl Debug for TrustedKeys {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| (&key.name, key.algorithm))).finish()
    }
}

impl TrustedKeys {
    /// Reads a JWKS document. Keys for other purposes, and of kinds that are not taken here, are
    /// passed over: a set without any other trusts nobody.
    ///
    /// # Errors
    /// What the document is instead.
    pub fn read(document: &[u8]) -> Result<Self, String> {
        let not_a_set = |fault| format!("it is not a JWKS document: {fault}");
        let document: Json = serde_json::from_slice(document).map_err(not_a_set)?;
        let keys = document.get("keys").and_then(Json::as_array);
        let keys = keys.ok_or("it is not a JWKS document: it has no array `keys`")?;
        let known = keys.iter().filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
        Ok(Self(known.filter_map(|key| TrustedKey::of(&key)).collect()))
    }

    /// Whether nobody is trusted.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys that may have signed a token with this header.
    fn for_token<'a>(&'a self, header: &'a Header) -> impl Iterator<Item = &'a TrustedKey> {
        let is_named = |key: &&TrustedKey| match (&header.kid, &key.name) {
            (Some(asked), Some(name)) => asked == name,
            _ => true,
        };
        self.0.iter().filter(|key| key.algorithm == header.alg).filter(is_named)
    }
}

impl TrustedKey {
    fn of(key: &Jwk) -> Option<Self> {
        let algorithm = match &key.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                Algorithm::ES256
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                Algorithm::EdDSA
            }
            _ => return None,
        };
        let common = &key.common;
        let is_for_signing =
            common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
        let says_otherwise =
            common.key_algorithm.is_some_and(|said| said.to_string() != format!("{algorithm:?}"));
        if !is_for_signing || says_otherwise {
            return None;
        }
        let name = common.key_id.clone();
        DecodingKey::from_jwk(key).ok().map(|key| Self { name, algorithm, key })
    }
}

/// Recognises people by their tokens.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub(crate) keys: Arc<ArcSwapOption<TrustedKeys>>,
    /// Rung where a token names a key that is not known here: it may be a new one.
    pub(crate) unknown_key: SyncSender<()>,
    issuer: String,
    audience: String,
    claims: ClaimNames,
}

impl Tokens {
    /// Takes tokens of the issuer and for the audience that the settings name; none where they name
    /// none. `unknown_key` is rung where a token names a key that is not known.
    #[must_use]
    pub fn new(settings: &SignInSettings, unknown_key: SyncSender<()>) -> Option<Self> {
        Some(Self {
            keys: Arc::default(),
            unknown_key,
            issuer: settings.jwt_issuer.clone()?,
            audience: settings.jwt_audience.clone()?,
            claims: ClaimNames {
                role: settings.jwt_role_claim.clone(),
                agents: settings.jwt_agents_claim.clone(),
            },
        })
    }

    /// Takes tokens that these keys signed, and no others.
    pub fn trust(&self, keys: TrustedKeys) {
        self.keys.store(Some(Arc::new(keys)));
    }

    /// Whoever a token speaks of.
    ///
    /// # Errors
    /// [`Problem::Unauthorized`], with what is wrong with the token; [`Problem::Unavailable`] before
    /// any keys are known.
    pub fn recognise(&self, token: &str) -> Result<Arc<Caller>, Problem> {
        let keys = self.keys.load();
        let keys = keys.as_deref().ok_or(Problem::Unavailable(
            "The keys that tokens are signed by are not known at the moment. Try again in a moment.",
        ))?;
        if token.len() > LONGEST_TOKEN {
            return Err(Problem::Unauthorized("The token is longer than any taken here."));
        }
        let header = decode_header(token).map_err(|_| UNREADABLE)?;
        if header.crit.is_some() {
            return Err(Problem::Unauthorized(
                "The token asks for what is not known here (`crit`).",
            ));
        }
        let mut refused = None;
        for trusted in keys.for_token(&header) {
            match self.claims(token, trusted) {
                Ok(claims) => {
                    let caller = self.claims.read(&claims).map_err(Problem::Unauthorized)?;
                    return Ok(Arc::new(caller));
                }
                Err(problem) => refused = Some(problem),
            }
        }
        Err(refused.unwrap_or_else(|| {
            // Whoever fetches the keys sees to it that this is not done too often.
            let _ = self.unknown_key.try_send(());
            Problem::Unauthorized("The token is signed by no key that is trusted here.")
        }))
    }

    fn claims(&self, token: &str, trusted: &TrustedKey) -> Result<Map<String, Json>, Problem> {
        let mut validation = Validation::new(trusted.algorithm);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let decoded = decode::<Map<String, Json>>(token, &trusted.key, &validation);
        let claims = decoded.map_err(|error| refusal(error.kind()))?.claims;
        // RFC 7519 has one issuer: of several it would be anybody's guess who has spoken.
        if !claims.get("iss").is_some_and(Json::is_string) {
            return Err(Problem::Unauthorized("The token's `iss` has to be one string."));
        }
        if claims.get("exp").and_then(Json::as_f64).is_none_or(|end| end > LAST_SECOND) {
            return Err(Problem::Unauthorized(
                "The token's `exp` is past the year 9999: it counts in seconds.",
            ));
        }
        Ok(claims)
    }
}

const UNREADABLE: Problem = Problem::Unauthorized("This is no token that can be read here.");

fn refusal(kind: &ErrorKind) -> Problem {
    match kind {
        ErrorKind::ExpiredSignature => Problem::Unauthorized("The token has expired."),
        ErrorKind::ImmatureSignature => Problem::Unauthorized("The token is not valid as yet."),
        ErrorKind::InvalidIssuer => {
            Problem::Unauthorized("The token's issuer is not trusted here.")
        }
        ErrorKind::InvalidAudience => Problem::Unauthorized("The token is not for this server."),
        ErrorKind::InvalidSignature => Problem::Unauthorized("The token's signature is wrong."),
        ErrorKind::MissingRequiredClaim(_) => {
            Problem::Unauthorized("The token has to say `exp`, `iss`, `aud` and `sub`.")
        }
        _ => UNREADABLE,
    }
}
