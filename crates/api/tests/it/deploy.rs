//! What `crates/api/deploy` tells machines to run: every command line and setting in it is one that the programs
//! take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{CommandFactory as _, Parser as _};
use tempfile::TempDir;

/// Where the programs are installed.
const PROGRAMS: &str = "/usr/local/bin/";

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

/// The files of a directory, by name and content.
fn files(directory: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(deploy().join(directory)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<_> =
        paths.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    files
}

/// The lines of a unit that set this, without its name.
fn set<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    let lines = unit.lines().filter_map(|line| line.split_once('='));
    lines.filter(|(name, _)| *name == key).map(|(_, value)| value).collect()
}

/// The command lines of our own programs in a text, up to whatever a shell makes of the rest.
fn command_lines(text: &str) -> Vec<Vec<&str>> {
    let ends = |word: &&str| !(word.contains([')', ';', '|', '&', '>']));
    let after = text.split(PROGRAMS).skip(1);
    after.map(|rest| rest.lines().next().unwrap().split(' ').take_while(ends).collect()).collect()
}

fn check(command_line: &[&str]) {
    let refused = match command_line[0] {
        "api" => api::Cli::try_parse_from(command_line).err(),
        "importer" => importer::Cli::try_parse_from(command_line).err(),
        other => panic!("{other} is no program of ours"),
    };
    assert!(refused.is_none(), "{command_line:?}: {}", refused.unwrap());
}

#[test]
fn every_command_is_one_that_the_programs_take() {
    let mut seen = 0;
    for (name, unit) in files("systemd").into_iter().filter(|(name, _)| name.ends_with(".service"))
    {
        let [command] = set(&unit, "ExecStart")[..] else { panic!("{name}: one ExecStart") };
        let ours = command_lines(command);
        let is_alert = name.starts_with("sip-alert") && command.starts_with("/bin/sh -c '");
        assert_eq!((ours.len(), is_alert), if is_alert { (0, true) } else { (1, false) }, "{name}");
        ours.iter().for_each(|command_line| check(command_line));
        seen += ours.len();
    }
    for (name, table) in files("cron") {
        let ours = command_lines(&table);
        assert_eq!(ours.len(), 1, "{name}");
        check(&ours[0]);
        seen += 1;
    }
    assert!(seen >= 3, "{seen}");
}

/// A setting is given as its flag, so that its value is read as well.
fn check_setting(program: &str, place: &str, setting: &str) {
    let (name, value) = setting.split_once('=').unwrap_or_else(|| panic!("{place}: {setting}"));
    let value = value.trim_matches('\'');
    let command = match program {
        "api" => api::Cli::command(),
        "importer" => importer::Cli::command(),
        other => panic!("{place}: {other}"),
    };
    let known = command.get_arguments().find(|arg| arg.get_env().is_some_and(|env| env == name));
    let known = known.unwrap_or_else(|| panic!("{place}: {program} has no setting {name}"));
    let flag = format!("--{}={value}", known.get_long().unwrap());
    let words = [program, &flag, if program == "importer" { "migrate" } else { "serve" }];
    check(&words);
}

#[test]
fn every_setting_is_one_that_its_program_has() {
    let mut seen = 0;
    for (name, text) in files("systemd") {
        if let Some(program) = name.strip_suffix(".env.example") {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                check_setting(program, &name, line);
                seen += 1;
            }
            continue;
        }
        let Some(program) =
            set(&text, "ExecStart").first().and_then(|it| it.strip_prefix(PROGRAMS))
        else {
            continue;
        };
        let program = program.split(' ').next().unwrap();
        for setting in set(&text, "Environment").iter().flat_map(|line| line.split(' ')) {
            check_setting(program, &name, setting);
            seen += 1;
        }
        // The file of secrets is the program's own, and there is an example of it.
        let file = format!("/etc/sip-desk/{program}.env");
        assert_eq!(set(&text, "EnvironmentFile"), [file], "{name}");
        assert!(deploy().join(format!("systemd/{program}.env.example")).exists(), "{name}");
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn whatever_fails_tells_somebody() {
    for (name, unit) in files("systemd").into_iter().filter(|(name, _)| name.ends_with(".service"))
    {
        let alert: &[&str] =
            if name == "sip-alert@.service" { &[] } else { &["sip-alert@%n.service"] };
        assert_eq!(set(&unit, "OnFailure"), alert, "{name}");
    }
    let page = fs::read_to_string(deploy().join("README.md")).unwrap();
    let numbers = include_str!("../../src/metrics.rs");
    for name in ["book_stale", "book_age_days", "book_content_age_days"] {
        assert!(page.contains(name) && numbers.contains(&format!("\"{name}\"")), "{name}");
    }
    for (name, _) in files("systemd").iter().filter(|(name, _)| !name.ends_with(".example")) {
        assert!(page.contains(&format!("(systemd/{name})")), "README.md does not name {name}");
    }
}

/// systemd itself reads the units, where it is installed.
#[test]
fn systemd_takes_every_unit() {
    let directory = TempDir::new().unwrap();
    let mut verify = Command::new("systemd-analyze");
    verify.arg("verify");
    for (name, unit) in files("systemd").iter().filter(|(name, _)| !name.ends_with(".example")) {
        // It looks whether a program is there, which these are not on every machine.
        let there = unit.replace(&format!("{PROGRAMS}api"), "/bin/true");
        let there = there.replace(&format!("{PROGRAMS}importer"), "/bin/true");
        fs::write(directory.path().join(name), there).unwrap();
        verify.arg(directory.path().join(name));
    }
    let Ok(verified) = verify.output() else { return };
    let said = String::from_utf8_lossy(&verified.stderr);
    let about_ours: Vec<&str> = said.lines().filter(|line| line.contains("sip-")).collect();
    assert!(about_ours.is_empty() && verified.status.success(), "{said}");
}

/// The line of cron says something where an import failed, and nothing where it did not.
#[test]
fn cron_says_what_failed_and_nothing_else() {
    let (_, table) = files("cron").swap_remove(0);
    let line = table.lines().find(|line| line.contains(PROGRAMS)).unwrap();
    let command = line.splitn(7, ' ').nth(6).unwrap();
    assert!(!command.contains('%'), "cron ends a command at a percent sign");
    let directory = TempDir::new().unwrap();
    let place = directory.path().display().to_string();
    fs::write(directory.path().join("importer.env"), "DATABASE_URL='a?b&c'\n").unwrap();
    for (code, expected) in [(0, ""), (3, ""), (1, "a?b&c import\n"), (2, "a?b&c import\n")] {
        let importer = format!("#!/bin/sh\necho \"$DATABASE_URL $1\"\nexit {code}\n");
        fs::write(directory.path().join("importer"), importer).unwrap();
        let program = format!("sh {place}/importer");
        let command = command
            .replace("/usr/local/bin/importer", &program)
            .replace("/etc/sip-desk/importer.env", &format!("{place}/importer.env"));
        let ran = Command::new("sh").args(["-c", &command]).output().unwrap();
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected, "{code}");
    }
}
