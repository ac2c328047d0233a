//! The database's address: what libpq would refuse, and what it would not explain.

use crate::error::StoreError;

/// Other tools put settings of their own into addresses. libpq refuses each as an invalid parameter,
/// and knows nothing of who reads it.
const OF_OTHER_TOOLS: [(&str, &[&str]); 5] = [
    (
        "Prisma",
        &[
            "pgbouncer",
            "schema",
            "connection_limit",
            "pool_timeout",
            "socket_timeout",
            "sslaccept",
            "sslidentity",
            "statement_cache_size",
        ],
    ),
    (
        "JDBC",
        &[
            "currentSchema",
            "ApplicationName",
            "prepareThreshold",
            "reWriteBatchedInserts",
            "stringtype",
            "connectTimeout",
            "loginTimeout",
            "socketTimeout",
            "tcpKeepAlive",
        ],
    ),
    (
        "Go's pgx and pq",
        &[
            "pool_max_conns",
            "pool_min_conns",
            "pool_max_conn_lifetime",
            "pool_max_conn_idle_time",
            "pool_health_check_period",
            "default_query_exec_mode",
            "statement_cache_capacity",
            "binary_parameters",
            "search_path",
        ],
    ),
    (
        "Rails",
        &[
            "pool",
            "prepared_statements",
            "checkout_timeout",
            "reaping_frequency",
            "idle_timeout",
            "advisory_locks",
        ],
    ),
    (
        "SQLAlchemy",
        &["prepared_statement_cache_size", "prepared_statement_name_func", "async_fallback"],
    ),
];

/// Says at once what libpq would say at the first connection, if at all.
///
/// # Errors
/// [`StoreError::Address`] for an address that cannot be used.
pub fn check_address(url: &str) -> Result<(), StoreError> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(StoreError::Address(
            "has to be such as postgres://user:password@host:5432/database".into(),
        ));
    }
    refuse_ambiguous(url)?;
    refuse_others_parameters(url)?;
    let asks_for_tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"]
        .iter()
        .any(|mode| url.contains(mode));
    if asks_for_tls && cfg!(not(feature = "pg-tls")) {
        return Err(StoreError::Address(
            "asks for TLS, which this build does not speak: build with --no-default-features \
             --features pg-tls, which needs the system's libpq"
                .into(),
        ));
    }
    Ok(())
}

/// What libpq would read otherwise than it is meant, or refuse by quoting it, passwords too.
fn refuse_ambiguous(url: &str) -> Result<(), StoreError> {
    let unclear = |what: &str| Err(StoreError::Address(what.to_owned()));
    let mut after_percent = url.split('%').skip(1).map(str::as_bytes);
    if !after_percent
        .all(|rest| matches!(rest, [a, b, ..] if is_hex(*a) && is_hex(*b)) && rest[..2] != *b"00")
    {
        return unclear(
            "has a percent sign in it that is not followed by two hexadecimal digits (or by 00): a \
             percent sign itself is written as %25",
        );
    }
    if url.contains(|letter: char| letter.is_ascii_whitespace() || letter.is_control()) {
        return unclear(
            "has a space, a line's end or the like in it: in the user, the password and values a space \
             is written as %20",
        );
    }
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let (place, pairs) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    // An @ that is not the one behind user and password belongs to a password that is not encoded.
    let is_clear = rest.matches('@').count() == authority.matches('@').count().min(1);
    let are_pairs = pairs.split('&').all(|pair| pair.is_empty() || pair.matches('=').count() == 1);
    if !is_clear || !are_pairs || !hosts.split(',').all(is_host) {
        return unclear(
            "cannot be taken apart into user, password, host, port and parameters. In the user, the \
             password and values, @ : / ? = & and % are written as %40 %3A %2F %3F %3D %26 and %25",
        );
    }
    Ok(())
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// Whether it is a host, which may be an IPv6 address in brackets, and perhaps a port.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or_default(),
        None => text.find(':').map_or((text, ""), |colon| text.split_at(colon)),
    };
    let is_in_order = !name.contains(['[', ']']) && (!name.is_empty() || !text.starts_with('['));
    let digits = port.strip_prefix(':').unwrap_or(port);
    is_in_order
        && (port.is_empty() || port.starts_with(':'))
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn refuse_others_parameters(url: &str) -> Result<(), StoreError> {
    let given = parameters(url);
    for (tool, names) in OF_OTHER_TOOLS {
        let theirs: Vec<String> = given
            .iter()
            .filter(|name| names.contains(name))
            .map(|name| format!("`{name}`"))
            .collect();
        if !theirs.is_empty() {
            return Err(StoreError::Address(format!(
                "has parameters of {tool} in it, which PostgreSQL does not know: leave {} out",
                theirs.join(" and ")
            )));
        }
    }
    Ok(())
}

/// The names of an address's parameters.
fn parameters(url: &str) -> Vec<&str> {
    let pairs = url.split_once('?').map_or("", |(_, pairs)| pairs).split('&');
    pairs.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name)).collect()
}

/// The address with a name that other programs see, and with patience: a host that falls silent is
/// given up after some seconds, unless the address says otherwise.
pub(crate) fn complete(url: &str, application: &str) -> String {
    let mut complete = url.to_owned();
    let mut add = |setting: &str, value: &str| {
        complete.push(if complete.contains('?') { '&' } else { '?' });
        complete += &format!("{setting}={value}");
    };
    for (setting, value) in [("connect_timeout", "5"), ("tcp_user_timeout", "15000")] {
        if !parameters(url).contains(&setting) {
            add(setting, value);
        }
    }
    // Of two, libpq takes the latter. A program's name is words.
    add("application_name", &application.replace(' ', "%20"));
    complete
}
