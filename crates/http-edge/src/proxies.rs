//! Who is at the other end: the peer, or whoever a trusted proxy says that it speaks for.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use clap::ValueEnum;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = header::X_FORWARDED_FOR;
const FORWARDED_PROTO: HeaderName = header::X_FORWARDED_PROTO;

/// By which header trusted proxies tell whom they speak for. Only one counts: a proxy that writes
/// the one kind passes on what a client wrote in the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[default]
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies whose word counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The client, as far as that can be told.
    pub address: IpAddr,
    /// Whether the client spoke TLS, to us or to a trusted proxy.
    pub is_tls: bool,
}

impl TrustedProxies {
    /// Reads a list such as `10.0.0.7,fd00::/8`.
    ///
    /// # Errors
    /// Says what the list takes.
    pub fn parse(list: &str) -> Result<Self, String> {
        let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
        let networks = items.map(|item| {
            let address = item.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| item.parse::<IpNet>()).map_err(|_| {
                format!("takes addresses or networks, such as 10.0.0.7,fd00::/8, not {item:?}")
            })
        });
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Whether no proxy is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn covers(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request of this peer comes from: the rightmost address that is no trusted proxy's.
    #[must_use]
    pub fn origin(
        &self,
        peer: IpAddr,
        is_tls: bool,
        headers: &HeaderMap,
        told_by: ProxyHeader,
    ) -> Origin {
        let mut origin = Origin { address: peer.to_canonical(), is_tls };
        if self.is_empty() || !self.covers(origin.address) {
            return origin;
        }
        let hops = match told_by {
            ProxyHeader::XForwarded => x_forwarded(headers),
            ProxyHeader::Forwarded => forwarded(headers),
        };
        for hop in hops.iter().rev() {
            origin.is_tls = hop.is_tls.unwrap_or(origin.is_tls);
            // What is no address hides whoever came before.
            let Some(address) = hop.address else { break };
            origin.address = address;
            if !self.covers(address) {
                break;
            }
        }
        origin
    }
}

/// What one proxy says of whoever asked it.
struct Hop {
    address: Option<IpAddr>,
    is_tls: Option<bool>,
}

fn x_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let protocol = headers.get_all(FORWARDED_PROTO).last().and_then(|line| line.to_str().ok());
    let protocol = protocol.and_then(|line| line.rsplit(',').next()).map(is_https);
    let lines = headers.get_all(FORWARDED_FOR).map(|line| line.to_str().unwrap_or("?"));
    let addresses = lines.flat_map(|line| line.split(',')).map(address);
    addresses.map(|address| Hop { address, is_tls: protocol }).collect()
}

fn forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let lines = headers.get_all(header::FORWARDED).map(|line| line.to_str().unwrap_or("?"));
    let elements = lines.flat_map(|line| split_unquoted(line, ','));
    let hop = |element: &str| {
        let mut hop = Hop { address: None, is_tls: None };
        for pair in split_unquoted(element, ';') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "for" => hop.address = address(value),
                "proto" => hop.is_tls = Some(is_https(value)),
                _ => {}
            }
        }
        hop
    };
    elements.map(hop).collect()
}

fn is_https(protocol: &str) -> bool {
    protocol.trim().eq_ignore_ascii_case("https")
}

/// An address, with or without brackets and port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == separator && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use actix_web::http::header::HeaderValue;

    use super::*;

    fn check(told_by: ProxyHeader, lines: &[(&str, &str)], expected: &str, is_tls: bool) {
        let trusted = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8,2001:db8:f::/48").unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let peer = "::ffff:127.0.0.1".parse().unwrap();
        let origin = trusted.origin(peer, false, &headers, told_by);
        let address = expected.parse().unwrap();
        assert_eq!(origin, Origin { address, is_tls }, "{lines:?}");
        // Nobody else is believed.
        let stranger = "192.0.2.99".parse().unwrap();
        let origin = trusted.origin(stranger, false, &headers, told_by);
        assert_eq!(origin, Origin { address: stranger, is_tls: false }, "{lines:?}");
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxys_counts() {
        let told = "x-forwarded-for";
        for (lines, expected) in [
            (vec![], "127.0.0.1"),
            (vec![(told, "192.0.2.1")], "192.0.2.1"),
            (vec![(told, "192.0.2.7, 192.0.2.1, 10.1.2.3")], "192.0.2.1"),
            (vec![(told, "192.0.2.7"), (told, "192.0.2.1:4711"), (told, "10.1.2.3")], "192.0.2.1"),
            (vec![(told, "10.1.2.4,10.1.2.3")], "10.1.2.4"),
            (vec![(told, "192.0.2.7, unknown, 10.1.2.3")], "10.1.2.3"),
            (vec![(told, "[2001:db8::7]:443, 2001:db8:f::1")], "2001:db8::7"),
            (vec![(told, "::ffff:192.0.2.1")], "192.0.2.1"),
            (vec![("forwarded", "for=192.0.2.1")], "127.0.0.1"),
        ] {
            check(ProxyHeader::XForwarded, &lines, expected, false);
        }
        let https = [("x-forwarded-proto", "https"), (told, "192.0.2.1")];
        check(ProxyHeader::XForwarded, &https, "192.0.2.1", true);
    }

    #[test]
    fn the_standard_header_says_the_same() {
        let told = "forwarded";
        for (lines, expected, is_tls) in [
            (vec![(told, "for=192.0.2.1;proto=https;by=10.0.0.1")], "192.0.2.1", true),
            (vec![(told, "for=192.0.2.7, For=\"192.0.2.1:80\"; Proto=http")], "192.0.2.1", false),
            (vec![(told, "for=\"[2001:db8::1]:4711\"")], "2001:db8::1", false),
            (vec![(told, "for=192.0.2.7,for=_hidden,for=10.9.9.9")], "10.9.9.9", false),
            (vec![(told, "for=\"a,b\", for=192.0.2.1")], "192.0.2.1", false),
            (vec![("x-forwarded-for", "192.0.2.1")], "127.0.0.1", false),
        ] {
            check(ProxyHeader::Forwarded, &lines, expected, is_tls);
        }
    }

    #[test]
    fn what_is_no_network_is_named() {
        assert!(
            TrustedProxies::parse("").is_ok_and(|trusted| trusted == TrustedProxies::default())
        );
        assert!(
            TrustedProxies::parse("10.0.0.1,proxy").is_err_and(|said| said.contains("\"proxy\""))
        );
    }
}
