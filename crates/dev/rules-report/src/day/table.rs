//! The day's view in tables, each with a sentence that says what it counts.

use std::io::{self, Write};

use calls::Nature;

use super::behaviour::{
    AGENTS, BOOKS, CALLS_A_DAY, DECLINES, NOBODY_ANSWERS, PROMISE_FACTOR, mended_by_itself,
};
use super::credits::Credits;
use super::report::DayReport;
use super::rightness::{AgentDays, Counted};
use super::seen_again::{Again, Showings};
use crate::confusion::percent;

/// Writes every table of a report. `forgetful` is the same year at a desk that forgets.
///
/// # Errors
/// What the writer says.
pub fn write(report: &DayReport, forgetful: &DayReport, out: &mut impl Write) -> io::Result<()> {
    write_setting(report, out)?;
    write_rightness(report, out)?;
    write_showings(report.showings, forgetful.showings, out)?;
    write_credits(report, out)
}

fn write_setting(report: &DayReport, out: &mut impl Write) -> io::Result<()> {
    let DayReport { sips, clients, listable, done, degree, .. } = report;
    writeln!(out, "== the days of a year, {} ==\n", degree.name())?;
    writeln!(
        out,
        "{BOOKS} monthly books, the last of {sips} SIPs of {clients} clients, under {AGENTS} agents who each\n\
         make the first {CALLS_A_DAY} calls of the day after each book; {listable} clients had a reason to be\n\
         called, book by book. Assumed: of a hundred calls {NOBODY_ANSWERS} reach nobody; whoever is reached says\n\
         so where the opening is not so, else {DECLINES} in a hundred decline and all others promise. Of a\n\
         thousand SIPs {} of repair, {} of keep and {} of grow are mended within a month by themselves,\n\
         and {PROMISE_FACTOR} times as many while a promise waits.\n",
        mended_by_itself(Nature::Repair),
        mended_by_itself(Nature::Keep),
        mended_by_itself(Nature::Grow),
    )?;
    writeln!(out, "{:<40}{:>8}", "how calls went", "calls")?;
    for (name, count) in [
        ("nobody answered", done.attempted),
        ("it was not so", done.wrong_fact),
        ("declined", done.declined),
        ("promised", done.promised),
        ("all", done.all()),
    ] {
        writeln!(out, "{name:<40}{count:>8}")?;
    }
    writeln!(out)
}

fn write_rightness(report: &DayReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Is it so what a call opens with, and all that it is about: is a debit really missing, was the\n\
         increase really not made, does the SIP really end? Lives know.\n"
    )?;
    writeln!(
        out,
        "{:<24}{:>10}{:>8}{:>8}{:>10}{:>8}{:>8}",
        "kind", "openings", "so", "so %", "reasons", "so", "so %"
    )?;
    let mut row = |name: &str, openings: Counted, reasons: Counted| {
        writeln!(
            out,
            "{name:<24}{:>10}{:>8}{:>8}{:>10}{:>8}{:>8}",
            openings.said,
            openings.so,
            share(openings.so, openings.said, 2),
            reasons.said,
            reasons.so,
            share(reasons.so, reasons.said, 2)
        )
    };
    for nature in Nature::ALL {
        for kind in nature.kinds().iter().copied() {
            row(kind.name(), report.openings.of(kind), report.reasons.of(kind))?;
        }
    }
    row("all", report.openings.all(), report.reasons.all())?;
    let AgentDays { days, all_so, most_wrong } = report.days;
    writeln!(
        out,
        "\nOn {all_so} of {days} days of an agent every opening was so; at most {most_wrong} of a day's were not.\n"
    )
}

fn write_showings(showings: Showings, forgetful: Showings, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Why a client is on the list. Called twice for one thing is who was talked to about it, or told when\n\
         to be called, though it is no worse, no promise is broken and no day has come. Beside it the same\n\
         year at a desk that forgets what was done.\n"
    )?;
    writeln!(
        out,
        "{:<40}{:>8}{:>8}{:>10}{:>8}",
        "on the list", "calls", "in 100", "forgets", "in 100"
    )?;
    let (all, all_forgetful) = (showings.all(), forgetful.all());
    let mut row = |name: &str, count: u32, forgotten: u32| {
        let shares = (share(count, all, 1), share(forgotten, all_forgetful, 1));
        writeln!(out, "{name:<40}{count:>8}{:>8}{forgotten:>10}{:>8}", shares.0, shares.1)
    };
    for again in Again::ALL {
        row(again.name(), showings.of(again), forgetful.of(again))?;
    }
    row("all", all, all_forgetful)?;
    writeln!(out)
}

fn write_credits(report: &DayReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "What became of what was promised, each spell claimed once by its last promise. Anyway: of the\n\
         proven, what the same lives, had nobody called, would have shown by the same book. Late: of the\n\
         broken, what recovered after all. Unclaimed: recoveries without any promise. Uncalled: beside all\n\
         recoveries, those of the same lives had nobody called. All of it follows from what is assumed\n\
         above: it shows what the figures of a real desk can tell, not what a real call brings.\n"
    )?;
    writeln!(
        out,
        "{:<10}{:>9}{:>9}{:>9}{:>11}{:>10}{:>9}{:>9}{:>7}{:>11}{:>11}{:>10}",
        "nature",
        "claimed",
        "proven",
        "broken",
        "undecided",
        "proven %",
        "anyway",
        "in 100",
        "late",
        "unclaimed",
        "recovered",
        "uncalled"
    )?;
    for (nature, credits) in Nature::ALL.into_iter().zip(report.credits) {
        write_credit(nature.name(), credits, out)?;
    }
    write_credit("all", report.credits_of_all(), out)
}

fn write_credit(name: &str, credits: Credits, out: &mut impl Write) -> io::Result<()> {
    let Credits { claimed, proven, broken, undecided, anyway, too_late, unclaimed, left_alone } =
        credits;
    let recovered = credits.recovered();
    let (kept, by_itself) = (share(proven, proven + broken, 1), share(anyway, proven, 1));
    writeln!(
        out,
        "{name:<10}{claimed:>9}{proven:>9}{broken:>9}{undecided:>11}{kept:>10}{anyway:>9}{by_itself:>9}{too_late:>7}{unclaimed:>11}{recovered:>11}{left_alone:>10}"
    )
}

fn share(part: u32, whole: u32, places: usize) -> String {
    percent(part, whole).map_or("-".to_owned(), |share| format!("{share:.places$}"))
}
