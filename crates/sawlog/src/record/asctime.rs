//! The time as text, kept in the record.

use std::cell::{Cell, RefCell};

/// The time as the last formatter that wanted it wrote it; the usual 23 bytes are kept in place.
#[derive(Debug, Default)]
pub(super) struct AscTime {
    /// The first bytes of it, and the last ones: two copies of a fixed size, which may overlap, are the shortest way.
    first: Cell<[u8; HALF]>,
    last: Cell<[u8; HALF]>,
    /// 0 if there is none; [`LONG`] if it is in `long`; else one more than its bytes.
    kept: Cell<u8>,
    long: RefCell<String>,
}

const HALF: usize = 16;
const LONG: u8 = u8::MAX;

impl AscTime {
    #[inline]
    pub(super) fn set(&self, time: &str) {
        let bytes = time.as_bytes();
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) if bytes.len() <= 2 * HALF => {
                self.first.set(*first);
                self.last.set(*last);
            }
            (None, _) => {
                let mut text = [0; HALF];
                text[..bytes.len()].copy_from_slice(bytes);
                self.first.set(text);
            }
            _ => {
                self.long.replace(time.to_owned());
                return self.kept.set(LONG);
            }
        }
        self.kept.set(bytes.len() as u8 + 1);
    }

    /// Calls `f` with the text, if there is one.
    pub(super) fn with<R>(&self, f: impl FnOnce(&str) -> R) -> Option<R> {
        match self.kept.get() {
            0 => None,
            LONG => Some(f(&self.long.borrow())),
            more => {
                let (mut text, length) = ([0; 2 * HALF], usize::from(more - 1));
                text[..HALF].copy_from_slice(&self.first.get());
                if length >= HALF {
                    text[length - HALF..length].copy_from_slice(&self.last.get());
                }
                Some(f(&String::from_utf8_lossy(&text[..length])))
            }
        }
    }
}

impl Clone for AscTime {
    fn clone(&self) -> AscTime {
        AscTime {
            first: self.first.clone(),
            last: self.last.clone(),
            kept: self.kept.clone(),
            long: RefCell::new(self.long.borrow().clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_any_length_is_kept() {
        let kept = AscTime::default();
        for length in (0..40).chain(0..40) {
            let text: String = ('a'..='z').cycle().take(length).collect();
            kept.set(&text);
            assert_eq!(kept.with(str::to_owned), Some(text));
        }
    }
}
