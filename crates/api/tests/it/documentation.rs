//! The OpenAPI document says what the server does; the viewers need nobody else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kinds::of_every_kind;
use crate::support::{Desktop, Server, create_key, failed, newest_import};

/// The document's schemas, with no field allowed that they do not name.
fn strict(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut components = document["components"].clone();
    for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
        schema["additionalProperties"] = json!(false);
    }
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": components,
        "allOf": [schema],
    });
    jsonschema::validator_for(&whole).unwrap()
}

#[test]
fn answers_are_as_documented() {
    let desktop = Desktop::with_sample();
    desktop.import("2026-01-30", &of_every_kind());
    let client = desktop.server.get("/api/opportunities?limit=1").rows()[0]["user_id"].clone();
    desktop.import("2026-01-30", &[json!({"user_id": client, "name": "Kumari", "crn": "1"})]);
    create_key(&desktop.database.url(), &["--role", "admin"]);
    // Something has changed since, and something was done.
    desktop.import("2026-03-30", &of_every_kind());
    desktop.server.wait_for_calls(newest_import(&desktop.database.url()));
    let called = desktop.server.get("/api/calls?limit=1").rows()[0]["user_id"].clone();
    let work = format!("/api/calls/{}/work", called.as_str().unwrap());
    let told = json!({"action": "attempted", "outcome": "busy"}).to_string();
    let json = [("content-type", "application/json")];
    assert_eq!(desktop.server.send("POST", &work, &json, told.as_bytes()).status, 201);
    let document = desktop.server.get("/openapi.json").json();
    let paths = document["paths"].as_object().unwrap();
    for (path, item) in paths.iter().filter(|(_, item)| item["get"].is_object()) {
        let content = &item["get"]["responses"]["200"]["content"]["application/json"];
        let required = item["get"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|param| param["in"] == "query" && param["required"] == true);
        let query: Vec<String> = required
            .map(|param| {
                format!(
                    "{}={}",
                    param["name"].as_str().unwrap(),
                    param["example"].as_str().unwrap()
                )
            })
            .collect();
        let path_asked = path.replace("{user_id}", client.as_str().unwrap());
        let address = format!("{path_asked}?{}", query.join("&"));
        let answer = desktop.server.get(&address);
        if content.is_null() {
            continue;
        }
        assert_eq!(answer.status, 200, "{path}");
        let validator = strict(&document, &content["schema"]);
        let json = answer.json();
        let errors: Vec<_> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
        assert!(json.as_array().is_none_or(|rows| !rows.is_empty()), "{path}");
        let headers = item["get"]["responses"]["200"]["headers"].as_object();
        for header in headers.into_iter().flat_map(|headers| headers.keys()) {
            let found = answer.header(&header.to_lowercase()).is_some();
            assert!(found || ["Link", "X-Directory"].contains(&header.as_str()), "{path} {header}");
        }
    }
}

#[test]
fn examples_are_as_documented() {
    let desktop = Desktop::empty();
    let document = desktop.server.get("/openapi.json").json();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let validator = strict(&document, &json!({"$ref": format!("#/components/schemas/{name}")}));
        for example in schema["examples"].as_array().unwrap() {
            let errors: Vec<_> = validator.iter_errors(example).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
        }
    }
}

#[test]
fn everything_is_explained() {
    let desktop = Desktop::empty();
    let document = desktop.server.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
    });
    for (path, method, operation) in operations {
        let asked = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{asked}");
        let summary = operation["summary"].as_str();
        assert!(summary.is_some_and(|summary| !summary.is_empty()), "{asked}");
        for parameter in operation["parameters"].as_array().unwrap() {
            let meaning = parameter["description"].as_str();
            assert!(meaning.is_some_and(|text| text.len() > 10), "{asked}");
            assert!(parameter["schema"]["type"].is_string(), "{asked}");
            // What is documented is known: it may be refused, but not as unknown.
            if parameter["in"] == "query" {
                let name = parameter["name"].as_str().unwrap();
                let method = method.to_uppercase();
                let answer = desktop.server.ask(&method, &format!("{path}?{name}="), &[]);
                assert!(!answer.text().contains("is unknown"), "{asked} {name}");
                assert_ne!(answer.status, 405, "{asked}");
            }
        }
    }
    let routes = desktop.server.get("/").json();
    let listed: BTreeSet<_> = routes["resources"].as_object().unwrap().keys().collect();
    let documented: BTreeSet<_> = paths.keys().filter(|path| *path != "/").collect();
    assert_eq!(listed, documented);
}

#[test]
fn a_summary_is_as_documented() {
    let desktop = Desktop::empty();
    let document = desktop.server.get("/openapi.json").json();
    let import = &document["paths"]["/api/imports"]["post"];
    assert_eq!(import["requestBody"]["required"], true);
    let good = failed("1", "asha", "4220", "9,000");
    let bad = serde_json::to_vec(&[&good, &json!({})]).unwrap();
    let twice = serde_json::to_vec(&[&good, &failed("1", "asha", "4220", "8,000")]).unwrap();
    for (export, query, status) in [
        (&bad, "", "201"),
        (&bad, "", "201"),
        (&twice, "&dry_run=true", "200"),
        (&twice, "", "201"),
        (&twice, "", "200"),
    ] {
        let path = format!("/api/imports?as_of=2026-01-30{query}");
        let answer = desktop.server.post(&path, export);
        assert_eq!(answer.status.to_string(), status, "{}", answer.text());
        let content = &import["responses"][status]["content"]["application/json"];
        let validator = strict(&document, &content["schema"]);
        let json = answer.json();
        let errors: Vec<_> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{status}: {errors:#?}");
    }
}

/// What the document says of a parameter's values is what the server says of them.
#[test]
fn bounds_are_as_documented() {
    let desktop = Desktop::empty();
    let document = desktop.server.get("/openapi.json").json();
    let rows = [
        ("get", "/api/opportunities", "agent_id", json!(""), false),
        ("get", "/api/opportunities", "agent_id", json!(" "), false),
        ("get", "/api/opportunities", "agent_id", json!("4220"), true),
        ("get", "/api/opportunities", "limit", json!(1001), false),
        ("get", "/api/opportunities", "limit", json!(1000), true),
        ("get", "/api/opportunities", "as_of", json!("2200-12-31"), true),
        ("get", "/api/opportunities", "as_of", json!("2201-01-01"), false),
        ("get", "/api/opportunities", "as_of", json!("2026-13-01"), false),
        ("get", "/api/opportunities", "cursor", json!("abc"), false),
        ("get", "/api/opportunities/no-sip-increase", "min_months", json!(u32::MAX), true),
        (
            "get",
            "/api/opportunities/no-sip-increase",
            "min_months",
            json!(4_294_967_296_u64),
            false,
        ),
        ("get", "/api/opportunities/failed-sips", "min_failed_amount", json!(0.5), true),
        ("get", "/api/opportunities/failed-sips", "min_failed_amount", json!(0.005), false),
        ("get", "/api/opportunities/failed-sips", "min_failed_amount", json!(1e12 + 1.0), false),
        ("post", "/api/imports", "as_of", json!("1899-12-31"), false),
        ("post", "/api/imports", "file_name", json!("..csv"), true),
        ("post", "/api/imports", "file_name", json!("-"), false),
        ("post", "/api/imports", "file_name", json!(".."), false),
        ("post", "/api/imports", "file_name", json!(" "), false),
        ("post", "/api/imports", "file_name", json!("a/b"), false),
        ("post", "/api/imports", "file_name", json!("a\\b"), false),
        ("post", "/api/imports", "file_name", json!("a\u{85}b"), false),
        ("post", "/api/imports", "file_name", json!("é".repeat(255)), true),
        ("post", "/api/imports", "file_name", json!("é".repeat(256)), false),
    ];
    for (method, path, name, value, is_taken) in rows {
        let parameters = document["paths"][path][method]["parameters"].as_array().unwrap();
        let parameter = parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
        let asked = format!("{path} {name} {value}");
        let validator = jsonschema::validator_for(&parameter["schema"]).unwrap();
        assert_eq!(validator.is_valid(&value), is_taken, "{asked}");
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let query = serde_urlencoded::to_string([(name, text)]).unwrap();
        let answer = desktop.server.ask(&method.to_uppercase(), &format!("{path}?{query}"), &[]);
        assert_eq!(answer.status != 400, is_taken, "{asked}: {}", answer.text());
    }
}

#[test]
fn who_has_to_sign_in_is_documented() {
    let desktop = Desktop::empty();
    let open = desktop.server.get("/openapi.json").json();
    assert_eq!(open["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let server = Server::signing_in(&desktop.database.url(), &[]);
    let document = server.get("/openapi.json").json();
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let asked = format!("{method} {path}");
            let answer = server.ask(&method.to_uppercase(), path, &[]);
            let is_guarded = answer.status == 401;
            // Where nobody has to sign in, a client that does is right as well.
            let optional = if is_guarded { json!([{}, {"bearer": []}]) } else { json!([]) };
            assert_eq!(open["paths"][path][method]["security"], optional, "{asked}");
            let expected = if is_guarded { json!([{"bearer": []}]) } else { json!([]) };
            assert_eq!(operation["security"], expected, "{asked}");
            assert_eq!(operation["responses"].get("401").is_some(), is_guarded, "{asked}");
            assert_eq!(answer.header("www-authenticate").is_some(), is_guarded, "{asked}");
        }
    }
}

#[test]
fn viewers_ask_nobody_else() {
    let desktop = Desktop::empty();
    let redirect = desktop.server.get("/docs");
    assert_eq!((redirect.status, redirect.header("location")), (308, Some("/docs/")));
    for path in ["/docs/", "/redoc"] {
        let page = desktop.server.get(path);
        assert_eq!(page.status, 200);
        assert!(page.header("content-type").unwrap().starts_with("text/html"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self';"), "{path}");
        for file in page
            .text()
            .split(['"', '\''])
            .filter(|text| text.ends_with(".js") || text.ends_with(".css"))
        {
            assert!(!file.starts_with("http"), "{path} {file}");
            let file = if file.starts_with('/') {
                file.to_owned()
            } else {
                format!("/docs/{}", file.trim_start_matches("./"))
            };
            assert_eq!(desktop.server.get(&file).status, 200, "{path} {file}");
        }
    }
    assert!(!desktop.server.get("/redoc/redoc.standalone.js").text().contains("cdn.redoc.ly"));
}
