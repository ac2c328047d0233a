//! A short text, taken from the front.

use super::surroundings::is_blank;

#[derive(Clone)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes that character, if it is the next.
    pub(super) fn take(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    /// Spaces, and the one mark among them: that mark, a space, or nothing.
    pub(super) fn separator(&mut self) -> Option<char> {
        let before = self.rest.len();
        self.spaces();
        let mark = self.rest.chars().next().filter(|first| matches!(first, ',' | '-' | '/' | '.'));
        if let Some(mark) = mark {
            self.take(mark);
            self.spaces();
        }
        mark.or((self.rest.len() < before).then_some(' '))
    }

    /// Digits, nine at most, and how many.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self.digits();
        if digits.len() > 9 {
            return None;
        }
        digits.parse().ok().map(|number| (number, digits.len()))
    }

    /// Two digits.
    pub(super) fn two_digits(&mut self) -> Option<u32> {
        self.number().filter(|(_, length)| *length == 2).map(|(number, _)| number)
    }

    /// All digits that follow.
    pub(super) fn digits(&mut self) -> &'a str {
        self.while_it(|byte| byte.is_ascii_digit())
    }

    /// All ASCII letters that follow.
    pub(super) fn word(&mut self) -> &'a str {
        self.while_it(|byte| byte.is_ascii_alphabetic())
    }

    /// The same, not taken.
    pub(super) fn peek_word(&self) -> &'a str {
        Self { rest: self.rest }.word()
    }

    fn while_it(&mut self, is_it: impl Fn(u8) -> bool) -> &'a str {
        let length = self.rest.bytes().take_while(|byte| is_it(*byte)).count();
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}
