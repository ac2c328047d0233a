//! Addresses that cannot work say so before anybody is called.

use std::time::Duration;

use store_pg::{StoreError, connect, pool};

#[test]
fn addresses() {
    for (url, expected) in [
        ("mysql://here", "has to be such as postgres://"),
        ("", "has to be such as postgres://"),
        ("postgres://u@h/d?sslmode=require", "asks for TLS"),
        ("postgres://u@h/d?connect_timeout=1&sslmode=verify-full", "asks for TLS"),
        (
            "postgres://u@h/d?pgbouncer=true&connection_limit=1",
            "has parameters of Prisma in it, which PostgreSQL does not know: leave `pgbouncer` and \
             `connection_limit` out",
        ),
        ("postgres://u@h/d?connect_timeout=1&schema=public", "leave `schema` out"),
        ("postgres://u@h/d?currentSchema=public", "parameters of JDBC"),
        ("postgres://u@h/d?pool=5", "parameters of Rails"),
        ("postgres://u@h/d?pool_max_conns=5", "parameters of Go's pgx and pq"),
    ] {
        let said = connect(url, "test").err().unwrap();
        assert!(matches!(said, StoreError::Address(_)), "{url}: {said:?}");
        let said = said.to_string();
        assert!(said.starts_with("DATABASE_URL (--database-url) "), "{url}: {said}");
        assert!(said.contains(expected), "{url}: {said}");
        assert!(pool(url, "test", 1, Duration::from_millis(1)).is_err(), "{url}");
    }
}

#[test]
fn no_password_is_quoted() {
    for (url, expected) in [
        ("postgres://app:S3%cret@127.0.0.1:1/book", "percent sign"),
        ("postgres://app:S3cret%@127.0.0.1:1/book", "percent sign"),
        ("postgres://app:S3cret%00@127.0.0.1:1/book", "percent sign"),
        ("postgres://127.0.0.1:1/book?password=S3%cret", "percent sign"),
        ("postgres://app:S3@S3cret@127.0.0.1:1/book", "cannot be taken apart"),
        ("postgres://app:S3/S3cret@127.0.0.1:1/book", "cannot be taken apart"),
        ("postgres://app:12/S3cret@127.0.0.1:1/book", "cannot be taken apart"),
        ("postgres://app:S3?S3cret@127.0.0.1:1/book", "cannot be taken apart"),
        ("postgres://app:12?S3cret@127.0.0.1:1/book", "cannot be taken apart"),
        ("postgres://127.0.0.1:1/book?password=S3=S3cret", "cannot be taken apart"),
        ("postgres://127.0.0.1:1/book?password=S3&S3cret", "cannot be taken apart"),
        ("postgres://app:S3 cret@127.0.0.1:1/book", "has a space"),
        ("postgres://app:S3\tcret@127.0.0.1:1/book", "has a space"),
        ("postgres://app:S3cret@127.0.0.1:1/book\n", "has a space"),
        ("postgres://127.0.0.1:1/book?password=S3 cret", "has a space"),
        ("postgres://app:S3cret@[::1]x/book", "cannot be taken apart"),
        ("postgres://app:S3cret@[]/book", "cannot be taken apart"),
        ("postgres://app:S3cret@[::1/book", "cannot be taken apart"),
        ("postgres://app:S3cret@[[::1]]:1/book", "cannot be taken apart"),
        // Written as it should be: nobody is there.
        ("postgres://app:S3%25%40%3A%2F%3F#cret@127.0.0.1:1/book", "is away"),
        ("postgres://app:S3cret@[::1]:1,127.0.0.1:1/book?user=app", "is away"),
        ("postgres://app:S3%20cret@127.0.0.1:1/book", "is away"),
    ] {
        let said = connect(url, "test").err().unwrap();
        for told in [said.to_string(), format!("{said:?}")] {
            assert!(!told.contains("S3"), "{url}: {told}");
        }
        assert!(said.to_string().contains(expected), "{url}: {said}");
    }
}

/// libpq quotes an address that it cannot read. What it may find, and is not looked for here, is not
/// passed on.
#[test]
fn what_libpq_quotes_is_not_passed_on() {
    use diesel::{Connection as _, PgConnection};

    for url in ["postgres://app:S3cret@[]/book", "postgres://app:S3cret@[::1]x/book"] {
        let fault = PgConnection::establish(url).err().unwrap();
        assert!(fault.to_string().contains("S3"), "{fault}");
        let said = StoreError::from(fault);
        assert!(matches!(said, StoreError::Address(_)), "{said:?}");
        assert!(!said.to_string().contains("S3"), "{said}");
    }
}

/// What only libpq knows is said when it is first asked.
#[test]
fn a_parameter_that_nobody_knows_is_named() {
    let said = connect("postgres://app@%2Fnowhere/book?shrubbery=1", "test").err().unwrap();
    let expected = "DATABASE_URL (--database-url) has a parameter that PostgreSQL does not know: \
                    leave `shrubbery` out";
    assert_eq!(said.to_string(), expected);
}

#[test]
fn a_pool_is_made_without_a_database_and_says_when_it_is_away() {
    let pool =
        pool("postgres://app@%2Fnowhere/book", "test", 1, Duration::from_millis(50)).unwrap();
    assert!(matches!(StoreError::from(pool.get().err().unwrap()), StoreError::Away(_)));
}
