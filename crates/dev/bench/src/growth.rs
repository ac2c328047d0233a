//! How cost grows with the size of the book.

use std::fmt::{self, Display, Formatter};

use crate::row_name::RowName;
use crate::table::{Table, number};

/// The same rows at several sizes.
pub(crate) struct Growth<'a> {
    tables: &'a [Table],
}

impl<'a> Growth<'a> {
    pub(crate) fn of(tables: &'a [Table]) -> Self {
        Self { tables }
    }

    /// What a row came to at each size where it was measured.
    fn course(&self, name: RowName) -> Vec<(f64, f64)> {
        let value = |table: &Table| {
            let row = table.rows().iter().find(|row| row.name == name)?;
            Some((table.sips() as f64, row.value))
        };
        self.tables.iter().filter_map(value).collect()
    }
}

/// The power of the size that the cost grows by, fitted by least squares to the logarithms: 0 is
/// constant, 1 linear.
fn exponent(course: &[(f64, f64)]) -> f64 {
    let logarithms = course.iter().map(|(size, cost)| (size.ln(), cost.ln()));
    let count = course.len() as f64;
    let (sizes, costs) = logarithms.clone().fold((0.0, 0.0), |(x, y), (dx, dy)| (x + dx, y + dy));
    let (mean_size, mean_cost) = (sizes / count, costs / count);
    let (together, alone) = logarithms.fold((0.0, 0.0), |(together, alone), (size, cost)| {
        let from_mean = size - mean_size;
        (together + from_mean * (cost - mean_cost), alone + from_mean * from_mean)
    });
    together / alone
}

impl Display for Growth<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "\n{:<20} {:<14}", "growth", "unit")?;
        for table in self.tables {
            write!(f, " {:>10}", table.sips())?;
        }
        writeln!(f, " {:>9}", "exponent")?;
        let Some(last) = self.tables.last() else { return Ok(()) };
        for row in last.rows() {
            let course = self.course(row.name);
            write!(f, "{:<20} {:<14}", row.name.text(), row.unit)?;
            for (_, cost) in &course {
                write!(f, " {:>10}", number(*cost))?;
            }
            writeln!(f, " {:>9.2}", exponent(&course))?;
        }
        Ok(())
    }
}
