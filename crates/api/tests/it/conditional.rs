//! Tags: an answer that the client has is not sent again.

use std::io::Read;

use crate::support::{Desktop, failed};

#[test]
fn each_coding_has_its_own_tag() {
    let desktop = Desktop::with_sample();
    for path in ["/api/opportunities", "/api/agents", "/openapi.json", "/redoc/redoc.standalone.js"]
    {
        let plain = desktop.server.get(path);
        let ask = |coding: &str| desktop.server.ask("GET", path, &[("accept-encoding", coding)]);
        let (gzip, zstd) = (ask("gzip"), ask("zstd;q=1, gzip;q=0.5"));
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(gzip.header("content-encoding"), Some("gzip"));
        assert_eq!(zstd.header("content-encoding"), Some("zstd"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == plain.body && zstd::decode_all(&zstd.body[..]).unwrap() == plain.body);
        let tags = [&plain, &gzip, &zstd].map(|answer| answer.header("etag").unwrap().to_owned());
        assert!(tags.iter().all(|tag| tag.starts_with('"')), "{tags:?} are strong");
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{tags:?}");
        assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
    }
}

#[test]
fn what_the_client_has_is_not_sent() {
    let desktop = Desktop::with_sample();
    let client = desktop.server.get("/api/opportunities?limit=1").rows()[0]["user_id"].clone();
    let client = format!("/api/clients/{}", client.as_str().unwrap());
    let opportunities = format!("{client}/opportunities");
    let lists = ["/api/opportunities", "/api/opportunities/stats", "/api/agents"];
    for path in lists.into_iter().chain([client.as_str(), &opportunities, "/", "/docs/"]) {
        let first = desktop.server.get(path);
        let tag = first.header("etag").unwrap();
        for (has, status) in [
            (tag.to_owned(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"other\", {tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (format!("{}-gzip\"", tag.trim_end_matches('"')), 200),
        ] {
            let again = desktop.server.ask("GET", path, &[("if-none-match", &has)]);
            assert_eq!(again.status, status, "{path} {has}");
            assert_eq!(again.header("etag"), Some(tag), "{path} {has}");
            assert_eq!(again.body.is_empty(), status == 304, "{path} {has}");
        }
    }
}

#[test]
fn an_import_makes_new_tags_even_where_nothing_changed_in_the_list() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "9,000")]);
    let path = "/api/opportunities";
    let old = desktop.server.get(path).header("etag").unwrap().to_owned();
    desktop.import("2026-01-30", &[failed("2", "ravi", "4220", "0")]);
    let answer = desktop.server.ask("GET", path, &[("if-none-match", &old)]);
    assert_eq!(answer.status, 200);
    assert_ne!(answer.header("etag"), Some(old.as_str()));
}

#[test]
fn the_same_book_in_another_database_has_other_tags() {
    let tag = || {
        let desktop = Desktop::empty();
        desktop.import("2026-01-30", &[failed("1", "asha", "4220", "9,000")]);
        desktop.server.get("/api/opportunities").header("etag").unwrap().to_owned()
    };
    assert_ne!(tag(), tag());
}
