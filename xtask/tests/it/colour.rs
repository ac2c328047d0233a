//! Colour is for terminals whose owner has not said `NO_COLOR`.

use std::process::Stdio;

use nix::pty::openpty;

use crate::support::{Place, read_all};

#[test]
fn no_color_is_honoured() {
    let place = Place::new();
    for (setting, has_colour) in [(None, true), (Some("1"), false)] {
        for arguments in [&["--help"][..], &["no-such-command"], &["import"]] {
            let terminal = openpty(None, None).unwrap();
            let mut command = place.bare(arguments);
            command.env("TERM", "xterm").envs(setting.map(|value| ("NO_COLOR", value)));
            let stdout = terminal.slave.try_clone().unwrap();
            command.stdin(Stdio::null()).stdout(stdout).stderr(terminal.slave);
            let mut running = command.spawn().unwrap();
            drop(command); // and with it our end of the terminal
            let said = read_all(terminal.master);
            running.wait().unwrap();
            assert!(said.contains("cargo xtask"), "{arguments:?}: {said}");
            assert_eq!(said.contains("\u{1b}["), has_colour, "{setting:?} {arguments:?}: {said:?}");
        }
    }
}
