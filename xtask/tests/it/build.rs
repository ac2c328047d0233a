//! How programs are built: what cargo is told, and what a person sees of it meanwhile.

use std::path::PathBuf;
use std::process::Stdio;

use nix::pty::openpty;

use crate::support::read_all;
use crate::workshop::Workshop;

const GENERATE: [&str; 8] =
    ["generate", "--sips", "1", "--seed", "1", "--as-of", "2026-01-30", "out.json"];

#[test]
fn lines_say_how_far_it_is_and_what_is_waited_for() {
    let workshop = Workshop::new();
    let made = workshop.command(&GENERATE).output().unwrap();
    let said = String::from_utf8(made.stderr).unwrap();
    for line in [
        "• building sample-book (the first time takes minutes)\n",
        "    Blocking waiting for file lock on build directory\n",
        "error: could not compile `libc`\n",
        "  built: 2 of 3 packages\n",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    assert!(said.starts_with('•'), "it says at once what it does:\n{said}");
    assert!(!said.contains("Compiling"), "{said}");
    assert!(String::from_utf8(made.stdout).unwrap().ends_with("release/sample-book runs\n"));
    assert!(made.status.success());
}

#[test]
fn on_a_terminal_cargo_shows_its_own_bar() {
    let workshop = Workshop::new();
    let terminal = openpty(None, None).unwrap();
    let mut command = workshop.command(&GENERATE);
    command.stdout(Stdio::null()).stderr(terminal.slave);
    let mut running = command.spawn().unwrap();
    drop(command); // and with it our end of the terminal
    let said = read_all(terminal.master);
    assert!(running.wait().unwrap().success());
    assert!(said.contains("cargo sees a terminal"), "{said}");
    assert!(!workshop.written("arguments").contains("--message-format"));
}

#[test]
fn a_build_that_fails_ends_the_command() {
    let workshop = Workshop::new();
    let made = workshop.command(&GENERATE).env("CARGO_ENDS", "101").output().unwrap();
    assert_eq!(made.status.code(), Some(1));
    assert!(made.stdout.is_empty(), "the program must not run");
    let said = String::from_utf8(made.stderr).unwrap();
    assert!(said.ends_with("cargo xtask: building sample-book: failed\n"), "{said}");
}

#[test]
fn every_command_builds_dependencies_with_the_same_features() {
    let workshop = Workshop::new();
    let file = workshop.place.file("export.json", "[]");
    let import = ["import", file.to_str().unwrap()];
    let run = ["run", "--port", "0"];
    for arguments in [&GENERATE[..], &import, &run] {
        workshop.command(arguments).output().unwrap();
    }
    let told = workshop.written("arguments");
    let told: Vec<String> = told.lines().map(without_programs).collect();
    let expected =
        "build --workspace --profile release --message-format json-render-diagnostics".to_owned();
    assert_eq!(told, vec![expected; 3]);
}

/// Cargo's arguments without those that name a program.
fn without_programs(arguments: &str) -> String {
    let mut left = Vec::new();
    let mut words = arguments.split(' ');
    while let Some(word) = words.next() {
        if word == "--bin" {
            words.next()
        } else {
            left.push(word);
            None
        };
    }
    left.join(" ")
}

#[test]
fn children_inherit_nothing_that_cargo_run_sets() {
    let workshop = Workshop::new();
    let mut command = workshop.command(&GENERATE);
    let own = PathBuf::from(env!("CARGO_BIN_EXE_xtask"));
    let libraries = format!("{}/deps:/opt/mine/lib", own.parent().unwrap().display());
    let set_by_cargo =
        [("CARGO", "/opt/rust/bin/cargo"), ("CARGO_MANIFEST_DIR", "/ws/xtask"), ("OUT_DIR", "/ws")];
    let set_by_a_person = [("CARGO_TARGET_DIR", "/tmp/t"), ("CARGO_TERM_COLOR", "never")];
    command.envs(set_by_cargo).envs(set_by_a_person).env("LD_LIBRARY_PATH", libraries);
    command.env("CARGO_PKG_NAME", "xtask");
    assert!(command.output().unwrap().status.success());
    let inherited = workshop.written("environment");
    let value = |name: &str| {
        let mut lines = inherited.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "OUT_DIR"] {
        assert_eq!(value(name), None, "{name}");
    }
    for (name, kept) in set_by_a_person {
        assert_eq!(value(name).as_deref(), Some(kept), "{name}");
    }
    assert_eq!(value("LD_LIBRARY_PATH").as_deref(), Some("/opt/mine/lib"));
}
