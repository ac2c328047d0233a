//! Numbers that tell requests apart.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that this process gives once, and that no other process is likely to give.
pub(crate) fn unique_number() -> u64 {
    static BASE: LazyLock<u64> =
        LazyLock::new(|| getrandom::u64().unwrap_or_else(|_| std::process::id().into()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    // Odd, so that no two counts give the same product: ids of neighbours look unlike.
    const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    BASE.wrapping_add(count.wrapping_mul(STRIDE))
}
