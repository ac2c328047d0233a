//! The program's own command lines.

use std::process::{Command, Output};

use crate::program::refusal;

fn api(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_api")).args(arguments).output().unwrap()
}

/// A filter that cannot be read is refused at the start, wherever it stands.
#[test]
fn settings_may_stand_on_either_side_of_serve() {
    for flags in [
        &["--log", "a=b=c"][..],
        &["--log", "a=b=c", "serve"],
        &["serve", "--log", "a=b=c"],
        &["--log", "info", "serve", "--log", "a=b=c"],
    ] {
        let said = refusal(flags);
        assert!(said.contains("--log takes a level or a filter"), "{flags:?}: {said}");
    }
    let help = String::from_utf8(api(&["serve", "--help"]).stdout).unwrap();
    assert!(help.contains("--port"), "{help}");
}

#[test]
fn shells_complete_the_commands() {
    for (shell, sign) in [("bash", "complete -F"), ("zsh", "#compdef api"), ("fish", "complete -c")]
    {
        let printed = api(&["completions", shell]);
        let script = String::from_utf8(printed.stdout).unwrap();
        assert!(printed.status.success() && script.contains(sign), "{shell}: {script}");
        for word in ["serve", "audit", "keys", "pool-size"] {
            assert!(script.contains(word), "{shell} {word}");
        }
    }
    let unknown = api(&["completions", "abacus"]);
    assert_eq!((unknown.status.code(), unknown.stdout.len()), (Some(2), 0));
}
