//! No password on a command line.

use local_pg::without_password;

#[test]
fn the_password_is_apart_from_the_address() {
    for (url, address, password) in [
        ("postgres://app:s3cret@db:5432/book", "postgres://app@db:5432/book", Some("s3cret")),
        (
            "postgres://app:s%403@db/book?sslmode=require",
            "postgres://app@db/book?sslmode=require",
            Some("s@3"),
        ),
        ("postgres://app@%2Frun%2Fpg/book", "postgres://app@%2Frun%2Fpg/book", None),
        ("postgres://db/book", "postgres://db/book", None),
        ("postgres://db/a@b:c", "postgres://db/a@b:c", None),
        ("postgres://:s3cret@db/book", "postgres://@db/book", Some("s3cret")),
        (
            "postgresql://app@db/book?a=1&password=s3cret&b=2",
            "postgresql://app@db/book?a=1&b=2",
            Some("s3cret"),
        ),
        ("postgresql://app:one@db/book?password=two", "postgresql://app@db/book", Some("two")),
        ("postgres://app:p?ss@db/book", "postgres://app@db/book", Some("p?ss")),
        ("postgres://app@db/book?pass%77ord=s3cret", "postgres://app@db/book", Some("s3cret")),
        // What libpq cannot read is left for it to say so.
        ("postgres://app:100%@db/book", "postgres://app:100%@db/book", None),
        ("book", "book", None),
    ] {
        let expected = (address.to_owned(), password.map(Into::into));
        assert_eq!(without_password(url), expected, "{url}");
    }
}
