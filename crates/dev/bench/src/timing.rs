//! Time taken, and what is typical of it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::terminal::Outcome;

/// Quick work is done over and over for at most so long.
const LONG_ENOUGH: Duration = Duration::from_millis(300);
const TIMES: usize = 1_000;
const TIMES_AT_LEAST: usize = 5;

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
    }
}

/// The value that so large a share of them does not exceed.
pub(crate) fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (share * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Seconds.
pub(crate) fn time<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<f64> {
    let began = Instant::now();
    black_box(work()?);
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds that quick work typically takes.
pub(crate) fn typical<T>(mut work: impl FnMut() -> T) -> f64 {
    let began = Instant::now();
    let mut taken = Vec::new();
    while taken.len() < TIMES_AT_LEAST || (taken.len() < TIMES && began.elapsed() < LONG_ENOUGH) {
        let began = Instant::now();
        black_box(work());
        taken.push(began.elapsed().as_secs_f64());
    }
    median(taken)
}

/// The medians of a measurement and of its limit, taken in turn.
pub(crate) fn in_turn(
    rounds: u32,
    mut ours: impl FnMut(u32) -> Outcome<f64>,
    mut limit: impl FnMut(u32) -> Outcome<f64>,
) -> Outcome<(f64, f64)> {
    let (mut values, mut limits) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        values.push(ours(round)?);
        limits.push(limit(round)?);
    }
    Ok((median(values), median(limits)))
}
