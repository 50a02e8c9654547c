//! The time as text, kept in the record.

use std::cell::{Cell, RefCell};

/// The time as the last formatter that wanted it wrote it; the usual 23 bytes are kept in place.
#[derive(Debug, Default)]
pub(super) struct AscTime {
    text: Cell<[u8; IN_PLACE]>,
    /// 0 if there is none; [`LONG`] if it is in `long`; else one more than the bytes of `text` that count.
    kept: Cell<u8>,
    long: RefCell<String>,
}

const IN_PLACE: usize = 31;
const LONG: u8 = u8::MAX;

impl AscTime {
    #[inline]
    pub(super) fn set(&self, time: &str) {
        let bytes = time.as_bytes();
        let mut text = [0; IN_PLACE];
        match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
            // Two copies of a fixed size, which overlap, are the shortest way.
            (Some(first), Some(last)) if bytes.len() <= IN_PLACE => {
                text[..16].copy_from_slice(first);
                text[bytes.len() - 16..][..16].copy_from_slice(last);
            }
            (None, _) => text[..bytes.len()].copy_from_slice(bytes),
            _ => {
                self.long.replace(time.to_owned());
                return self.kept.set(LONG);
            }
        }
        self.text.set(text);
        self.kept.set(bytes.len() as u8 + 1);
    }

    /// Calls `f` with the text, if there is one.
    pub(super) fn with<R>(&self, f: impl FnOnce(&str) -> R) -> Option<R> {
        match self.kept.get() {
            0 => None,
            LONG => Some(f(&self.long.borrow())),
            more => Some(f(&String::from_utf8_lossy(&self.text.get()[..usize::from(more - 1)]))),
        }
    }
}

impl Clone for AscTime {
    fn clone(&self) -> AscTime {
        AscTime { text: self.text.clone(), kept: self.kept.clone(), long: RefCell::new(self.long.borrow().clone()) }
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
