//! What is handed to another program has that program's options.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::{Place, programs};

/// The long options that a help page names.
fn options(help: &[u8]) -> BTreeSet<String> {
    let help = String::from_utf8(help.to_vec()).unwrap();
    let words = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let words = words.flat_map(str::split_whitespace);
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn help_shows_the_options_of_the_program() {
    let place = Place::new();
    for (command, program) in
        [("generate", vec!["sample-book"]), ("import", vec!["importer", "import"])]
    {
        let shown = place.bare(&[command, "--help"]).output().unwrap();
        assert!(shown.status.success(), "{command}");
        let shown = options(&shown.stdout);
        let mut asked = Command::new(programs().join(program[0]));
        let known = options(&asked.args(&program[1..]).arg("--help").output().unwrap().stdout);
        let missing: Vec<&String> =
            known.difference(&shown).filter(|it| *it != "--version").collect();
        assert!(known.len() > 3, "{program:?}: {known:?}");
        assert!(missing.is_empty(), "cargo xtask {command} --help does not show {missing:?}");
    }
}

#[test]
fn what_is_generated_is_what_the_generator_makes() {
    let place = Place::new();
    let arguments = ["--sips", "20", "--seed", "5", "--as-of", "2026-01-30", "one.json"];
    let next = ["--next", "2026-03-01", "two.json"];
    let all: Vec<&str> = ["generate"].into_iter().chain(arguments).chain(next).collect();
    let made = place.bare(&all).env("XTASK_PROGRAMS", programs()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |name: &str| std::fs::read(place.path().join(name)).unwrap();
    let (one, two) = (read("one.json"), read("two.json"));
    let mut generator = Command::new(programs().join("sample-book"));
    generator.args(arguments).args(next).current_dir(place.path());
    assert!(generator.status().unwrap().success());
    assert!((read("one.json"), read("two.json")) == (one, two), "the same seed, other bytes");
}
