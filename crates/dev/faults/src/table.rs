//! Rows: what was tried how often, and what was lost.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use serde_json::{Value, json};

/// What came of a fault's tries.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    tries: u32,
    lost: Vec<String>,
    left_out: Option<String>,
    note: String,
}

impl Tally {
    /// A fault that cannot be made to happen on this machine.
    pub(crate) fn left_out(why: &str) -> Self {
        Self { left_out: Some(why.to_owned()), ..Self::default() }
    }

    /// A fault whose tries ended before it was known what they come to, which counts as a loss.
    pub(crate) fn broken(error: &(dyn Error + Send + Sync)) -> Self {
        Self { lost: vec![error.to_string()], ..Self::default() }
    }

    /// One more try.
    pub(crate) fn tried(&mut self) {
        self.tries += 1;
    }

    /// What has to be so; else it was lost.
    pub(crate) fn must(&mut self, is_so: bool, lost: impl FnOnce() -> String) {
        if !is_so {
            self.lost.push(lost());
        }
    }

    /// What has to be equal.
    pub(crate) fn same<T: PartialEq + fmt::Debug>(&mut self, what: &str, is: &T, should: &T) {
        self.must(is == should, || format!("{what}: {is:?} instead of {should:?}"));
    }

    /// What a reader of the table should know besides.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.note = note.into();
    }

    pub(crate) fn lost(&self) -> &[String] {
        &self.lost
    }
}

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) tally: Tally,
    pub(crate) seconds: f64,
}

impl Row {
    fn came_to(&self) -> String {
        match (&self.tally.left_out, self.tally.lost.len()) {
            (Some(_), _) => "left out".to_owned(),
            (None, 0) => "nothing".to_owned(),
            (None, lost) => lost.to_string(),
        }
    }

    fn note(&self) -> &str {
        self.tally.left_out.as_deref().unwrap_or(&self.tally.note)
    }
}

#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn add(&mut self, row: Row) {
        self.0.push(row);
    }

    pub(crate) fn lost_nothing(&self) -> bool {
        self.0.iter().all(|row| row.tally.lost.is_empty())
    }

    pub(crate) fn json(&self) -> Value {
        let row = |row: &Row| {
            json!({
                "fault": row.name,
                "tries": row.tally.tries,
                "lost": row.tally.lost,
                "left_out": row.tally.left_out,
                "seconds": row.seconds,
                "note": row.tally.note,
            })
        };
        let rows: Vec<Value> = self.0.iter().map(row).collect();
        #[expect(clippy::disallowed_methods, reason = "a table says when it was made")]
        let today = chrono::Utc::now().date_naive();
        json!({"date": today.to_string(), "rows": rows})
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<32} {:>5}  {:<8} {:>7}  note", "fault", "tries", "lost", "seconds")?;
        for row in &self.0 {
            let (tries, lost, note) = (row.tally.tries, row.came_to(), row.note());
            writeln!(f, "{:<32} {tries:>5}  {lost:<8} {:>7.1}  {note}", row.name, row.seconds)?;
        }
        for row in &self.0 {
            for lost in &row.tally.lost {
                writeln!(f, "LOST {}: {lost}", row.name)?;
            }
        }
        Ok(())
    }
}
