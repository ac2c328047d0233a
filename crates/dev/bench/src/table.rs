//! Rows, and whether they hold their aims.

use std::fmt::{self, Display, Formatter};

use serde_json::{Value, json};

use crate::row_name::RowName;
use crate::terminal::say;

/// What a row should come to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    /// Told, and no more.
    None,
    /// The value, in its unit.
    AtMost(f64),
    /// The value, in its unit.
    Below(f64),
    /// The value over the limit.
    RatioAtMost(f64),
    /// The value over the limit.
    RatioAtLeast(f64),
    /// The value over the limit, or the value itself.
    RatioOrValueAtMost(f64, f64),
}

impl Aim {
    /// A ratio without a limit is no number, which holds no aim.
    fn holds(self, value: f64, ratio: f64) -> bool {
        match self {
            Self::None => true,
            Self::AtMost(most) => value <= most,
            Self::Below(bound) => value < bound,
            Self::RatioAtMost(most) => ratio <= most,
            Self::RatioAtLeast(least) => ratio >= least,
            Self::RatioOrValueAtMost(most, value_most) => ratio <= most || value <= value_most,
        }
    }

    fn text(self, unit: &str) -> String {
        match self {
            Self::None => "-".to_owned(),
            Self::AtMost(most) => format!("<= {most} {unit}"),
            Self::Below(bound) => format!("< {bound} {unit}"),
            Self::RatioAtMost(most) => format!("<= {most}x"),
            Self::RatioAtLeast(least) => format!(">= {least}x"),
            Self::RatioOrValueAtMost(most, value) => format!("<= {most}x or {value} {unit}"),
        }
    }
}

/// What was measured: medians of the rounds.
pub(crate) struct Row {
    pub(crate) name: RowName,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
    pub(crate) limit: Option<f64>,
    pub(crate) aim: Aim,
    /// What the value and its limit are, in a few words.
    pub(crate) note: String,
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        self.limit.map(|limit| self.value / limit)
    }

    fn holds(&self) -> bool {
        self.aim.holds(self.value, self.ratio().unwrap_or(f64::NAN))
    }
}

pub(crate) struct Table {
    sips: u64,
    rounds: u32,
    only: Vec<RowName>,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn new(sips: u64, rounds: u32, only: Vec<RowName>) -> Self {
        Self { sips, rounds, only, rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: Row) {
        if self.only.is_empty() || self.only.contains(&row.name) {
            say(&format!("• {}: {} {}", row.name.text(), number(row.value), row.unit));
            self.rows.push(row);
        }
    }

    /// The rows so far.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// SIPs in the book that was measured.
    pub(crate) fn sips(&self) -> u64 {
        self.sips
    }

    pub(crate) fn json(&self) -> Value {
        let row = |row: &Row| {
            json!({
                "name": row.name.text(),
                "unit": row.unit,
                "value": row.value,
                "limit": row.limit,
                "ratio": row.ratio(),
                "aim": row.aim.text(row.unit),
                "holds": row.holds(),
                "note": row.note,
            })
        };
        json!({
            "date": today(),
            "sips": self.sips,
            "cores": cores(),
            "rounds": self.rounds,
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
        })
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { sips, rounds, .. } = self;
        writeln!(f, "\n{sips} SIPs, {} cores, {rounds} round(s), {}\n", cores(), today())?;
        writeln!(
            f,
            "{:<20} {:>9} {:>9} {:<14} {:>8}  {:<18} {:<5}  note",
            "name", "value", "limit", "unit", "ratio", "aim", "holds"
        )?;
        for row in &self.rows {
            writeln!(
                f,
                "{:<20} {:>9} {:>9} {:<14} {:>8}  {:<18} {:<5}  {}",
                row.name.text(),
                number(row.value),
                row.limit.map_or_else(|| "-".to_owned(), number),
                row.unit,
                row.ratio().map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}x")),
                row.aim.text(row.unit),
                if row.holds() { "yes" } else { "NO" },
                row.note,
            )?;
        }
        Ok(())
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(0, std::num::NonZero::get)
}

#[expect(clippy::disallowed_methods, reason = "a table says when it was made")]
fn today() -> String {
    chrono::Utc::now().date_naive().to_string()
}

/// Three digits that count.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middling if middling >= 1.0 => format!("{value:.2}"),
        small if small >= 0.001 => format!("{value:.4}"),
        _ => format!("{value:.1e}"),
    }
}
