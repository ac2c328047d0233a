//! Which settings are in force and where they come from, and the table that documents them.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::DotEnv;

/// What stands for a secret.
const MASK: &str = "********";

/// A line for each setting: its name, its value and where that comes from.
pub(crate) fn in_force(command: &Command, matches: &ArgMatches, dot_env: &DotEnv) -> Vec<String> {
    let lines = settings(command).map(|(arg, name)| {
        let (value, source) = match matches.value_source(arg.get_id().as_str()) {
            Some(source) => (value(arg, matches), of(source, &name, dot_env)),
            None => ("-".to_owned(), "not set"),
        };
        format!("{name:<24} {value:<32} {source}")
    });
    lines.collect()
}

/// The settings of a command: what the environment may say.
fn settings(command: &Command) -> impl Iterator<Item = (&Arg, String)> {
    command.get_arguments().filter_map(|arg| {
        let name = arg.get_env()?.to_string_lossy().into_owned();
        Some((arg, name))
    })
}

fn of(source: ValueSource, name: &str, dot_env: &DotEnv) -> &'static str {
    match source {
        ValueSource::CommandLine => "flag",
        ValueSource::EnvVariable if dot_env.gave(name) => ".env",
        ValueSource::EnvVariable => "environment",
        _ => "default",
    }
}

fn value(arg: &Arg, matches: &ArgMatches) -> String {
    let values = matches.get_raw(arg.get_id().as_str()).into_iter().flatten();
    let text = values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",");
    match (text.is_empty(), arg.is_hide_env_values_set()) {
        (true, _) => "-".to_owned(),
        (false, true) => masked(&text),
        (false, false) => without_password(&text),
    }
}

/// An address without its password; any other secret not at all.
fn masked(text: &str) -> String {
    let plain = text.starts_with("postgres") && text.contains("://") && !text.contains(['?', '#']);
    if plain { without_password(text) } else { MASK.to_owned() }
}

/// Whatever stands for a user and a password in an address is hidden, unless it is a plain name alone:
/// a password that is not encoded as it should be may look like a part of anything before the last `@`.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let Some((user, place)) = rest.rsplit_once('@') else {
        return format!("{scheme}://{}", without_query(rest));
    };
    let place = without_query(place);
    let (name, has_password) = match user.split_once(':') {
        Some((name, _)) => (name, true),
        None => (user, false),
    };
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    match (is_plain, has_password) {
        (true, false) => format!("{scheme}://{name}@{place}"),
        (true, true) => format!("{scheme}://{name}:{MASK}@{place}"),
        (false, _) => format!("{scheme}://{MASK}@{place}"),
    }
}

/// What is asked of an address may hold a secret as well.
fn without_query(place: &str) -> String {
    match place.split_once('?') {
        Some((place, _)) => format!("{place}?{MASK}"),
        None => place.to_owned(),
    }
}

/// Every setting, its default and its meaning, as a page of Markdown.
pub(crate) fn table(command: &Command) -> String {
    let mut page = String::from(
        "# Settings of the server\n\n\
         By flag, in the environment or in a `.env` file, in this order of weight; the flag of \
         `POOL_SIZE` is `--pool-size`. `api config` prints what is in force and where it comes \
         from, without the secrets.\n\n\
         | setting | default | meaning |\n|---|---|---|\n",
    );
    for (arg, name) in settings(command) {
        let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy());
        let default = defaults.collect::<Vec<_>>().join(",");
        let meaning = arg.get_help().map(ToString::to_string).unwrap_or_default();
        page += &format!("| `{name}` | {default} | {} |\n", meaning.replace('|', "\\|"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::{masked, without_password};

    #[test]
    fn no_secret_is_shown() {
        for (text, shown) in [
            ("postgres://app:s3cret@db:5432/book", "postgres://app:********@db:5432/book"),
            ("postgres://app:s3c@ret@db/book", "postgres://app:********@db/book"),
            ("postgres://app@%2Frun%2Fpg/book", "postgres://app@%2Frun%2Fpg/book"),
            ("postgres://app:s3c%ret@db/book", "postgres://app:********@db/book"),
            ("postgres://app%3As3cret@db/book", "postgres://********@db/book"),
            ("postgres://app:s3/cret@db/book", "postgres://app:********@db/book"),
            ("postgres://app:s3?cret@db/book", "********"),
            ("postgres://db/book", "postgres://db/book"),
            ("postgres://db/book?password=s3cret", "********"),
            ("https://s3cret@errors.example.org/1", "********"),
            ("s3cret", "********"),
        ] {
            assert_eq!(masked(text), shown);
        }
        let jwks = "https://idp:s3cret@sign-in.example.org/jwks";
        assert_eq!(without_password(jwks), "https://idp:********@sign-in.example.org/jwks");
        let jwks = "https://sign-in.example.org/jwks?key=s3cret&v=1";
        assert_eq!(without_password(jwks), "https://sign-in.example.org/jwks?********");
        let jwks = "https://idp:s3?cret@sign-in.example.org/jwks";
        assert!(!without_password(jwks).contains("cret"));
    }
}
