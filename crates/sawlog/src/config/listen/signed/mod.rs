//! Frames that were signed with a key that both sides have.
//!
//! # The layout
//! A line, and behind its line feed what is meant:
//!
//! ```text
//! sawlog-signed 1 TIME NONCE MAC
//! ```
//!
//! `1` is the version; `TIME` the time of signing in seconds since 1970, in digits; `NONCE` 32 hexadecimal digits that this signer never
//! uses again; `MAC` 64 hexadecimal digits, the HMAC-SHA256 by the key of the line as far as the nonce, a line feed, and what is
//! meant. Digits above 9 are small letters; one space stands between the words. In Python:
//!
//! ```python
//! import hmac, secrets, time
//!
//! def signed(body, key):
//!     head = b"sawlog-signed 1 %d %s" % (time.time(), secrets.token_hex(16).encode())
//!     mac = hmac.new(key, head + b"\n" + body, "sha256").hexdigest()
//!     return head + b" " + mac.encode() + b"\n" + body
//! ```

mod envelope;
mod key;
mod nonces;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use key::{KeyError, SharedKey};

use super::verify::Refusal;
use envelope::Envelope;
use nonces::Nonces;

/// Takes what was signed with a key, a short time ago, and not taken before.
///
/// A frame is good for as long as its time differs from ours by no more than the window, one minute unless it is changed, and is taken once:
/// of what was taken the nonces are remembered as long as that. What was signed before the start is not taken, since nobody
/// remembers what was taken then; nor is anything while 65,536 nonces are remembered. Both clocks must be right, therefore.
///
/// A frame is good at every listener that has the key: give each one its own. Clones share what they remember.
///
/// ```
/// use sawlog::config::listen::{SharedKey, Signed};
///
/// let key = SharedKey::new(b"as long as it is random, and known to both")?;
/// let signed = Signed::new(key.clone());
/// let frame = key.sign(b"{}");
/// assert_eq!(signed.verify(&frame)?, b"{}");
/// assert_eq!(signed.verify(&frame).unwrap_err().to_string(), "not verified: it was taken before");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Python
/// A ready function for the argument `verify`; Python has none.
#[derive(Clone)]
pub struct Signed {
    key: SharedKey,
    window: Duration,
    nonces: Arc<Mutex<Nonces>>,
}

impl Signed {
    /// With a key, and a window of a minute.
    pub fn new(key: SharedKey) -> Signed {
        Signed { key, window: Duration::from_secs(60), nonces: Arc::new(Mutex::new(Nonces::since(seconds_now()))) }
    }

    /// By how much the signer's clock may differ from ours, the way included; counted in whole seconds.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Signed {
        self.window = window;
        self
    }

    /// What is meant by these bytes.
    ///
    /// # Errors
    /// They were not signed with this key, or too long ago or ahead, or were taken before.
    pub fn verify(&self, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.verify_at(bytes, seconds_now())
    }

    fn verify_at(&self, bytes: &[u8], now: u64) -> Result<Vec<u8>, Refusal> {
        let envelope = Envelope::read(bytes)?;
        // First of all: what is not authentic gets to know nothing, and leaves nothing behind.
        if !self.key.has_signed(&[envelope.head, b"\n", envelope.body], &envelope.mac) {
            return Err("not verified: it was not signed with this key".into());
        }
        let window = self.window.as_secs();
        if envelope.time.abs_diff(now) > window {
            let (by, which) = (envelope.time.abs_diff(now), if envelope.time < now { "behind" } else { "ahead of" });
            return Err(Refusal::new(format!(
                "not verified: its time is {by} s {which} ours, and {window} s are allowed"
            )));
        }
        let mut nonces = self.nonces.lock().unwrap_or_else(|e| e.into_inner());
        nonces.take(envelope.time, envelope.nonce, now, window)?;
        Ok(envelope.body.to_vec())
    }
}

impl From<SharedKey> for Signed {
    fn from(key: SharedKey) -> Signed {
        Signed::new(key)
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("window", &self.window).finish_non_exhaustive()
    }
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> (SharedKey, Signed) {
        let key = SharedKey::new(b"0123456789abcdef").unwrap();
        let signed = Signed::new(key.clone());
        *signed.nonces.lock().unwrap() = Nonces::since(1_000);
        (key, signed)
    }

    fn said(outcome: Result<Vec<u8>, Refusal>) -> String {
        outcome.map_or_else(|refusal| refusal.to_string(), |body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn a_frame_is_taken_once_within_the_window() {
        let (key, signed) = both();
        let frame = key.sign_at(b"body", 2_000, [7; 16]);
        assert!(said(signed.verify_at(&frame, 2_061)).contains("61 s behind ours"));
        assert!(said(signed.verify_at(&frame, 1_939)).contains("61 s ahead of ours"));
        assert_eq!(said(signed.verify_at(&frame, 2_060)), "body");
        assert!(said(signed.verify_at(&frame, 2_060)).contains("taken before"));
        assert!(said(signed.clone().verify_at(&frame, 2_030)).contains("taken before"), "by a clone");
    }

    #[test]
    fn a_clock_that_goes_back_makes_nothing_good_again() {
        let (key, signed) = both();
        let first = key.sign_at(b"first", 2_000, [1; 16]);
        assert_eq!(said(signed.verify_at(&first, 2_000)), "first");
        assert_eq!(said(signed.verify_at(&key.sign_at(b"later", 3_000, [2; 16]), 3_000)), "later");
        assert!(said(signed.verify_at(&first, 2_000)).contains("longer known"));
    }

    #[test]
    fn what_was_signed_before_the_start_is_not_taken() {
        let (key, signed) = both();
        assert!(said(signed.verify_at(&key.sign_at(b"x", 999, [1; 16]), 1_000)).contains("before this listener"));
        assert_eq!(said(signed.verify_at(&key.sign_at(b"x", 1_000, [1; 16]), 1_000)), "x");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten() {
        let (key, signed) = both();
        let nonce = |number: usize| {
            let mut nonce = [0; 16];
            nonce[..8].copy_from_slice(&number.to_be_bytes());
            nonce
        };
        for number in 0..nonces::MOST {
            assert!(signed.nonces.lock().unwrap().take(2_000, nonce(number), 2_000, 60).is_ok());
        }
        let one_more = key.sign_at(b"x", 2_000, [9; 16]);
        assert!(said(signed.verify_at(&one_more, 2_060)).contains("too many"));
        assert_eq!(said(signed.verify_at(&key.sign_at(b"x", 2_061, [9; 16]), 2_061)), "x");
    }

    #[test]
    fn every_bit_counts() {
        let (key, signed) = both();
        let frame = key.sign_at(b"{\"version\": 1}", 2_000, [7; 16]);
        for at in 0..frame.len() {
            for bit in 0..8 {
                let mut other = frame.clone();
                other[at] ^= 1 << bit;
                assert!(signed.verify_at(&other, 2_000).is_err(), "byte {at}, bit {bit}");
            }
        }
        for len in 0..frame.len() {
            assert!(signed.verify_at(&frame[..len], 2_000).is_err(), "{len} bytes");
        }
        assert!(signed.verify_at(&frame, 2_000).is_ok());
    }
}
