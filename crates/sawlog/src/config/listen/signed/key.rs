//! The key.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{envelope, seconds_now};

/// The shortest key, in bytes.
const SHORTEST: usize = 16;
/// The longest, in bytes.
const LONGEST: usize = 4096;

/// A key that both sides have.
#[derive(Clone)]
pub struct SharedKey(Arc<[u8]>);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read.
    #[error("cannot read the key {}: {}", .0.display(), .1)]
    Read(PathBuf, #[source] io::Error),
    /// Others may read the file, or change it.
    #[error("the key {} can be read or written by others (chmod 600)", .0.display())]
    Open(PathBuf),
    /// The file belongs to somebody else.
    #[error("the key {} belongs to another user", .0.display())]
    Foreign(PathBuf),
    /// A key of so many bytes.
    #[error("a key has between {SHORTEST} and {LONGEST} bytes, not {0}")]
    Length(usize),
}

impl SharedKey {
    /// Of these bytes, which should be random.
    ///
    /// # Errors
    /// Fewer than 16 bytes or more than 4096.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<SharedKey, KeyError> {
        let bytes = bytes.as_ref();
        if !(SHORTEST..=LONGEST).contains(&bytes.len()) {
            return Err(KeyError::Length(bytes.len()));
        }
        Ok(SharedKey(bytes.into()))
    }

    /// Of what a file holds, without the white space at its ends (Python's `strip()`). `openssl rand -hex 32` writes a good one.
    ///
    /// # Errors
    /// A file that cannot be read, that is not the user's or root's own, or that others may read or write; and those of
    /// [`SharedKey::new`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<SharedKey, KeyError> {
        let path = path.as_ref();
        let failed = |error| KeyError::Read(path.to_owned(), error);
        let file = File::open(path).map_err(failed)?;
        // Of the file that was opened, whatever stands at its path by now.
        let found = file.metadata().map_err(failed)?;
        if found.permissions().mode() & 0o077 != 0 {
            return Err(KeyError::Open(path.to_owned()));
        }
        if found.uid() != 0 && found.uid() != rustix::process::geteuid().as_raw() {
            return Err(KeyError::Foreign(path.to_owned()));
        }
        let mut bytes = Vec::new();
        file.take(LONGEST as u64 + 64).read_to_end(&mut bytes).map_err(failed)?;
        let is_white = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let begin = bytes.iter().position(|byte| !is_white(byte)).unwrap_or(bytes.len());
        let end = bytes.iter().rposition(|byte| !is_white(byte)).map_or(begin, |last| last + 1);
        SharedKey::new(&bytes[begin..end])
    }

    /// The bytes to send for what is meant, signed now.
    ///
    /// # Panics
    /// The system has no random numbers (`/dev/urandom`).
    pub fn sign(&self, body: &[u8]) -> Vec<u8> {
        let mut nonce = [0; envelope::NONCE_LEN];
        let read = File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut nonce));
        read.unwrap_or_else(|error| panic!("cannot read /dev/urandom: {error}"));
        self.sign_at(body, seconds_now(), nonce)
    }

    pub(super) fn sign_at(&self, body: &[u8], time: u64, nonce: [u8; envelope::NONCE_LEN]) -> Vec<u8> {
        let head = envelope::head(time, nonce);
        let mac = self.mac(&[head.as_bytes(), b"\n", body]).finalize().into_bytes();
        envelope::write(&head, &mac, body)
    }

    /// Whether this is the code of these parts in a row; how long it takes says nothing about it.
    pub(super) fn has_signed(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.mac(parts).verify_slice(mac).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

/// Shows nothing of it.
impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedKey(..)")
    }
}
