//! What somebody has of the program at a terminal: colour, unless it is unwanted, and completion.

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};

use nix::pty::openpty;

use crate::support::{Desk, record};

/// Runs a program on a terminal of its own, and gives all that it writes there.
fn on_a_terminal(mut command: Command) -> String {
    let terminal = openpty(None, None).unwrap();
    let stdout = terminal.slave.try_clone().unwrap();
    command.stdin(Stdio::null()).stdout(stdout).stderr(terminal.slave).env("TERM", "xterm");
    let mut running = command.spawn().unwrap();
    drop(command); // and with it our end of the terminal
    let mut terminal = File::from(terminal.master);
    let (mut said, mut some) = (Vec::new(), [0; 4096]);
    // The end of the last writer is an error to the reader on Linux.
    while let Ok(length @ 1..) = terminal.read(&mut some) {
        said.extend_from_slice(&some[..length]);
    }
    running.wait().unwrap();
    String::from_utf8(said).unwrap()
}

/// Whether a text sets a colour, or a weight: `ESC [ 31 m`. Moving about sets none.
fn has_colour(text: &str) -> bool {
    text.split("\u{1b}[").skip(1).any(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    })
}

#[test]
fn no_color_is_honoured() {
    let desk = Desk::new();
    desk.file("book.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    desk.file("bad.json", "[{}]");
    for (arguments, said, is_colourful) in [
        (&["--help"][..], "Usage:", true),
        (&["import", "--as-of", "never", "book.json"], "error:", true),
        (&["import", "--as-of", "2026-01-10", "book.json"], "imported as of", false),
        (&["import", "--as-of", "2026-01-10", "bad.json"], "bad.json ", false),
    ] {
        for (setting, may_colour) in [(None, true), (Some("1"), false)] {
            let mut importer = desk.importer();
            importer.args(arguments).env_remove("NO_COLOR");
            importer.envs(setting.map(|value| ("NO_COLOR", value)));
            let shown = on_a_terminal(importer);
            assert!(shown.contains(said), "{arguments:?}: {shown:?}");
            let expected = is_colourful && may_colour;
            assert_eq!(has_colour(&shown), expected, "{setting:?} {arguments:?}: {shown:?}");
        }
    }
}

#[test]
fn shells_complete_commands_and_options() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        let mut importer = desk.importer();
        // It needs no database.
        importer.args(["completions", shell]).env_remove("DATABASE_URL");
        let output = importer.output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["import", "migrate", "completions", "rejects", "strict"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
    }
    let unknown = desk.importer().args(["completions", "csh"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn bash_takes_the_script() {
    let desk = Desk::new();
    let script = desk.importer().args(["completions", "bash"]).output().unwrap().stdout;
    let script = desk.file("importer.bash", script);
    for (words, completed) in [
        ("importer im", "import"),
        ("importer import --rej", "--rejects"),
        ("importer completions b", "bash"),
    ] {
        let ask = "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); \
                   COMPREPLY=(); \
                   _importer importer \"${COMP_WORDS[-1]}\" \"${COMP_WORDS[-2]}\"; \
                   echo \"${COMPREPLY[@]}\"";
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", ask, "bash"]).arg(&script).arg(words);
        let output = bash.output().unwrap();
        let offered = String::from_utf8(output.stdout).unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(offered.trim(), completed, "{words}: {complaint}");
    }
}
