//! Choices by numbers that are drawn beforehand, so that a failing case shrinks with them.

pub(crate) struct Dice(std::vec::IntoIter<u16>);

impl Dice {
    pub(crate) fn new(numbers: Vec<u16>) -> Self {
        Self(numbers.into_iter())
    }

    /// From zero to `most`; zero where no number is left.
    pub(crate) fn up_to(&mut self, most: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % (most + 1)
    }

    pub(crate) fn number(&mut self, least: u32, most: u32) -> u32 {
        least + self.up_to((most - least) as usize) as u32
    }

    pub(crate) fn of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.up_to(values.len() - 1)].clone()
    }

    /// Seldom true; a small number is a no.
    pub(crate) fn is_one_in(&mut self, number: usize) -> bool {
        self.up_to(number - 1) == number - 1
    }
}
