//! Parameters in the document.

use opportunity_core::{Threshold, Unit};
use serde_json::{Value as Json, json};
use sip_export::ExportKind;

use crate::params::{
    CURSOR_LETTERS, LONGEST_FILE_NAME, LONGEST_SEARCH, MOST_ROWS, Param, SHORTEST_SEARCH, Takes,
};
use crate::plain_value::MOST_RUPEES;
use crate::route::PathParam;

/// The days that there are here; which of them a month has, the format says.
const DATE: &str = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// A name alone: no directory, nothing that stands for one, nor for standard input.
const FILE_NAME: &str = r"^(?!\s*(-|\.{0,2})\s*$)[^/\\\u0000-\u001f\u007f-\u009f]+$";

pub(super) fn path_parameter(param: &PathParam) -> Json {
    let PathParam { name, meaning, example } = param;
    json!({
        "name": name, "in": "path", "required": true, "description": meaning,
        "schema": {"type": "string"}, "example": example,
    })
}

pub(super) fn parameter(param: &Param) -> Json {
    let (schema, example) = schema(&param.takes);
    let mut parameter = json!({
        "name": param.name, "in": "query", "required": matches!(param.takes, Takes::LookedFor),
        "description": format!("{} It {}.", param.meaning, param.takes),
        "schema": schema,
    });
    if !example.is_null() {
        parameter["example"] = example;
    }
    parameter
}

/// What a parameter takes, and one that there may be.
fn schema(takes: &Takes) -> (Json, Json) {
    match takes {
        Takes::Agent => {
            (json!({"type": "string", "minLength": 1, "pattern": "\\S"}), json!("4220"))
        }
        Takes::LookedFor => {
            let schema = json!({
                "type": "string", "minLength": SHORTEST_SEARCH, "maxLength": LONGEST_SEARCH,
                "pattern": "\\S[\\s\\S]*\\S",
            });
            (schema, json!("kum"))
        }
        Takes::Limit { default } => {
            let mut schema = json!({"type": "integer", "minimum": 1, "maximum": MOST_ROWS});
            if let Some(default) = default {
                schema["default"] = json!(default);
            }
            (schema, json!(100))
        }
        Takes::AsOf | Takes::ExportDate => {
            (json!({"type": "string", "format": "date", "pattern": DATE}), json!("2026-01-30"))
        }
        Takes::Cursor => {
            let pattern = format!("^[A-Za-z0-9_-]{{{CURSOR_LETTERS}}}$");
            (json!({"type": "string", "pattern": pattern}), Json::Null)
        }
        Takes::FileName => {
            let schema = json!({
                "type": "string", "minLength": 1, "maxLength": LONGEST_FILE_NAME,
                "pattern": FILE_NAME,
            });
            (schema, json!("query_result_2026-01-30T06_19_15Z.json"))
        }
        Takes::Truth(_) => (json!({"type": "boolean", "default": false}), json!(false)),
        Takes::Percent => (json!({"type": "integer", "minimum": 0, "maximum": 100}), json!(10)),
        Takes::Columns => {
            let kinds = [ExportKind::Sips, ExportKind::Clients];
            let mut columns: Vec<&str> = kinds.into_iter().flat_map(ExportKind::keys).collect();
            columns.sort_unstable();
            columns.dedup();
            let column = columns.join("|");
            let pattern = format!("^({column})(,({column}))*$");
            (json!({"type": "string", "pattern": pattern}), json!("end_date"))
        }
        Takes::ExportKind => {
            (json!({"type": "string", "enum": ["sips", "clients"]}), json!("sips"))
        }
        Takes::DateOrder => (json!({"type": "string", "enum": ["dmy", "mdy"]}), json!("dmy")),
        Takes::Threshold(_, threshold) => of_threshold(threshold),
        // Each kind that has one of that name has a default of its own.
        Takes::EveryThreshold(threshold) => {
            let (mut schema, example) = of_threshold(threshold);
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("default");
            }
            (schema, example)
        }
        Takes::Desk(takes) => takes.schema(),
        // Members of bodies, whose objects have schemas of their own.
        Takes::KeyName
        | Takes::Role
        | Takes::VisibleAgents
        | Takes::UnknownAgent
        | Takes::MayWrite
        | Takes::Expiry => (json!({"type": "string"}), Json::Null),
    }
}

fn of_threshold(threshold: &Threshold) -> (Json, Json) {
    let (mut schema, unit) = match threshold.unit {
        Unit::Money => (json!({"type": "number", "multipleOf": 0.01, "maximum": MOST_RUPEES}), 100),
        Unit::Months | Unit::Days | Unit::Debits => {
            (json!({"type": "integer", "maximum": u32::MAX}), 1)
        }
        Unit::Word(words) => {
            let default =
                usize::try_from(threshold.default).ok().and_then(|place| words.get(place));
            let schema = json!({"type": "string", "enum": words, "default": default});
            return (schema, json!(default));
        }
    };
    let (least, default) = (threshold.least / unit, threshold.default / unit);
    schema["minimum"] = json!(least);
    schema["default"] = json!(default);
    (schema, json!(default))
}
