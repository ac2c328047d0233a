//! Addresses of databases, as libpq reads them.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The address without its password, and the password: everybody on a machine can read what its
/// programs are told on their command lines, and nobody else what is in their environment
/// (`PGPASSWORD`).
///
/// ```
/// let (address, password) = local_pg::without_password("postgres://app:s%21cret@db/book?sslmode=require");
/// assert_eq!(address, "postgres://app@db/book?sslmode=require");
/// assert_eq!(password, Some("s!cret".into()));
/// ```
#[must_use]
pub fn without_password(url: &str) -> (String, Option<OsString>) {
    apart(url).unwrap_or_else(|| (url.to_owned(), None))
}

/// None for what is no address: libpq will say so.
fn apart(url: &str) -> Option<(String, Option<OsString>)> {
    let (scheme, rest) = url.split_once("://")?;
    // Like libpq: who connects ends at the first @ before any slash.
    let end_of_user = rest.find(['@', '/']).filter(|end| rest[*end..].starts_with('@'));
    let (user, place) = rest.split_at(end_of_user.unwrap_or(0));
    let (name, mut password) = match user.split_once(':') {
        Some((name, password)) => (name, Some(percent_decoded(password)?)),
        None => (user, None),
    };
    let (place, parameters) = match place.split_once('?') {
        Some((place, parameters)) => (place, Some(parameters)),
        None => (place, None),
    };
    let mut address = format!("{scheme}://{name}{place}");
    let mut separator = '?';
    for parameter in parameters.into_iter().flat_map(|parameters| parameters.split('&')) {
        match parameter.split_once('=') {
            // Of several passwords libpq takes the last.
            Some((key, given)) if percent_decoded(key)? == "password" => {
                password = Some(percent_decoded(given)?);
            }
            _ => {
                address.push(separator);
                address += parameter;
                separator = '&';
            }
        }
    }
    Some((address, password))
}

pub(crate) fn percent_encoded(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(*byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    bytes.iter().map(encode).collect()
}

pub(crate) fn percent_decoded(text: &str) -> Option<OsString> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                rest = after;
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            other => *other,
        });
    }
    Some(OsString::from_vec(bytes))
}
