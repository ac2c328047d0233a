//! Tokens of a firm's own sign-in.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256, PublicKeyData as _};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Desktop, Server, api, create_key, failed};

const ISSUER: &str = "https://sign-in.example.org";
const AUDIENCE: &str = "partner-desk";

/// A key that signs tokens, and how it is published.
struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    published: Value,
}

impl Signer {
    fn new(algorithm: Algorithm, name: &str) -> Self {
        let (kind, key_of): (_, fn(&[u8]) -> EncodingKey) = match algorithm {
            Algorithm::RS256 => (&PKCS_RSA_SHA256, rsa_key),
            Algorithm::ES256 => (&PKCS_ECDSA_P256_SHA256, EncodingKey::from_ec_der),
            _ => (&PKCS_ED25519, EncodingKey::from_ed_der),
        };
        let pair = KeyPair::generate_for(kind).unwrap();
        let key = key_of(&pair.serialize_der());
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let raw = pair.der_bytes();
        let mut published = match algorithm {
            Algorithm::RS256 => {
                serde_json::to_value(Jwk::from_encoding_key(&key, algorithm).unwrap()).unwrap()
            }
            Algorithm::ES256 => {
                json!({"kty": "EC", "crv": "P-256", "x": part(&raw[1..33]), "y": part(&raw[33..])})
            }
            _ => json!({"kty": "OKP", "crv": "Ed25519", "x": part(raw)}),
        };
        published["kid"] = json!(name);
        Self { algorithm, key, published }
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = self.published["kid"].as_str().map(str::to_owned);
        encode(&header, claims, &self.key).unwrap()
    }
}

/// PKCS #1, which lies in PKCS #8 behind 26 bytes that say that it is RSA.
fn rsa_key(pkcs8: &[u8]) -> EncodingKey {
    EncodingKey::from_rsa_der(&pkcs8[26..])
}

#[expect(
    clippy::disallowed_methods,
    reason = "tokens are dated by the clock that the server reads"
)]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// What an agent's token says, with some of it said otherwise; null is not said at all.
fn claims(otherwise: Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "u-17", "exp": now() + 600,
        "role": "agent", "agent_id": "4220",
    });
    for (name, value) in otherwise.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

fn publish(files: &TempDir, keys: &[&Signer]) -> PathBuf {
    let path = files.path().join("jwks.json");
    let draft = files.path().join("draft.json");
    std::fs::write(&draft, jwks(keys)).unwrap();
    std::fs::rename(draft, &path).unwrap();
    path
}

fn jwks(keys: &[&Signer]) -> String {
    json!({"keys": keys.iter().map(|key| &key.published).collect::<Vec<_>>()}).to_string()
}

fn desktop() -> Desktop {
    let desktop = Desktop::empty();
    let sips = [failed("1", "asha", "4220", "9,000"), failed("2", "bina", "9", "9,000")];
    desktop.import("2026-01-30", &sips);
    desktop
}

fn taking(desktop: &Desktop, jwks: &str) -> Server {
    let flags = ["--jwks", jwks, "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE];
    let server = Server::signing_in(&desktop.database.url(), &flags);
    server.wait_for(1);
    server
}

#[test]
fn every_algorithm_and_every_role() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let algorithms = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
    let signers = algorithms.map(|algorithm| Signer::new(algorithm, &format!("{algorithm:?}")));
    let path = publish(&files, &signers.each_ref());
    let server = taking(&desktop, path.to_str().unwrap());
    for signer in &signers {
        for (said, rows) in [
            (json!({}), 1),
            (json!({"role": "manager", "agent_id": ["4220", 9]}), 2),
            (json!({"role": "manager", "agent_id": "*"}), 2),
            (json!({"role": "admin", "agent_id": null}), 2),
        ] {
            let token = signer.sign(&claims(said.clone()));
            let answer = server.get_as(Some(&token), "/api/opportunities");
            assert_eq!(answer.rows().len(), rows, "{:?} {said}", signer.algorithm);
        }
    }
    // Keys go on working beside tokens.
    let key = create_key(&desktop.database.url(), &["--role", "admin"]);
    server.wait_for_status(Some(&key), "/api/opportunities", 200);
}

#[test]
fn what_is_not_right_lets_nobody_in() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let [rsa, curve, stranger] = [
        Signer::new(Algorithm::RS256, "rsa"),
        Signer::new(Algorithm::ES256, "curve"),
        Signer::new(Algorithm::ES256, "curve"),
    ];
    let path = publish(&files, &[&rsa, &curve]);
    let server = taking(&desktop, path.to_str().unwrap());
    let good = curve.sign(&claims(json!({})));
    assert_eq!(server.get_as(Some(&good), "/api/agents").status, 200);

    let [header, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let with_header = |said: Value| format!("{}.{body}.{signature}", part(said));
    // The public key, taken for a shared secret.
    let secret = EncodingKey::from_secret(rsa.published.to_string().as_bytes());
    let confused = encode(&Header::new(Algorithm::HS256), &claims(json!({})), &secret).unwrap();
    let admin = part(claims(json!({"role": "admin"})));
    let mut tokens = vec![
        stranger.sign(&claims(json!({}))),
        confused,
        with_header(json!({"alg": "none"})),
        with_header(json!({"alg": "ES256", "kid": "rsa"})),
        with_header(json!({"alg": "RS256", "kid": "curve"})),
        with_header(json!({"alg": "ES384", "kid": "curve"})),
        with_header(json!({"alg": "ES256", "kid": "nobody's"})),
        format!("{header}.{admin}.{signature}"),
        format!("{header}.{body}."),
        format!("{header}.{body}"),
        format!("{header}.{body}.{signature}.{signature}"),
        format!(".{body}.{signature}"),
        "..".to_owned(),
        format!("{header}.{}.{signature}", "A".repeat(9000)),
    ];
    for otherwise in [
        json!({"iss": "https://example.net"}),
        json!({"iss": null}),
        json!({"iss": [ISSUER]}),
        json!({"iss": [ISSUER, "https://example.net"]}),
        json!({"aud": "another"}),
        json!({"aud": null}),
        json!({"exp": now() - 60}),
        json!({"exp": null}),
        json!({"exp": "tomorrow"}),
        // Milliseconds for seconds.
        json!({"exp": (now() + 600) * 1_000}),
        json!({"nbf": now() + 600}),
        json!({"sub": null}),
        json!({"role": null}),
        json!({"role": "root"}),
        json!({"agent_id": null}),
        json!({"agent_id": "*"}),
        json!({"role": "manager", "agent_id": null}),
    ] {
        tokens.push(curve.sign(&claims(otherwise)));
    }
    for token in &tokens {
        let answer = server.get_as(Some(token), "/api/agents");
        assert_eq!(answer.status, 401, "{token} {}", answer.text());
        assert!(!answer.text().contains("u-17"), "{}", answer.text());
    }
    let critical = Header { crit: Some(vec!["b64".into()]), ..Header::new(Algorithm::ES256) };
    let critical = encode(&critical, &claims(json!({})), &curve.key).unwrap();
    assert_eq!(server.get_as(Some(&critical), "/api/agents").status, 401);
}

#[test]
fn keys_that_sign_may_change() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let [old, new] = ["old", "new"].map(|name| Signer::new(Algorithm::EdDSA, name));
    let path = publish(&files, &[&old]);
    let server = taking(&desktop, path.to_str().unwrap());
    let [old_token, new_token] = [&old, &new].map(|signer| signer.sign(&claims(json!({}))));
    assert_eq!(server.get_as(Some(&old_token), "/api/agents").status, 200);
    assert_eq!(server.get_as(Some(&new_token), "/api/agents").status, 401);
    publish(&files, &[&new]);
    server.wait_for_status(Some(&new_token), "/api/agents", 200);
    server.wait_for_status(Some(&old_token), "/api/agents", 401);
    // A set that cannot be read changes nothing for a while.
    std::fs::write(&path, "{").unwrap();
    assert_eq!(server.get_as(Some(&new_token), "/api/agents").status, 200);
    // One without keys says that all were withdrawn.
    std::fs::write(&path, "{\"keys\": []}").unwrap();
    server.wait_for_status(Some(&new_token), "/api/agents", 401);
    publish(&files, &[&new]);
    server.wait_for_status(Some(&new_token), "/api/agents", 200);
}

/// Archives, images and copies that keep dates give every version of a file the same one.
#[test]
fn a_set_that_changed_without_a_new_date_counts() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let [old, new] = ["old", "new"].map(|name| Signer::new(Algorithm::EdDSA, name));
    let path = publish(&files, &[&old]);
    let dated = std::fs::metadata(&path).unwrap().modified().unwrap();
    let server = taking(&desktop, path.to_str().unwrap());
    let [old_token, new_token] = [&old, &new].map(|signer| signer.sign(&claims(json!({}))));
    assert_eq!(server.get_as(Some(&old_token), "/api/agents").status, 200);
    let next = files.path().join("next.json");
    std::fs::write(&next, jwks(&[&new])).unwrap();
    std::fs::File::options().append(true).open(&next).unwrap().set_modified(dated).unwrap();
    std::fs::rename(next, &path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), dated);
    server.wait_for_status(Some(&new_token), "/api/agents", 200);
    server.wait_for_status(Some(&old_token), "/api/agents", 401);
}

#[test]
fn keys_that_cannot_be_read_are_trusted_for_so_long() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let signer = Signer::new(Algorithm::EdDSA, "one");
    let path = publish(&files, &[&signer]);
    let token = signer.sign(&claims(json!({})));
    let url = desktop.database.url();
    let jwks =
        ["--jwks", path.to_str().unwrap(), "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE];
    let long = Server::signing_in(&url, &jwks);
    let short = Server::signing_in(&url, &[&jwks[..], &["--jwks-max-age-seconds", "1"]].concat());
    for server in [&long, &short] {
        server.wait_for(1);
        assert_eq!(server.get_as(Some(&token), "/api/agents").status, 200);
    }
    std::fs::remove_file(&path).unwrap();
    short.wait_for_status(Some(&token), "/api/agents", 503);
    assert_eq!(long.get_as(Some(&token), "/api/agents").status, 200);
    publish(&files, &[&signer]);
    short.wait_for_status(Some(&token), "/api/agents", 200);
    // The very file that comes back is read again, and one that is broken is not taken for it.
    let aside = files.path().join("aside.json");
    std::fs::rename(&path, &aside).unwrap();
    short.wait_for_status(Some(&token), "/api/agents", 503);
    std::fs::rename(&aside, &path).unwrap();
    short.wait_for_status(Some(&token), "/api/agents", 200);
    std::fs::write(&path, "{").unwrap();
    short.wait_for_status(Some(&token), "/api/agents", 503);
}

#[test]
fn keys_that_sign_are_fetched_and_a_new_one_is_found() {
    let desktop = desktop();
    let [old, new] = ["old", "new"].map(|name| Signer::new(Algorithm::ES256, name));
    let published = Arc::new(Mutex::new(jwks(&[&old])));
    let issuer = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/jwks.json", issuer.local_addr().unwrap());
    let answers = Arc::clone(&published);
    std::thread::spawn(move || {
        for stream in issuer.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let body = answers.lock().unwrap().clone();
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    let server = taking(&desktop, &address);
    let [old_token, new_token] = [&old, &new].map(|signer| signer.sign(&claims(json!({}))));
    server.wait_for_status(Some(&old_token), "/api/agents", 200);
    assert_eq!(server.get_as(Some(&new_token), "/api/agents").status, 401);
    *published.lock().unwrap() = jwks(&[&old, &new]);
    server.wait_for_status(Some(&new_token), "/api/agents", 200);
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let broken = files.path().join("broken.json");
    std::fs::write(&broken, "{}").unwrap();
    let missing = files.path().join("missing.json");
    let whole = ["--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE];
    let rows: [(&str, &[&str], i32); 6] = [
        (broken.to_str().unwrap(), &whole, 1),
        (missing.to_str().unwrap(), &whole, 1),
        ("http://example.org/jwks.json", &whole, 1),
        // A user and a password, whatever they look like.
        ("http://127.0.0.1:80@192.0.2.1/jwks.json", &whole, 1),
        ("http://localhost:@192.0.2.1/jwks.json", &whole, 1),
        (broken.to_str().unwrap(), &[], 2),
    ];
    for (jwks, rest, code) in rows {
        let flags = [&["--sign-in", "required", "--port", "0", "--jwks", jwks], rest].concat();
        let refused = api(&desktop.database.url(), &flags);
        assert_eq!(refused.status.code(), Some(code), "{jwks}: {refused:?}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("JWKS") || said.contains("--jwt-issuer"), "{said}");
    }
}

#[test]
fn whoever_sees_others_now_is_not_answered_as_before() {
    let (desktop, files) = (desktop(), TempDir::new().unwrap());
    let signer = Signer::new(Algorithm::ES256, "curve");
    let path = publish(&files, &[&signer]);
    let server = taking(&desktop, path.to_str().unwrap());
    let [before, now] = ["4220", "9"].map(|agent| signer.sign(&claims(json!({"agent_id": agent}))));
    for (path, ids) in
        [("/api/opportunities", ["1", "2"]), ("/api/opportunities?limit=9", ["1", "2"])]
    {
        for (token, id) in [&before, &now].into_iter().zip(ids) {
            let rows = server.get_as(Some(token), path).rows();
            assert_eq!((rows.len(), rows[0]["sip_meta_id"].as_str()), (1, Some(id)), "{path}");
        }
    }
    let own = "/api/opportunities?agent_id=4220";
    assert_eq!(server.get_as(Some(&before), own).status, 200);
    assert_eq!(server.get_as(Some(&now), own).status, 403);
    let stats = server.get_as(Some(&before), "/api/opportunities/stats");
    let (bearer, tag) = (format!("Bearer {now}"), stats.header("etag").unwrap());
    let headers = [("authorization", bearer.as_str()), ("if-none-match", tag)];
    assert_eq!(server.ask("GET", "/api/opportunities/stats", &headers).status, 200);
}
