//! Why a file that can be read is not imported, and what to do: for people at a command line, and for
//! those who send a file over HTTP.

use sip_export::ExportKind;
use store_pg::{CommonFault, ImportRefused};

use crate::output::plain;

/// How the importer's options are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionNames {
    /// `--as-of 2026-01-30`.
    CommandLine,
    /// `as_of=2026-01-30`.
    Parameters,
}

impl OptionNames {
    /// An option that is a switch.
    fn switch(self, name: &str) -> String {
        match self {
            Self::CommandLine => format!("--{name}"),
            Self::Parameters => format!("{}=true", name.replace('-', "_")),
        }
    }

    /// An option that takes a value.
    fn with(self, name: &str, value: &str) -> String {
        match self {
            Self::CommandLine => format!("--{name} {value}"),
            Self::Parameters => format!("{}={value}", name.replace('-', "_")),
        }
    }
}

/// What is wrong, and what to do about it; nothing was imported.
#[must_use]
pub fn refusal(refused: &ImportRefused, names: OptionNames) -> String {
    match refused {
        ImportRefused::Future { .. } => format!(
            "{refused}: give the right one by {}, or allow it by {}",
            names.with("as-of", "DATE"),
            names.switch("allow-future"),
        ),
        ImportRefused::LaterContent { newest, .. } => format!(
            "{refused}. Nothing was imported: give the date it speaks of, such as by {}",
            names.with("as-of", &newest.to_string()),
        ),
        ImportRefused::TwoDates { first, second } => format!(
            "{refused}. Nothing was imported: say which one it speaks of, by {} or {}",
            names.with("as-of", &first.to_string()),
            names.with("as-of", &second.to_string()),
        ),
        ImportRefused::Strict { rejected } => format!(
            "{}, and {} takes none: nothing was imported",
            bad_records(*rejected),
            names.switch("strict"),
        ),
        ImportRefused::NoGoodRecord { read, fault } => no_good_record(*read, fault.as_ref(), names),
        ImportRefused::CompleteDirectory => {
            format!("{refused}. Nothing was imported: leave {} out", names.switch("complete"),)
        }
        ImportRefused::LostColumns { kind, columns, import_id, unknown } => {
            lost_columns(*kind, columns, *import_id, unknown, names)
        }
        ImportRefused::HidesUnnamed { records } => format!(
            "it has {} of which nothing says which SIP it is: one might be hidden that the export \
             has. Nothing was imported: mend that, or allow it by {}",
            bad_records(*records),
            names.with("hide-up-to", "5"),
        ),
        ImportRefused::HidesMany { hidden, of, .. } => format!(
            "{refused}. Nothing was imported: send the whole book, or, if it has really shrunk so \
             much, allow it by {}",
            names.with("hide-up-to", &share(*hidden, *of).to_string()),
        ),
        ImportRefused::TooOldToReadAgain { .. } => format!(
            "{refused}. Nothing was imported: give the options of then, or a file that is exported \
             anew",
        ),
        ImportRefused::Busy(_) => refused.to_string(),
    }
}

/// So many, in words.
pub(crate) fn bad_records(count: u64) -> String {
    format!("{count} bad record{}", if count == 1 { "" } else { "s" })
}

/// The least whole percent that is no less than the share.
fn share(part: u64, of: u64) -> u64 {
    part.saturating_mul(100).div_ceil(of.max(1))
}

fn no_good_record(read: u64, fault: Option<&CommonFault>, names: OptionNames) -> String {
    let Some(CommonFault { field, value, reason, records }) = fault else {
        return "it holds no record. Nothing was imported: an export of nothing must not move the \
                book's date. Ask for the export again"
            .to_owned();
    };
    let what = match (field, value) {
        (Some(field), Some(value)) => format!("{field} {value:?} {reason}"),
        (Some(field), None) => format!("{field} {reason}"),
        (None, _) => format!("the record {reason}"),
    };
    let takes = field.as_deref().and_then(takes).unwrap_or_default();
    let all = if read == 1 {
        "its only record is".to_owned()
    } else {
        format!("all its {read} records are")
    };
    let as_many = if *records == read { "Of each".to_owned() } else { format!("Of {records}") };
    // The reason is the file's own, and names the option of the command line.
    let order = if names == OptionNames::Parameters && reason.contains("--date-order") {
        " Here that is date_order=dmy or date_order=mdy."
    } else {
        ""
    };
    format!("{all} bad: nothing was imported. {as_many}: {what}.{takes}{order}")
}

/// What a field takes, in a sentence. What both kinds of exports have takes the same in both.
fn takes(field: &str) -> Option<String> {
    [ExportKind::Sips, ExportKind::Clients].into_iter().find_map(|kind| {
        let (key, takes) = (kind.key_of_name(field)?, kind.takes(field)?);
        Some(format!(" {key} takes {takes}."))
    })
}

fn lost_columns(
    kind: ExportKind,
    columns: &[&str],
    import_id: i64,
    unknown: &[String],
    names: OptionNames,
) -> String {
    let listed = columns.join(", ");
    let has = if unknown.is_empty() {
        String::new()
    } else {
        format!(" It has columns that are not known: {}.", plain(&unknown.join(", ")))
    };
    let allow = match names {
        OptionNames::CommandLine => {
            let each = columns.iter().map(|column| names.with("without", column));
            each.collect::<Vec<_>>().join(" ")
        }
        OptionNames::Parameters => names.with("without", &columns.join(",")),
    };
    format!(
        "it lacks {listed}, which {} and import {import_id} had.{has} Nothing was \
         imported: export {} as well, or say that it may be missing by {}",
        match kind {
            ExportKind::Sips => "rules read",
            ExportKind::Clients => "the directory relies on",
        },
        if columns.len() == 1 { "it" } else { "them" },
        allow,
    )
}
