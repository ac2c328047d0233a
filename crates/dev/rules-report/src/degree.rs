//! How untidy the lives of a book are.

/// How untidy the lives of a book are: how often clients leave what was agreed, and debits do not go
/// through as they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Degree {
    /// As a real book is, as far as its figures tell.
    Real,
    /// Twice as untidy.
    Untidy,
}

impl Degree {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Real, Self::Untidy];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Real => "as a real book",
            Self::Untidy => "twice as untidy",
        }
    }

    /// A share of something untidy, by this degree.
    pub(crate) const fn of(self, share_of_a_real_book: u32) -> u32 {
        match self {
            Self::Real => share_of_a_real_book,
            Self::Untidy => 2 * share_of_a_real_book,
        }
    }
}
