//! Where a JSON value ends, by its brackets and quotes alone: what is between is the parser's business.

use crate::file::End;

/// Finds the end of the value that the text begins with.
#[derive(Default)]
pub(super) struct ValueEnd {
    depth: u32,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

impl End for ValueEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        for (position, byte) in bytes.iter().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_text = false;
                        if self.depth == 0 {
                            return Some(position + 1);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => (self.in_text, self.begun) = (true, true),
                b'{' | b'[' => (self.depth, self.begun) = (self.depth + 1, true),
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(position + 1);
                    }
                }
                b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    // A number or a word ends before what follows it; a lone bracket is a fault
                    // that the parser will name.
                    return Some(if self.begun { position } else { position + 1 });
                }
                _ => self.begun = true,
            }
        }
        None
    }
}
