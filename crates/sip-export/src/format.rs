//! Which format a file is in: its content decides.

use std::io::BufRead;

use crate::csv;
use crate::error::FileError;
use crate::file::Window;
use crate::json::{Shape, shape};

/// How records are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON array of objects.
    JsonArray,
    /// JSON objects, or a document that holds them.
    JsonObjects(Shape),
    /// Values with delimiters between, under a line of keys.
    Csv,
}

/// So far ahead the first object is looked at.
const FIRST_OBJECT: usize = 256 * 1024;

/// The format of what the window stands at. A name that speaks of JSON lines counts where the first
/// line is nothing that could be told.
pub(crate) fn of<R: BufRead>(
    window: &mut Window<R>,
    name: Option<&str>,
) -> Result<Format, FileError> {
    match window.first_behind_space()? {
        None => Err(FileError::NotAnExport("the file is empty".into())),
        Some(b'[') => Ok(Format::JsonArray),
        Some(b'{') => {
            window.skip_space()?;
            let (front, is_all) = window.look(FIRST_OBJECT)?;
            Ok(Format::JsonObjects(shape(front, is_all)))
        }
        Some(b'<') => Err(FileError::NotAnExport(markup(window.look(FIRST_OBJECT)?.0))),
        Some(_) if is_named_lines(name) && !csv::names_a_field(window)? => {
            Ok(Format::JsonObjects(Shape::Lines))
        }
        Some(_) => Ok(Format::Csv),
    }
}

fn is_named_lines(name: Option<&str>) -> bool {
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    matches!(plain.rsplit('.').next(), Some("ndjson" | "jsonl"))
}

/// Why what begins with a tag is no export.
fn markup(front: &[u8]) -> String {
    let begins = String::from_utf8_lossy(&front[..front.len().min(4096)]).to_ascii_lowercase();
    let is_page =
        ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| begins.contains(tag));
    if is_page {
        "the file is an HTML page, as a site shows it to whoever is not signed in: export it again \
         while signed in"
            .to_owned()
    } else {
        "the file is XML: export the answer as JSON or CSV".to_owned()
    }
}
