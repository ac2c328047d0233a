//! The files and connections that this process may hold.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::connections::ENDING;

/// Fewer connections than this serve nobody.
const LEAST: usize = 16;

/// Raises the process's limit of open files, so far as the system lets it, until so many connections
/// find room beside `reserve` other files, and gives the connections that do.
///
/// # Errors
/// Says what to set, where the limit leaves no room at all.
pub fn room_for_connections(wanted: usize, reserve: usize) -> Result<usize, String> {
    let failed = |fault| format!("the limit of open files cannot be read: {fault}");
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed)?;
    let beside = reserve + 2 * ENDING;
    let needed = u64::try_from(wanted + beside).unwrap_or(u64::MAX).min(hard).max(soft);
    // Where it may not be raised, what there is has to do.
    let limit = match setrlimit(Resource::RLIMIT_NOFILE, needed, hard) {
        Ok(()) => needed,
        Err(_) => soft,
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let room = limit.saturating_sub(beside).min(wanted);
    if room < LEAST.min(wanted) {
        return Err(format!(
            "this process may hold {limit} files, which leaves no room for connections beside the \
             {beside} that it needs: raise the limit (LimitNOFILE of systemd, or `ulimit -n`)"
        ));
    }
    if room < wanted {
        tracing::warn!(
            limit,
            connections = room,
            "MAX_CONNECTIONS is {wanted}, and the limit of open files leaves room for fewer"
        );
    }
    Ok(room)
}
