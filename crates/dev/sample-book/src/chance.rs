//! Chance that repeats itself: a stream of its own for each thing that is drawn.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What a stream of chance belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Stream {
    /// The SIP of this index, from its agreement to its newest debit.
    Sip(u64),
    /// To whom the SIP of this index belongs.
    Ownership(u64),
    /// How neighbouring SIPs fall to clients.
    Neighbours(u64),
    /// The client of this number.
    Client(u64),
    /// The agent of this number.
    Agent(u64),
    /// The book as a whole.
    Book,
    /// Who the client of this number is, and how they are reached.
    Contact(u64),
    /// The life of this number, of a book of lives.
    Life(u64),
    /// Whether, in a month, a life is mended: by its number and the month.
    Mend(u64, u8),
    /// How, in a month, a call to the client of this number goes.
    Call(u64, u8),
}

impl Stream {
    const fn number(self) -> u64 {
        let (kind, key) = match self {
            Self::Sip(index) => (0, index),
            Self::Ownership(index) => (1, index),
            Self::Neighbours(index) => (2, index),
            Self::Client(number) => (3, number),
            Self::Agent(number) => (4, number),
            Self::Book => (5, 0),
            Self::Life(number) => (6, number),
            Self::Contact(number) => (7, number),
            Self::Mend(number, month) => (8, number << 8 | month as u64),
            Self::Call(number, month) => (9, number << 8 | month as u64),
        };
        (kind << 60) | key
    }
}

/// A seed, from which streams branch off. What one stream gives depends on no other.
#[derive(Clone, Debug)]
pub struct Seed(ChaCha8Rng);

impl Seed {
    /// The seed of this number.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// What branches off for `stream`.
    #[must_use]
    pub fn stream(&self, stream: Stream) -> Chance {
        let mut source = self.0.clone();
        source.set_stream(stream.number());
        Chance(source)
    }
}

/// One stream, drawn from in order.
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// A number below `bound`, each as likely; zero for a bound of zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        // The product of two u32 shifted by one fits a u32.
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// [`Chance::below`] for bounds beyond a u32.
    pub fn below_wide(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `least` to `most`, both among them.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: u32) -> bool {
        self.permille(share * 10)
    }

    /// True so many times in a thousand.
    pub fn permille(&mut self, share: u32) -> bool {
        self.below(1_000) < share
    }

    /// A number from zero up to one.
    pub fn fraction(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// One of `choices`, each as often as its weight.
    pub fn weighted<T: Copy, const N: usize>(&mut self, choices: &[(T, u32); N]) -> T {
        const { assert!(N > 0) };
        let mut draw = self.below(choices.iter().map(|(_, weight)| weight).sum());
        for (choice, weight) in choices {
            if draw < *weight {
                return *choice;
            }
            draw -= weight;
        }
        choices[N - 1].0
    }

    /// One of `choices`, each as likely.
    pub fn one_of<T: Copy, const N: usize>(&mut self, choices: &[T; N]) -> T {
        const { assert!(N > 0) };
        choices[self.below(N as u32) as usize]
    }
}
