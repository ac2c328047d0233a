//! How many SIPs with a step-up get each verdict, and whether the dates that a verdict tells are so.

use opportunity_core::VerdictKind;

use crate::case::Case;
use crate::confusion::percent;

/// Verdicts, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    running: Counts,
    all: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    sips: u32,
    verdicts: [u32; VerdictKind::ALL.len()],
    /// Of the verdicts with dates, how many hold the true last increase.
    dated_rightly: [u32; VerdictKind::ALL.len()],
}

impl Coverage {
    pub(crate) fn add(&mut self, case: &Case) {
        let (Some(verdict), Some(truth)) = (case.said.verdict, case.truth) else { return };
        let dated_rightly = case.is_dated_rightly() == Some(true);
        self.all.add(verdict.verdict, dated_rightly);
        if truth.running {
            self.running.add(verdict.verdict, dated_rightly);
        }
    }

    /// Of a hundred SIPs with a step-up, how many get this verdict.
    #[must_use]
    pub fn share(&self, verdict: VerdictKind) -> Option<f64> {
        percent(self.all.verdicts[verdict as usize], self.all.sips)
    }

    /// Of a hundred verdicts of this kind, how many hold the true last increase: of SIPs that run, and
    /// of all.
    #[must_use]
    pub fn truth(&self, verdict: VerdictKind) -> [Option<f64>; 2] {
        let place = verdict as usize;
        [self.running, self.all].map(|of| percent(of.dated_rightly[place], of.verdicts[place]))
    }

    /// Of a hundred SIPs with a step-up, of how many something is known.
    #[must_use]
    pub fn known(&self) -> Option<f64> {
        let unknown = self.all.verdicts[VerdictKind::Unknown as usize];
        percent(self.all.sips - unknown, self.all.sips)
    }
}

impl Counts {
    fn add(&mut self, verdict: VerdictKind, dated_rightly: bool) {
        self.sips += 1;
        self.verdicts[verdict as usize] += 1;
        self.dated_rightly[verdict as usize] += u32::from(dated_rightly);
    }
}
