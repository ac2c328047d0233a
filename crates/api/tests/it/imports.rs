//! Exports that are sent to the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use diesel::connection::SimpleConnection as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{Desktop, LARGEST_EXPORT, Server, create_key, failed};

fn export(ids: &[&str]) -> Vec<u8> {
    let records: Vec<Value> = ids.iter().map(|id| failed(id, "asha", "4220", "9,000")).collect();
    serde_json::to_vec(&records).unwrap()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn log(desktop: &Desktop) -> Vec<Value> {
    desktop.server.get("/api/imports").rows()
}

#[test]
fn an_export_is_imported_and_served() {
    let desktop = Desktop::empty();
    let path = "/api/imports?file_name=query_result_2026-01-30T06_19_15Z.json.gz";
    let sent = gzip(&export(&["1", "2"]));
    let answer = desktop.server.post(path, &sent);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let summary = answer.json();
    let expected = json!({"status": "imported", "import_id": 1, "as_of": "2026-01-30", "read": 2,
        "inserted": 2, "rejected": 0, "rejects": [],
        "file_name": "query_result_2026-01-30T06_19_15Z.json.gz"});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&summary[name], value, "{name}");
    }
    desktop.server.wait_for(1);
    assert_eq!(desktop.server.get("/api/opportunities").rows().len(), 2);

    let again = desktop.server.post(path, &sent);
    assert_eq!((again.status, &again.json()["status"]), (200, &json!("already_imported")));
    let logged = log(&desktop);
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0]["file_name"], summary["file_name"]);
    assert_eq!((&logged[0]["sha256"], &logged[0]["inserted"]), (&summary["sha256"], &json!(2)));
    for time in ["started_at", "finished_at"] {
        let time = logged[0][time].as_str().unwrap();
        assert!(time.len() > 20 && time.ends_with("+05:30"), "{time}");
    }
}

#[test]
fn every_format_goes_in() {
    let csv = b"sip_meta_id,user_id,amount\n1,asha,500\n".to_vec();
    let lines = b"{\"sip_meta_id\":\"2\",\"user_id\":\"asha\",\"amount\":\"500\"}\n".to_vec();
    let zstd = zstd::encode_all(&export(&["3"])[..], 1).unwrap();
    let bad = br#"[{"sip_meta_id":"4","user_id":"asha","amount":"500"},{"amount":"5"}]"#.to_vec();
    for (name, body, rejected) in
        [("a.csv", csv, 0), ("b.ndjson", lines, 0), ("c.zst", zstd, 0), ("d.json", bad, 1)]
    {
        let desktop = Desktop::empty();
        let path = format!("/api/imports?as_of=2026-01-30&file_name={name}");
        let answer = desktop.server.post(&path, &body);
        assert_eq!(answer.status, 201, "{name}: {}", answer.text());
        let summary = answer.json();
        assert_eq!((&summary["inserted"], &summary["rejected"]), (&json!(1), &json!(rejected)));
        assert_eq!(summary["rejects"].as_array().unwrap().len(), rejected, "{name}");
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    let desktop = Desktop::empty();
    let good = export(&["1"]);
    let bad = br#"[{"sip_meta_id":"4","user_id":"asha","amount":"-5"}]"#.to_vec();
    let some_bad =
        br#"[{"sip_meta_id":"3","user_id":"u","amount":"5"},{"sip_meta_id":"4","amount":"5"}]"#;
    let torn = gzip(&good)[..20].to_vec();
    let huge = vec![b' '; LARGEST_EXPORT as usize + 1];
    let rows: [(&str, &[u8], u16, &str); 18] = [
        ("", b"[\n{]", 422, "line 2, column 2"),
        ("", b"", 422, "the file is empty"),
        ("file_name=a.gz", &torn, 422, "nothing was imported"),
        ("strict=true&as_of=2026-01-30", some_bad, 422, "1 bad record, and strict=true"),
        ("", &bad, 422, "Its only record is bad: nothing was imported. Of each: amount \"-5\" is"),
        ("as_of=2199-01-01", &good, 422, "allow_future=true"),
        ("complete=true&as_of=2026-01-30", b"[]", 422, "It holds no record"),
        ("file_name=2026-01-01_to_2026-01-30.json", &good, 422, "by as_of=2026-01-01 or as_of="),
        ("as_of=2026-01-11", &good, 422, "such as by as_of=2026-01-12"),
        ("", &huge, 413, "body of that size"),
        ("file_name=a/b.json", &good, 400, "file_name: takes a file's name"),
        ("file_name=-", &good, 400, "file_name: takes a file's name"),
        ("complete=yes", &good, 400, "complete: takes true or false"),
        ("strict=", &good, 400, "strict: takes true or false"),
        ("as_of=1899-12-31", &good, 400, "as_of: takes a date from 1900"),
        ("limit=5", &good, 400, "limit: is unknown"),
        ("hide_up_to=101", &good, 400, "hide_up_to: takes a whole number from 0 to 100"),
        ("without=colour", &good, 400, "without: takes columns of an export"),
    ];
    for (query, body, status, words) in rows {
        let answer = desktop.server.post(&format!("/api/imports?{query}"), body);
        let problem = answer.json();
        assert_eq!((answer.status, &problem["status"]), (status, &json!(status)), "{query}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{query}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{query}: {detail}");
        let shown = problem["rejects"].as_array().map_or(0, Vec::len);
        assert_eq!(shown, usize::from(body == bad || body == some_bad), "{query}");
    }
    assert!(log(&desktop).is_empty());
}

#[test]
fn switches_do_what_the_importer_s_do() {
    let desktop = Desktop::empty();
    let ask = |query: &str, body: &[u8]| {
        let answer = desktop.server.post(&format!("/api/imports?{query}"), body);
        assert_eq!(answer.status, 201, "{query}: {}", answer.text());
        answer.json()
    };
    ask("as_of=2026-01-30", &export(&["1", "2"]));
    let whole = ask(
        "as_of=2026-01-31&complete=true&strict=true&hide_up_to=50&date_order=dmy&without=end_date",
        &export(&["2"]),
    );
    assert_eq!(whole["hidden"], 1);
    ask("as_of=2199-01-01&allow_future=true", &export(&["3"]));
    let logged = log(&desktop);
    let dates: Vec<&str> = logged.iter().map(|row| row["as_of"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2199-01-01", "2026-01-31", "2026-01-30"]);
    assert_eq!((&logged[1]["complete"], &logged[2]["complete"]), (&json!(true), &json!(false)));
    assert_eq!(logged[0]["file_name"], "upload");
}

#[test]
fn a_page_of_another_site_does_not_import() {
    let desktop = Desktop::empty();
    for (headers, status) in [
        (vec![("sec-fetch-site", "cross-site"), ("content-type", "text/plain")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("sec-fetch-site", "same-origin")], 201),
    ] {
        let path = "/api/imports?as_of=2026-01-30";
        let answer = desktop.server.send("POST", path, &headers, &export(&["1"]));
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.text());
    }
}

#[test]
fn the_log_has_pages() {
    let desktop = Desktop::empty();
    for day in 1..=5 {
        desktop.import(&format!("2026-01-2{day}"), &[failed("1", "asha", "4220", "9,000")]);
    }
    let first = desktop.server.get("/api/imports?limit=2");
    assert_eq!(first.header("x-total-count"), Some("5"));
    assert_eq!(first.header("x-data-as-of"), Some("2026-01-25"));
    let mut ids: Vec<Value> = first.rows().iter().map(|row| row["import_id"].clone()).collect();
    let mut next = first.next();
    while let Some(path) = next {
        let page = desktop.server.get(&path);
        ids.extend(page.rows().iter().map(|row| row["import_id"].clone()));
        next = page.next();
    }
    assert_eq!(ids, [5, 4, 3, 2, 1]);
    let tag = first.header("etag").unwrap();
    let again = desktop.server.ask("GET", "/api/imports?limit=2", &[("if-none-match", tag)]);
    assert_eq!(again.status, 304);
    desktop.import("2026-01-26", &[failed("1", "asha", "4220", "9,000")]);
    assert_eq!(desktop.server.get(&first.next().unwrap()).status, 410);
    let again = desktop.server.ask("GET", "/api/imports?limit=2", &[("if-none-match", tag)]);
    assert_eq!(again.status, 200);
}

/// Sends the head of a request for an import, and part of its body.
fn begin(server: &Server, length: usize, part: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(
        stream,
        "POST /api/imports?as_of=2026-01-30&file_name=a.ndjson HTTP/1.1\r\nHost: localhost\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .unwrap();
    stream.write_all(part).unwrap();
    stream
}

/// The first line of the answer; the server may wait for the rest of the request after it.
fn answer_of(stream: &TcpStream) -> String {
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer
}

const LINE: &[u8] = b"{\"sip_meta_id\":\"2\",\"user_id\":\"asha\",\"amount\":\"500\"}\n";

#[test]
fn a_client_that_breaks_off_has_imported_nothing() {
    let desktop = Desktop::empty();
    let stream = begin(&desktop.server, 2 * LINE.len(), LINE);
    desktop.server.wait_for_upload(true);
    drop(stream);
    desktop.server.wait_for_upload(false);
    assert!(log(&desktop).is_empty());
    // Nor does it stand in the way of the next one.
    assert_eq!(desktop.server.post("/api/imports?as_of=2026-01-30", &export(&["1"])).status, 201);
}

#[test]
fn of_two_at_once_the_second_is_refused() {
    let desktop = Desktop::empty();
    let mut stream = begin(&desktop.server, 2 * LINE.len(), LINE);
    desktop.server.wait_for_upload(true);
    // Before anything of it is read: it could not be imported either.
    for body in [export(&["1"]), b"[\n{]".to_vec()] {
        let answer = desktop.server.post("/api/imports?as_of=2026-01-30", &body);
        assert_eq!(answer.status, 409, "{}", answer.text());
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        let name = format!("\"api import {}\", since ", std::process::id());
        assert!(detail.contains(&name), "{detail}");
    }
    // One whose body has not come yet is not waited for either.
    let second = begin(&desktop.server, 1_000, LINE);
    assert!(answer_of(&second).starts_with("HTTP/1.1 409 "));
    stream.write_all(LINE).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert!(answer_of(&stream).starts_with("HTTP/1.1 201 "));
    assert_eq!(log(&desktop).len(), 1);
}

#[test]
fn who_sends_slowly_keeps_no_other_import_waiting() {
    let desktop = Desktop::empty();
    let mut stream = begin(&desktop.server, 2 * LINE.len(), LINE);
    desktop.server.wait_for_upload(true);
    assert!(!store_pg::testing::import_is_under_way(&mut desktop.database.connect()));
    desktop.import("2026-01-29", &[json!({"sip_meta_id": "1", "user_id": "asha", "amount": "5"})]);
    stream.write_all(LINE).unwrap();
    assert!(answer_of(&stream).starts_with("HTTP/1.1 201 "));
    assert_eq!(log(&desktop).len(), 2);
}

#[test]
fn an_import_by_the_importer_refuses_a_body_that_has_come() {
    let desktop = Desktop::empty();
    let mut other = desktop.database.connect();
    // The lock that imports share.
    other.batch_execute(&format!("SELECT pg_advisory_lock({})", 0x5349_5020_494d_i64)).unwrap();
    let answer = desktop.server.post("/api/imports?as_of=2026-01-30", &export(&["1"]));
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(log(&desktop).is_empty());
}

#[test]
fn a_body_is_given_up_that_takes_too_long_in_all() {
    let desktop = Desktop::empty();
    let flags = ["--import-seconds=1", "--import-stall-seconds=3600"];
    let server = Server::told(&desktop.database.url(), &flags);
    let stream = begin(&server, 2 * LINE.len(), LINE);
    let answer = answer_of(&stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    server.wait_for_upload(false);
    assert!(log(&desktop).is_empty());
}

#[test]
fn a_disk_that_takes_nothing_is_no_fault_of_the_export() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--import-spool=/nowhere/at/all"]);
    let answer = server.post("/api/imports?as_of=2026-01-30", &export(&["1"]));
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    assert!(!answer.text().contains("nowhere"), "{}", answer.text());
}

#[test]
fn a_body_that_stops_is_given_up() {
    let desktop = Desktop::empty();
    let stream = begin(&desktop.server, 2 * LINE.len(), LINE);
    let answer = answer_of(&stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(log(&desktop).is_empty());
}

#[test]
fn bodies_without_a_length_are_bounded_too() {
    let desktop = Desktop::empty();
    let mut stream = TcpStream::connect(desktop.server.address).unwrap();
    let head =
        "POST /api/imports HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = vec![b' '; 100_000];
    for _ in 0..=LARGEST_EXPORT / 100_000 {
        // The answer may come, and the connection go, before all is sent.
        if write!(stream, "{:x}\r\n", chunk.len()).is_err()
            || stream.write_all(&chunk).is_err()
            || stream.write_all(b"\r\n").is_err()
        {
            break;
        }
    }
    let answer = answer_of(&stream);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(log(&desktop).is_empty());
}

#[test]
fn what_is_refused_is_read_no_further() {
    let desktop = Desktop::empty();
    let _held = begin(&desktop.server, 2 * LINE.len(), LINE);
    desktop.server.wait_for_upload(true);
    let mut stream = TcpStream::connect(desktop.server.address).unwrap();
    let head = "POST /api/imports HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
                1\r\n[\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // The connection ends with the answer, though the body has not.
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 409 "), "{answer}");
}

#[test]
fn nobody_sends_without_end_who_may_not_send_at_all() {
    let desktop = Desktop::empty();
    let url = desktop.database.url();
    let agent = create_key(&url, &["--role", "agent", "--agent", "1", "--unknown-agent"]);
    let server = Server::signing_in(&url, &[]);
    server.wait_for_status(Some(&agent), "/api/agents", 200);
    for (authorization, status) in [(String::new(), "401"), (agent, "403")] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let head = format!(
            "POST /api/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {authorization}\r\n\
             Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // The answer comes while the body is not at its end, and the connection ends with it.
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}

#[test]
fn a_try_changes_nothing() {
    let desktop = Desktop::empty();
    let answer = desktop.server.post("/api/imports?as_of=2026-01-30&dry_run=true", &export(&["1"]));
    let summary = answer.json();
    assert_eq!((answer.status, &summary["status"]), (200, &json!("would_import")));
    assert_eq!((&summary["inserted"], &summary["import_id"]), (&json!(1), &Value::Null));
    assert!(log(&desktop).is_empty());
}

#[test]
fn a_form_is_told_how_to_send_a_file() {
    let desktop = Desktop::empty();
    let form = b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n[]\r\n--x--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    let answer = desktop.server.send("POST", "/api/imports?as_of=2026-01-30", &headers, form);
    assert_eq!(answer.status, 415, "{}", answer.text());
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("curl -T FILE ADDRESS --request POST"), "{detail}");
}

#[test]
fn an_import_is_taken_back() {
    let desktop = Desktop::empty();
    desktop.server.post("/api/imports?as_of=2026-01-30", &export(&["1"]));
    desktop.server.wait_for(1);
    let before = desktop.server.get("/api/opportunities");
    desktop.server.post("/api/imports?as_of=2026-01-31", &export(&["1", "2"]));
    desktop.server.wait_for(2);
    assert_eq!(desktop.server.get("/api/opportunities").rows().len(), 2);

    let undone = desktop.server.send("DELETE", "/api/imports/2", &[], b"");
    assert_eq!(undone.status, 200, "{}", undone.text());
    let said = undone.json();
    assert_eq!((&said["status"], &said["removed"]), (&json!("undone"), &json!(1)));
    assert_eq!((&said["put_back"], &said["book_as_of"]), (&json!(0), &json!("2026-01-30")));
    // The undoing is a state of its own, which the server comes to hold like any other.
    desktop.server.wait_for(3);
    let after = desktop.server.get("/api/opportunities");
    assert_eq!(after.rows(), before.rows());
    assert_ne!(after.header("etag"), before.header("etag"));
    let logged = log(&desktop);
    assert_eq!(logged.len(), 2);
    assert_eq!((&logged[0]["undone_by"], &logged[0]["undoable"]), (&json!("open"), &json!(false)));
    assert!(logged[0]["undone_at"].as_str().unwrap().ends_with("+05:30"));
    assert_eq!((&logged[1]["undone_by"], &logged[1]["undoable"]), (&Value::Null, &json!(true)));

    for (import_id, status, words) in [
        ("2", 409, "taken back before"),
        ("99", 404, "no such import"),
        ("two", 404, "no such import"),
    ] {
        let path = format!("/api/imports/{import_id}");
        let refused = desktop.server.send("DELETE", &path, &[], b"");
        assert_eq!(refused.status, status, "{import_id}: {}", refused.text());
        assert!(refused.text().contains(words), "{import_id}: {}", refused.text());
    }
}

/// A real export must not come among invented people.
#[test]
fn a_demo_book_takes_no_imports() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--demo-book"]);
    for (method, path) in [("POST", "/api/imports?as_of=2026-01-30"), ("DELETE", "/api/imports/1")]
    {
        let answer = server.send(method, path, &[], &export(&["1"]));
        assert_eq!(answer.status, 409, "{method}: {}", answer.text());
        assert!(answer.text().contains("cargo xtask import FILE"), "{}", answer.text());
    }
    assert!(log(&desktop).is_empty());
}

/// An answer of weeks ago under a fresh name is told of wherever somebody may look.
#[test]
fn old_content_under_a_fresh_name_is_told_of() {
    let desktop = Desktop::empty();
    let answer = desktop.server.post("/api/imports?as_of=2026-01-30", &export(&["1"]));
    let summary = answer.json();
    assert_eq!(summary["content_age_days"], 18);
    let warning = summary["warnings"][0].as_str().unwrap();
    assert!(warning.contains("is it an old answer under a fresh name?"), "{warning}");
    desktop.server.wait_for(1);
    assert_eq!(desktop.server.get("/health").json()["content_age_days"], 18);
    assert_eq!(log(&desktop)[0]["content_age_days"], 18);
}
