//! Addresses that cannot work say so before anybody is called.

use std::time::Duration;

use store_pg::{StoreError, connect, pool};

#[test]
fn addresses() {
    for (url, expected) in [
        ("mysql://here", "takes an address such as"),
        ("", "takes an address such as"),
        ("postgres://u@h/d?sslmode=require", "asks for TLS"),
        ("postgres://u@h/d?connect_timeout=1&sslmode=verify-full", "asks for TLS"),
    ] {
        let said = connect(url, "test").err().unwrap();
        assert!(matches!(said, StoreError::Address(_)) && said.to_string().contains(expected));
        assert!(pool(url, 1, Duration::from_millis(1)).is_err(), "{url}");
    }
}

#[test]
fn a_pool_is_made_without_a_database_and_says_when_it_is_away() {
    let pool = pool("postgres://app@%2Fnowhere/book", 1, Duration::from_millis(50)).unwrap();
    assert!(matches!(StoreError::from(pool.get().err().unwrap()), StoreError::Away(_)));
}
