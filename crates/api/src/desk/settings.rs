//! What the day's work may be told.

use calls::Chances;
use chrono::NaiveDate;
use clap::Args;

use super::today::Today;

/// What the day's work may be told.
#[derive(Args, Clone, Debug, Default)]
pub struct DeskSettings {
    /// How many calls in a hundred are expected to succeed, a kind: `missed_debits=60,no_step_up=15`.
    /// Kinds that are not named keep what is assumed of them.
    #[arg(long, env, default_value = "", value_name = "CHANCES", value_parser = chances)]
    pub chances: Chances,
    /// The date by which snoozes end, in place of today: for tests, where nobody signs in.
    #[arg(long, env, value_name = "DATE")]
    pub today: Option<NaiveDate>,
}

fn chances(text: &str) -> Result<Chances, String> {
    text.parse().map_err(|bad: calls::BadChances| bad.to_string())
}

impl DeskSettings {
    /// Refuses a date where others sign in: it is for tests.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn check(&self, is_open: bool) -> Result<(), String> {
        if self.today.is_some() && !is_open {
            return Err(
                "TODAY (--today) is for a server that nobody signs in to: leave it out".into()
            );
        }
        Ok(())
    }

    pub(crate) fn today(&self) -> Today {
        Today(self.today)
    }
}
