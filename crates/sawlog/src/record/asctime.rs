//! The time as text, kept in the record.

/// The usual 23 bytes are kept in place.
#[derive(Clone, Debug)]
pub(super) enum AscTime {
    Short { text: [u8; IN_PLACE], len: u8 },
    Long(Box<str>),
}

const IN_PLACE: usize = 30;

impl AscTime {
    #[inline]
    pub(super) fn new(time: &str) -> AscTime {
        let bytes = time.as_bytes();
        let mut text = [0; IN_PLACE];
        match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
            // Two copies of a fixed size, which overlap, are the shortest way.
            (Some(first), Some(last)) if bytes.len() <= IN_PLACE => {
                text[..16].copy_from_slice(first);
                text[bytes.len() - 16..][..16].copy_from_slice(last);
            }
            (None, _) => text[..bytes.len()].copy_from_slice(bytes),
            _ => return AscTime::Long(time.into()),
        }
        AscTime::Short { text, len: bytes.len() as u8 }
    }

    pub(super) fn to_text(&self) -> String {
        match self {
            AscTime::Short { text, len } => String::from_utf8_lossy(&text[..usize::from(*len)]).into_owned(),
            AscTime::Long(text) => text.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_any_length_is_kept() {
        for length in 0..40 {
            let text: String = ('a'..='z').cycle().take(length).collect();
            assert_eq!(AscTime::new(&text).to_text(), text);
        }
    }
}
