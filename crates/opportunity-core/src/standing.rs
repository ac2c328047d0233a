//! What the rules ask of a status.

/// How the newest debit of a SIP ended, as far as a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Success,
    InProgress,
    Failed,
    Paused,
    Other,
}

impl Standing {
    /// That of a status as the export words it.
    pub(crate) fn of(status: &str) -> Self {
        match status {
            "Success" => Self::Success,
            "In Progress" => Self::InProgress,
            "Failed" => Self::Failed,
            "Paused" => Self::Paused,
            _ => Self::Other,
        }
    }

    /// Whether the newest debit went through, or is under way.
    pub(crate) const fn is_running(self) -> bool {
        matches!(self, Self::Success | Self::InProgress)
    }
}
