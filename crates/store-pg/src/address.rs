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
