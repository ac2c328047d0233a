//! How sure a day is after which no increase was made.

/// How a day is known after which no increase was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Confidence {
    /// Payments or imports show it.
    Proven,
    /// It rests on people beginning at round sums, and growing by agreed steps.
    Likely,
}

impl Confidence {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Likely => "likely",
        }
    }
}
