//! The report in tables.

use std::io::{self, Write};

use opportunity_core::VerdictKind;

use crate::confusion::{Tallies, Tally};
use crate::grouping::GROUPINGS;
use crate::report::{BookReport, Cell, Report};

/// Writes every table of a report.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for book in &report.books {
        writeln!(out, "== {} lives, {} ==\n", book.lives, book.degree.name())?;
        write_portrait(book, out)?;
        write_cells(&book.cells, out)?;
        write_coverage(&book.cells, out)?;
        write_kinds(book, out)?;
        for (grouping, tallies) in GROUPINGS.iter().zip(&book.groups) {
            write_group(grouping.title, tallies, out)?;
        }
        write_counts("wrong calls", &book.cells, |cell| &cell.faults, out)?;
        write_counts("missed calls", &book.cells, |cell| &cell.silences, out)?;
    }
    Ok(())
}

fn write_portrait(book: &BookReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:<36}{:>8}", "the lives", "in 100")?;
    for (name, share) in book.portrait.shares() {
        writeln!(out, "{name:<36}{:>8}", figure(share, 1))?;
    }
    writeln!(out)
}

fn write_cells(cells: &[Cell], out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<26}{:>8}{:>8}{:>8}{:>8}{:>9}{:>9}{:>8}{:>9}{:>8}{:>9}",
        "with a step-up: imports",
        "lives",
        "should",
        "named",
        "wrong",
        "by days",
        "right %",
        "proven",
        "right %",
        "missed",
        "recall %"
    )?;
    for Cell { habit, tally, .. } in cells {
        writeln!(
            out,
            "{:<26}{:>8}{:>8}{:>8}{:>8}{:>9}{:>9}{:>8}{:>9}{:>8}{:>9}",
            habit.name(),
            tally.lives,
            tally.due,
            tally.named,
            tally.wrongly(),
            tally.days_early,
            figure(tally.precision(), 2),
            tally.proven,
            figure(tally.proven_precision(), 2),
            tally.missed,
            figure(tally.recall(), 1)
        )?;
    }
    writeln!(out)
}

/// Of a hundred SIPs with a step-up, how many get each verdict; and of a hundred verdicts with dates,
/// how many hold the true last increase, of SIPs that run and of all.
fn write_coverage(cells: &[Cell], out: &mut impl Write) -> io::Result<()> {
    write!(out, "{:<26}", "verdicts in 100: imports")?;
    for verdict in VerdictKind::ALL {
        write!(out, "{:>12}", verdict.name())?;
    }
    writeln!(out, "{:>9}{:>20}{:>22}", "known", "dated so: run, all", "between so: run, all")?;
    for Cell { habit, coverage, .. } in cells {
        write!(out, "{:<26}", habit.name())?;
        for verdict in VerdictKind::ALL {
            write!(out, "{:>12}", figure(coverage.share(verdict), 1))?;
        }
        let is_so = |verdict| {
            let [run, all] = coverage.truth(verdict);
            format!("{}, {}", figure(run, 1), figure(all, 1))
        };
        writeln!(
            out,
            "{:>9}{:>20}{:>22}",
            figure(coverage.known(), 1),
            is_so(VerdictKind::Dated),
            is_so(VerdictKind::Between)
        )?;
    }
    writeln!(out)
}

fn write_kinds(book: &BookReport, out: &mut impl Write) -> io::Result<()> {
    write_head("all lives: kind", out)?;
    for (kind, tally) in &book.kinds {
        write_tally(kind.name(), *tally, out)?;
    }
    writeln!(out)
}

fn write_group(title: &str, tallies: &Tallies, out: &mut impl Write) -> io::Result<()> {
    write_head(&format!("one export: {title}"), out)?;
    for (name, tally) in tallies.iter() {
        write_tally(name, tally, out)?;
    }
    writeln!(out)
}

fn write_head(title: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{title:<30}{:>8}{:>8}{:>8}{:>8}{:>9}{:>8}{:>8}{:>9}",
        "lives", "should", "named", "wrong", "right %", "true %", "missed", "recall %"
    )
}

fn write_tally(name: &str, tally: Tally, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{name:<30}{:>8}{:>8}{:>8}{:>8}{:>9}{:>8}{:>8}{:>9}",
        tally.lives,
        tally.due,
        tally.named,
        tally.wrongly(),
        figure(tally.precision(), 2),
        figure(tally.truly(), 1),
        tally.missed,
        figure(tally.recall(), 1)
    )
}

/// How many lives by reason, the imports side by side.
fn write_counts(
    title: &str,
    cells: &[Cell],
    of: fn(&Cell) -> &Tallies,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut reasons: Vec<&str> =
        cells.iter().flat_map(|cell| of(cell).iter().map(|(reason, _)| reason)).collect();
    reasons.sort_unstable();
    reasons.dedup();
    write!(out, "{title:<36}")?;
    for cell in cells {
        write!(out, "{:>25}", cell.habit.name())?;
    }
    writeln!(out)?;
    for reason in reasons {
        write!(out, "{reason:<36}")?;
        for cell in cells {
            write!(out, "{:>25}", of(cell).get(reason).lives)?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

fn figure(share: Option<f64>, places: usize) -> String {
    share.map_or("-".to_owned(), |share| format!("{share:.places$}"))
}
