//! Settings: where they come from, and what is said of them.

use std::process::{Command, Output};

use expect_test::expect_file;
use tempfile::TempDir;

fn config(directory: &TempDir, flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.env_clear().env("DATABASE_URL", "postgres://app:s3cret@db/book").env("PORT", "8001");
    command.current_dir(directory.path()).args(flags).arg("config").output().unwrap()
}

#[test]
fn what_is_in_force_and_where_it_comes_from() {
    let directory = TempDir::new().unwrap();
    std::fs::write(directory.path().join(".env"), "PORT=8002\nPOOL_SIZE=7\nLOG=warn\n").unwrap();
    let key = "0123456789abcdef0123456789abcdef";
    let printed = config(&directory, &["--log", "debug", "--first-admin-key", key]);
    let printed = String::from_utf8(printed.stdout).unwrap();
    for (name, value, source) in [
        ("DATABASE_URL", "postgres://app:********@db/book", "environment"),
        ("PORT", "8001", "environment"),
        ("POOL_SIZE", "7", ".env"),
        ("LOG", "debug", "flag"),
        ("BIND", "127.0.0.1", "default"),
        ("FIRST_ADMIN_KEY", "********", "flag"),
        ("JWKS", "-", "not set"),
    ] {
        let line = printed.lines().find(|line| line.split_whitespace().next() == Some(name));
        let words: Vec<_> = line.unwrap().splitn(3, char::is_whitespace).collect();
        let rest = words[1..].join(" ");
        let rest = rest.trim().splitn(2, ' ').map(str::trim).collect::<Vec<_>>();
        assert_eq!(rest, [value, source], "{name}");
    }
    assert!(!printed.contains("s3cret") && !printed.contains(key), "{printed}");
}

#[test]
fn a_file_of_a_directory_above_says_nothing() {
    let above = TempDir::new().unwrap();
    std::fs::write(above.path().join(".env"), "POOL_SIZE=7\n").unwrap();
    let directory = TempDir::new_in(above.path()).unwrap();
    let printed = String::from_utf8(config(&directory, &[]).stdout).unwrap();
    let line = printed.lines().find(|line| line.starts_with("POOL_SIZE ")).unwrap();
    assert!(line.ends_with("default") && !line.contains('7'), "{line}");
}

#[test]
fn a_first_key_that_is_none_is_not_shown() {
    let said = crate::program::refusal(&["--sign-in=required", "--first-admin-key=short-s3cret"]);
    assert!(said.contains("FIRST_ADMIN_KEY") && !said.contains("s3cret"), "{said}");
    let said = crate::program::refusal(&["--database-url=postgres://app:s3%cret@127.0.0.1:1/book"]);
    assert!(said.contains("DATABASE_URL") && !said.contains("s3"), "{said}");
}

#[test]
fn a_bad_value_names_itself() {
    let directory = TempDir::new().unwrap();
    let refused = |flags: &[&str]| String::from_utf8(config(&directory, flags).stderr).unwrap();
    assert!(refused(&["--port", "70000"]).contains("--port"));
    assert!(refused(&["--pool-size", "0"]).contains("--pool-size"));
    assert!(refused(&["--bind", "here"]).contains("--bind"));
    for (line, named) in [
        ("PASSWORD='s3cret", "\"PASSWORD\""),
        ("FIRST_ADMIN_KEY s3cret", "no `NAME=value`"),
        ("FIRST_ADMIN_KEY s3cret=", "no `NAME=value`"),
        ("FIRST_ADMIN_KEY: s3cret", "no `NAME=value`"),
        ("s3cret-s3cret==", "no `NAME=value`"),
    ] {
        std::fs::write(directory.path().join(".env"), format!("PORT=8001\n{line}\n")).unwrap();
        let said = refused(&[]);
        assert!(said.contains(".env") && said.contains(named), "{line}: {said}");
        assert!(!said.contains("s3cret"), "{line}: {said}");
    }
}

#[test]
fn every_setting_is_documented() {
    let page = api::settings_page();
    let example = include_str!("../../../../.env.example");
    for name in page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()) {
        let is_shown = example.lines().any(|line| line.starts_with(&format!("#{name}=")));
        assert!(is_shown, "{name} is not in .env.example");
    }
    expect_file!["../../SETTINGS.md"].assert_eq(&page);
}
