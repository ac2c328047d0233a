//! The log.

use std::env;
use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};

use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt, registry};

use super::reports::Reports;
use super::settings::{LogFormat, ObserveSettings};

/// Logs from now on, and reports errors where the settings say to whom, for as long as the result
/// lives.
pub(crate) fn start(filter: &str, settings: &ObserveSettings) -> Result<Reports, String> {
    let settings_name_actix = filter.contains("actix");
    let filter = EnvFilter::try_new(filter)
        .map_err(|_| format!("--log takes a level or a filter, not {filter:?}"))?;
    let reports = Reports::start(settings)?;
    let lines = fmt::layer().with_writer(io::stderr);
    let in_colour = is_coloured(io::stderr().is_terminal(), env::var_os("NO_COLOR").as_deref());
    let lines = match settings.log_format {
        LogFormat::Text => lines.with_ansi(in_colour).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // Whoever sends what is no HTTP at all must not fill the log.
    let strangers = "actix_http::h1=off".parse::<Directive>();
    let filter = match strangers {
        Ok(quiet) if !settings_name_actix => filter.add_directive(quiet),
        _ => filter,
    };
    registry().with(filter).with(lines).with(reports.layer()).init();
    Ok(reports)
}

/// Whether the log is in colour: for a person at a terminal who has not said otherwise
/// (<https://no-color.org>).
fn is_coloured(is_terminal: bool, no_color: Option<&OsStr>) -> bool {
    is_terminal && no_color.is_none_or(OsStr::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_terminals_whose_person_does_not_mind() {
        for (is_terminal, no_color, expected) in [
            (true, None, true),
            (true, Some(""), true),
            (true, Some("1"), false),
            (true, Some("0"), false),
            (false, None, false),
        ] {
            let said = is_coloured(is_terminal, no_color.map(OsStr::new));
            assert_eq!(said, expected, "{is_terminal} {no_color:?}");
        }
    }
}
