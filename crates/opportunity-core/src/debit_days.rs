//! The debit days of a month, and the debits that fall due on them.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{first_of_month, month_length, month_number};

/// The days of the month on which a SIP is debited, a bit each: bit 1 is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DebitDays(u32);

/// No month has a later day.
pub(crate) const LAST_DAY: u32 = 31;

impl DebitDays {
    /// Those that a record lists, whatever stands between the numbers. Zero is no day, and a number
    /// that is past every month's end falls on the last day as the 31st does.
    pub(crate) fn listed(days: &str) -> Self {
        let (mut bits, mut number) = (0, 0);
        for byte in days.bytes().chain([b',']) {
            if byte.is_ascii_digit() {
                number = (number * 10 + u32::from(byte - b'0')).min(LAST_DAY);
            } else {
                // A number past every month's end has stopped at the last day by now.
                bits |= if number > 0 { bit(number) } else { 0 };
                number = 0;
            }
        }
        Self(bits)
    }

    /// That one day.
    pub(crate) fn on(date: NaiveDate) -> Self {
        Self(bit(date.day()))
    }

    /// How many different ones there are.
    pub(crate) const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// The days of a month of that length: what is past its end falls on its last day, and two that
    /// fall on one day are one.
    const fn of_month(self, length: u32) -> u32 {
        let within = self.0 & bits(1, length);
        if within == self.0 { within } else { within | bit(length) }
    }
}

const fn bit(day: u32) -> u32 {
    1 << day
}

/// The bits of these days, both among them; none where the last comes before the first.
const fn bits(first: u32, last: u32) -> u32 {
    if first > last {
        return 0;
    }
    // The bit above the 31st lies outside 32 bits.
    (((1u64 << (last + 1)) - (1u64 << first)) & u32::MAX as u64) as u32
}

/// From one day to another, both among them.
pub(crate) type Span = (NaiveDate, NaiveDate);

/// When debits fall due: on each debit day but those of a pause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DueDebits {
    days: DebitDays,
    pause: Option<(Day, Day)>,
}

/// A day by its month and its number there. A SIP may have missed debits for years, month by month,
/// through which a date of the calendar would be worked out anew for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Day {
    month: i32,
    day: u32,
}

impl Day {
    fn of(date: NaiveDate) -> Self {
        Self { month: month_number(date), day: date.day() }
    }
}

impl DueDebits {
    pub(crate) fn new(days: DebitDays, pause: Option<Span>) -> Self {
        Self { days, pause: pause.map(|(from, to)| (Day::of(from), Day::of(to))) }
    }

    /// How many fall due after one day and up to another: at most `most` of them are counted.
    pub(crate) fn count(&self, after: NaiveDate, up_to: NaiveDate, most: u32) -> u32 {
        let Some(first) = after.succ_opt().map(Day::of) else { return 0 };
        let last = Day::of(up_to);
        let mut count = 0;
        for month in first.month..=last.month {
            count += self.of_month(month, first, last).count_ones();
            if count >= most {
                return most;
            }
        }
        count
    }

    /// The first that falls due after a day, if the calendar goes so far.
    pub(crate) fn next(&self, after: NaiveDate) -> Option<NaiveDate> {
        let first = Day::of(after.succ_opt()?);
        // Every whole month that is not paused has a debit day.
        let last_month = self.pause.map_or(first.month, |(_, to)| first.month.max(to.month)) + 1;
        let last = Day { month: last_month, day: LAST_DAY };
        let due = |month| (month, self.of_month(month, first, last));
        let (month, days) = (first.month..=last_month).map(due).find(|(_, days)| *days != 0)?;
        first_of_month(month)?.with_day(days.trailing_zeros())
    }

    /// The one that falls due so many after a day: the next is the first.
    pub(crate) fn nth(&self, after: NaiveDate, nth: u32) -> Option<NaiveDate> {
        (0..nth).try_fold(after, |day, _| self.next(day))
    }

    /// The days of a month on which a debit falls due, from one day to another.
    fn of_month(&self, month: i32, from: Day, to: Day) -> u32 {
        let length = month_length(month);
        let part = |from: Day, to: Day| {
            if to.month < month || month < from.month {
                return 0;
            }
            let first = if from.month < month { 1 } else { from.day };
            let last = if month < to.month { length } else { to.day };
            bits(first, last)
        };
        let paused = self.pause.map_or(0, |(from, to)| if from <= to { part(from, to) } else { 0 });
        self.days.of_month(length) & part(from, to) & !paused
    }
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn spans_of_days_become_bits() {
        assert_eq!(bits(1, 3), 0b1110);
        assert_eq!(bits(31, 31), 1 << 31);
        assert_eq!(bits(1, 31), u32::MAX - 1);
        assert_eq!(bits(4, 3), 0);
    }
}
